"""The print of a header: files that are laid out alike have the same one."""

import hashlib
import json
from collections.abc import Sequence

from salesdesk.importing.rejects import own_columns
from salesdesk.importing.synonyms import whole_key


def header_print(kind: str, header: Sequence[str]) -> str:
    """Give a hash that two files share when they are of one kind and have the same columns in the same order.

    Case, white space and punctuation make no difference, a unit in brackets does. A file of rejected rows is laid out
    like the file they came from.
    """
    keys = [whole_key(name) for name in own_columns(tuple(header))]
    return hashlib.sha256(json.dumps([kind, keys], ensure_ascii=True).encode()).hexdigest()

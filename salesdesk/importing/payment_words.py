"""What offices and paying services say of a payment: how it came in, and whether it did (`synonyms.toml`)."""

import re
import unicodedata

from salesdesk.domain.receipts import LENDERS, Method
from salesdesk.importing.synonyms import values_of, whole_key

_BEHIND_IT = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")


def parse_status(text: str) -> bool:
    """Read whether a payment was made and kept.

    Raises:
        ValueError: it says neither.
    """
    return _said_of("status", text) == "done"


def parse_method(text: str) -> Method:
    """Read how money came in; brackets may say it more exactly, and a bank's name may stand before it (建行POS机).

    Raises:
        ValueError: it is no way that is known, or could be several.
    """
    try:
        return Method(_said_of("method", text))
    except ValueError:
        key = whole_key(_bare(text))
        within = {method for word, method in values_of("method_within").items() if word in key}
        if len(within) != 1:
            raise
        return Method(within.pop())


def is_buyers_way(text: str) -> bool:
    """Tell whether buyers pay so: 公积金贷款 below 付款方式 is a plan, and none of its deposits is the fund's money."""
    try:
        return parse_method(text) not in LENDERS
    except ValueError:
        return False


def _said_of(field: str, text: str) -> str:
    words = values_of(field)
    said = words.get(whole_key(text)) or words.get(whole_key(_bare(text)))
    if said is None:
        raise ValueError(f"no {field}")
    return said


def _bare(text: str) -> str:
    return _BEHIND_IT.sub("", unicodedata.normalize("NFKC", text))

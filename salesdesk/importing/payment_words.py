"""What banks, offices and paying services say of a payment: which way it went, how, and whether it was made."""

import re
import unicodedata

from salesdesk.domain.receipts import LENDERS, Method
from salesdesk.importing.synonyms import values_of, whole_key

_BEHIND_IT = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")


def parse_direction(text: str) -> bool:
    """Read in the words of banks whether money came in.

    Raises:
        ValueError: it is no such word.
    """
    said = _known("direction", text)
    if said is None:
        raise ValueError("no direction")
    return said == "in"


def parse_status(text: str) -> bool:
    """Read whether a payment was made and kept; brackets may say more of it, but not that it was given back.

    Raises:
        ValueError: it says neither, or both.
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
        within = _within("method", text)
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
    said, (bare, behind) = _known(field, text), _parted(text)
    if said is None and "unsure" not in _within(field, behind):
        said = _known(field, bare)
    if said is None:
        raise ValueError(f"no {field}")
    return said


def _known(field: str, text: str) -> str | None:
    return values_of(field).get(whole_key(text))


def _within(field: str, text: str) -> set[str]:
    key = whole_key(text)
    return {said for word, said in values_of(f"{field}_within").items() if word in key}


def _parted(text: str) -> tuple[str, str]:
    """Part what brackets at the end say from what stands before them."""
    plain = unicodedata.normalize("NFKC", text)
    bare = _BEHIND_IT.sub("", plain)
    return bare, plain[len(bare) :]

"""The currency that a statement names in a column of its own, or behind the name of a column of amounts."""

import re

from salesdesk.importing.synonyms import values_of
from salesdesk.importing.words import plain_words

LONGEST = 40
_PART = re.compile(r"[a-z]*[$€£¥]|[a-z]+|[0-9]+|[^\W\d_a-z]+")
_IN_BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]{1,40})[)）\]】]")
_CODE = re.compile(r"[A-Za-z]{3}")


def currency_of(text: str) -> str:
    """Give a currency's code by the words that offices and banks use, all of which must say the same; else nothing.

    Three letters that are no such word are a code themselves: `THB`.
    """
    words, parts = values_of("currency"), _PART.findall(plain_words(text[:LONGEST]))
    named = {words.get(part, "") for part in parts}
    if len(named) == 1 and "" not in named:
        return named.pop()
    return text.strip().upper() if _CODE.fullmatch(text.strip()) else ""


def currency_in(header: str) -> str:
    """Give the code of a currency that stands in brackets in a column's name: `金额(美元)`; else nothing."""
    found = (values_of("currency").get(each.strip(), "") for each in _IN_BRACKETS.findall(plain_words(header)))
    return next(filter(None, found), "")

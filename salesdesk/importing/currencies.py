"""The currency that a list names: in a column of its own, in the name of a column of amounts, or in their cells."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from salesdesk.importing.refusals import OtherCurrency
from salesdesk.importing.row_reading import Reason, RowReading
from salesdesk.importing.rows import short
from salesdesk.importing.synonyms import values_of
from salesdesk.importing.words import plain_words
from salesdesk.language import N_

LONGEST = 40
_PART = re.compile(r"[a-z]*[$€£¥]|[a-z]+|[0-9]+|[^\W\d_a-z]+")
_IN_BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]{1,40})[)）\]】]")
_CODE = re.compile(r"[A-Za-z]{3}")
_ROUND_A_NUMBER = re.compile(r"[-+−(]*([^\d\s.,+\-−()]*)[\s+\-−(]*[\d.].*?([^\d\s.,+\-−()]*)[)\s]*", re.DOTALL)
_MANY = re.compile("^[十百千万亿]+")
_LABEL = r"(?:币种|币别|货币(?:种类|类型|名称|单位)?|单位|currency|ccy|(?:amounts?|prices?) in)"
_IN_TITLE = re.compile(rf"{_LABEL}(?:[\s/|\[]*{_LABEL})*[\s\]]*[:：]?\s*([^\s,，;；、:：()（）\[\]【】/|]{{1,20}})")
CURRENCY = Reason(
    "not_the_currency",
    N_("{column}: {value!r} is not the project's currency, {currency}"),
    N_("the project's currency, or a blank; other money is booked at the cash desk once it is exchanged"),
)
PRICE_CURRENCY = CURRENCY._replace(accepted=N_("prices in the project's currency"))


def currency_of(text: str) -> str:
    """Give a currency's code by the words that offices and banks use, all of which must say the same; else nothing.

    Three letters that are no such word are a code themselves: `THB`.
    """
    words, parts = values_of("currency"), _PART.findall(plain_words(text[:LONGEST]))
    named = {words.get(part, "") for part in parts}
    if len(named) == 1 and "" not in named:
        return named.pop()
    return text.strip().upper() if _CODE.fullmatch(text.strip()) else ""


def is_in_project_money(reading: RowReading, field: str, reason: Reason) -> bool:
    """Tell whether an amount is in the project's currency as far as its cell and its column say; a fault is noted."""
    currency, text = reading.columns.currency, reading.text(field)
    if not text or not (is_other_money(text, currency) or is_in_other_money(reading.columns.name_of(field), currency)):
        return True
    reading.refuse(field, reason, currency=currency)
    return False


@lru_cache(maxsize=1024)
def is_in_other_money(header: str, currency: str) -> bool:
    """Tell whether a column's name says in brackets that it is in another currency: `金额(美元)`, `单价(USD/㎡)`."""
    units = (re.split("[/每]", each)[0] for each in _IN_BRACKETS.findall(plain_words(header)))
    return any(_is_other(each, currency) for each in units)


@lru_cache(maxsize=16384)
def is_other_money(amount: str, currency: str) -> bool:
    """Tell whether a cell names another currency before or behind its number: `US$100`, `100美元`, `EUR 100`."""
    if amount[:1].isdigit() and amount[-1:].isdigit():
        return False
    found = _ROUND_A_NUMBER.fullmatch(plain_words(amount[:LONGEST]))
    return found is not None and any(_is_other(each, currency) for each in found.groups())


def check_titles(sheets: Iterable[Sequence[str]], currency: str) -> None:
    """Look whether a line above a list says that all of its amounts are in another currency: 币种：美元.

    Raises:
        OtherCurrency: in some sheet one does, and none there says that they are in the project's.
    """
    for titles in sheets:
        if (told := told_above(titles, currency)) is not None:
            title, code = told
            raise OtherCurrency(title=short(title), found=code, currency=currency)


def told_above(titles: Sequence[str], currency: str) -> tuple[str, str] | None:
    """Give the line above a list that says that it is in another currency, and which; nothing if none says so."""
    words = values_of("currency")
    said = [(title, _MANY.sub("", word)) for title in titles for word in _IN_TITLE.findall(plain_words(title))]
    found = [(title, code) for title, word in said if (code := words.get(word) or words.get(word.removesuffix("元")))]
    return found[0] if found and currency not in {code for _, code in found} else None


def _is_other(word: str, currency: str) -> bool:
    """Tell whether a word is a currency's that is not this one; a bare $ is any dollar's, and ¥ the yen's, too."""
    words, plain = values_of("currency"), _MANY.sub("", word.strip())
    if plain == "$":
        return currency not in {code for each, code in words.items() if each.endswith("$")}
    if plain == "¥" and currency == "JPY":
        return False
    return words.get(plain, currency) != currency

"""Bank statements, checked row by row: each row becomes money that came in or comes back with what is wrong."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from salesdesk.domain.money import parse_minor
from salesdesk.domain.receipts import OWN, Method
from salesdesk.domain.text import tidy, without_marks
from salesdesk.importing.currencies import CURRENCY, check_titles, currency_of, is_in_project_money, told_above
from salesdesk.importing.customers import LOST, TEXT
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.measures import ONE, Sort, parse_in
from salesdesk.importing.moments import parse_day
from salesdesk.importing.payment_words import parse_direction, parse_method, parse_status
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.row_reading import MISSING, Reason, RowReading
from salesdesk.importing.tables import Table
from salesdesk.importing.totals import is_total_word
from salesdesk.language import N_

LONGEST = 300
REMARKS = ("remark", "remark_2", "summary", "purpose")
"""Columns in which banks say what money is for; together they are the remark."""
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_MONEY_SIGNS = re.compile(r"^[¥￥$]|元整?$|^(?:RMB|CNY)|(?:RMB|CNY)$", re.IGNORECASE)
_CUT_OFF = re.compile(r"(?a:\d(?:[.,]\d+)?[eE]\+\d+)")
_FILLER = re.compile(r"[0\W_]*|[无無]")
"""What stands in a column of references where there is none."""

_IN_BRACKETS = re.compile(r"\((.+)\)")
_DIRECTION_BEHIND = re.compile(r"([^-+−](?:.*[0-9])?)\s*(CR|DR|-)", re.IGNORECASE | re.DOTALL)
AMOUNT = Reason(
    "not_an_amount", N_("{column}: {value!r} is no amount"), N_("an amount with at most two decimals, such as 3,000.00")
)
DAY = Reason("not_a_day", N_("{column}: {value!r} is no day"), N_("such as 2026-03-05, 2026年3月5日 or 20260305"))
TWO_DAYS = Reason(
    "not_a_day",
    N_("{column}: {value!r} could be two days"),
    N_("the year first, such as 2026-03-05; or say the order, such as --map date=COLUMN:D/M/Y"),
)
MONEY_OUT = Reason(
    "money_out",
    N_("{column}: {value!r} is not money that came in"),
    N_("money that came in; book refunds at the cash desk"),
)
REFERENCE = LOST._replace(
    accepted=N_("the whole number, as text; or none at all (--map reference=-), by which equal payments are counted")
)
DIRECTION = Reason(
    "not_a_direction",
    N_("{column}: {value!r} does not say whether money came in or went out"),
    N_("a word such as 贷, 收入, CR or credit for money that came in, 借, 支出, DR or debit for money that went out"),
)
STATUS = Reason(
    "not_a_status",
    N_("{column}: {value!r} does not say whether the money came in"),
    N_("成功, 已支付 or paid for money that is here; or leave the column out (--map status=-)"),
)
NOT_PAID = Reason(
    "not_paid",
    N_("{column}: {value!r} is no payment that was made and kept"),
    N_("payments that were made; book refunds at the cash desk"),
)
METHOD = Reason(
    "not_a_method",
    N_("{column}: {value!r} is no way in which money comes in that is known here"),
    N_("现金, 转账, 刷卡, 微信, 支付宝, 支票, 银行放款, 公积金放款; or leave the column out (--map method=-)"),
)
SUM = Reason(
    "sum",
    N_("{column}: {value!r} says that this is a sum of payments, not one"),
    N_("payments alone; leave rows of sums out"),
)


class BankRecord(NamedTuple):
    """Money on a statement, minor units; `reference` is the bank's, or one made of what the row says.

    `method` is how it came in, `place` the building, block and room that columns of their own tell, or some of them;
    each is empty where the statement does not say so.
    """

    line: int
    day: date
    amount_minor: int
    payer: str
    remark: str
    reference: str
    deal: str
    unit: str
    receipt: str
    method: Method | None = None
    place: str = ""


def check_receipts(table: Table, columns: ColumnMap, *, currency: str = "CNY") -> Iterator[BankRecord | RejectedRow]:
    """Check a statement of a project's currency: every row gives exactly one record or one rejected row, in order.

    Rows without the bank's reference that say the same are told apart by counting them: the second such row of a
    statement is other money than the first, and both are known again when the statement comes in once more.

    Raises:
        OtherCurrency: a title says that all of it is in another currency.
    """
    seen: Counter[str] = Counter()
    columns = replace(columns, currency=currency)
    is_unsaid_other = any(told_above(each, currency) for each in table.titles)
    if "currency" not in columns.columns:
        check_titles(table.titles, currency)
    for row in table.rows:
        reading = RowReading(row, columns, table.lines)
        if not row.flaw:
            _check_currency(reading, is_unsaid_other=is_unsaid_other)
        record = None if row.flaw else _record(reading, seen)
        if record is None or reading.problems:
            yield reading.rejected()
        else:
            yield record


def _check_currency(reading: RowReading, *, is_unsaid_other: bool) -> None:
    """Refuse money in another currency, as a column of its own says, or a title where that says nothing."""
    told, currency = reading.text("currency"), reading.columns.currency
    if currency_of(told) != currency if told else is_unsaid_other:
        reading.refuse("currency", CURRENCY, currency=currency)


def _record(reading: RowReading, seen: Counter[str]) -> BankRecord | None:
    _check_sum(reading)
    reading.required("date")
    day = reading.days("date", parse_day, DAY, TWO_DAYS)
    amount = _amount(reading)
    _check_status(reading)
    method = reading.parsed("method", parse_method, METHOD)
    texts = {name: _text(reading, name) for name in ("payer", "deal", "unit", "receipt")}
    said = dict.fromkeys(_text(reading, name) for name in REMARKS)
    texts["remark"] = " ".join(each for each in said if each)
    reference, place = _reference(reading), _place(reading)
    if day is None or amount is None or reading.problems:
        return None
    seen_as = hashlib.sha256(repr((day, amount, sorted(texts.items()))).encode()).hexdigest()[:16]
    if not reference:
        seen[seen_as] += 1
        reference = f"{OWN}{seen_as}-{seen[seen_as]}"
    return BankRecord(
        line=reading.row.line, day=day, amount_minor=amount, reference=reference, method=method, place=place, **texts
    )


def _check_sum(reading: RowReading) -> None:
    """Refuse a row that a word calls a sum, unless it stands in a remark: such a row may tell whose sum it is."""
    remarks = {reading.columns.columns.get(name) for name in REMARKS}
    for place, cell in enumerate(reading.row.cells):
        if place not in remarks and is_total_word(cell):
            return reading.refuse_at(place, SUM)


def _place(reading: RowReading) -> str:
    """Put the place of a unit together that stands in several columns; nothing without a room.

    It is no part of what rows are known again by: they were booked before it was read.
    """
    *parts, room = (_text(reading, name) for name in ("building", "block", "room"))
    return "-".join(filter(None, (*parts, room))) if room else ""


def _reference(reading: RowReading) -> str:
    """Read the bank's own reference; one whose digits are lost could be that of other money, too, and is refused."""
    reference = "".join(_text(reading, "reference").split())
    if _CUT_OFF.fullmatch(reference):
        reading.refuse("reference", REFERENCE)
    return "" if _FILLER.fullmatch(reference) else reference


def _amount(reading: RowReading) -> int | None:
    amount = _signed(reading, "amount")
    if reading.problems:
        return None
    if amount:
        return amount if _comes_in(reading) else None
    out = _signed(reading, "paid_out")
    if out:
        reading.refuse("paid_out", MONEY_OUT)
    elif not reading.problems:
        reading.refuse("amount", MISSING if amount is None else MONEY_OUT)
    return None


def _comes_in(reading: RowReading) -> bool:
    """Tell whether money came in where a column says so; of two columns of amounts each says so by itself."""
    columns = reading.columns.columns
    if "direction" not in columns or "paid_out" in columns:
        return True
    came = reading.parsed("direction", parse_direction, DIRECTION)
    if not came and not reading.problems:
        reading.refuse("direction", DIRECTION if came is None else MONEY_OUT)
    return bool(came)


def _check_status(reading: RowReading) -> None:
    """Refuse what was not paid, or was given back, where a column says so; one that says nothing of it counts."""
    if reading.parsed("status", parse_status, STATUS) is False:
        reading.refuse("status", NOT_PAID)


def _signed(reading: RowReading, field: str) -> int | None:
    """Read an amount; where no column says the currency, it may be told in the cell or in the name of its column."""
    if not (reading.text("currency") or is_in_project_money(reading, field, CURRENCY)):
        return None
    return reading.parsed(field, partial(parse_signed, factor=reading.columns.factors.get(field, ONE)), AMOUNT)


def parse_signed(text: str, factor: Decimal = ONE) -> int:
    """Read an amount in yuan or so many yuan, with a sign or the currency's if they stand there, as minor units.

    Money that went out is below zero: `-5`, `5-`, `(5)`, `5 DR`.

    Raises:
        ValueError: it is none.
    """
    bare, sign = _without_sign(unicodedata.normalize("NFKC", without_marks(text)).strip())
    try:
        return sign * (parse_minor(_MONEY_SIGNS.sub("", bare).strip()) if factor == ONE else _in(bare, factor))
    except ValueError:
        return sign * _in(bare, factor)


def _without_sign(plain: str) -> tuple[str, int]:
    """Part an amount from what says whether it came in or went out; a single such sign."""
    if found := _IN_BRACKETS.fullmatch(plain):
        return found[1], -1
    if found := _DIRECTION_BEHIND.fullmatch(plain):
        return found[1], 1 if found[2].upper() == "CR" else -1
    if plain[:1] in {"+", "-", "−"}:
        return plain[1:].strip(), 1 if plain[0] == "+" else -1
    return plain, 1


def _in(text: str, factor: Decimal) -> int:
    return parse_in(text, Sort.MONEY, factor).value


def _text(reading: RowReading, field: str) -> str:
    text = reading.text(field)
    if len(text) > LONGEST or _UNSEEN.search(text):
        reading.refuse(field, TEXT)
    return tidy(text)

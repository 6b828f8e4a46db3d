"""Answers as JSON: money in two forms, moments with their offset, nothing that drives a terminal."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from salesdesk.cli.documents import document, dumped
from salesdesk.domain.roles import Role


@dataclass(frozen=True)
class Line:
    """A line with everything that a document has to know."""

    amount_minor: int
    fee_minor: int | None
    at: datetime
    due: date
    role: Role
    share: Decimal
    file: Path
    done: bool


AT = datetime(2026, 8, 31, 1, 2, 3, 4_000, UTC)
LINE = Line(-123_456, None, AT, date(2026, 9, 5), Role.REP, Decimal("1.50"), Path("x"), True)


def test_every_kind_of_value_has_its_form() -> None:
    assert document(LINE, ZoneInfo("Asia/Shanghai")) == {
        "amount_minor": -123_456,
        "amount": "-1,234.56",
        "fee_minor": None,
        "at": "2026-08-31T09:02:03.004+08:00",
        "due": "2026-09-05",
        "role": "rep",
        "share": "1.50",
        "file": "x",
        "done": True,
    }


def test_a_text_that_is_there_already_is_not_replaced() -> None:
    assert document({"price_minor": 100, "price": {"list_minor": 200}}) == {
        "price_minor": 100,
        "price": {"list_minor": 200, "list": "2"},
    }


def test_lists_sets_and_words_as_keys() -> None:
    assert document({Role.REP: ({"b"}, [1, None])}) == {"rep": [["b"], [1, None]]}


def test_what_is_written_reads_back_and_drives_no_terminal() -> None:
    name = "王\x1b[31m\x9b\u202e\u2028\ud800🏠\ue000"
    text = dumped({"name": name})
    assert json.loads(text) == {"name": name}
    assert "王" in text
    assert "🏠" in text
    assert not set(text) & set("\x1b\x9b\u202e\u2028\ud800\ue000")

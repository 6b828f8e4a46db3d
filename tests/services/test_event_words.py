"""What happened, in the reader's language."""

from datetime import UTC, datetime

import pytest

from salesdesk.language import CHINESE, ENGLISH, use_language
from salesdesk.services.board import Happened
from salesdesk.services.event_words import happened_line

AT = datetime(2026, 8, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "facts", "english", "chinese"),
    [
        ("deal.step_done", {"step": "first_payment"}, "Zhou first payment done", "Zhou 首期款完成"),
        ("deal.cancelled", {"outcome": "forfeit"}, "Zhou ended: forfeit", "Zhou 结束：挞定"),
        ("deal.moved", {"to_deal": 2}, "Zhou moved to D-0002", "Zhou 换房至 D-0002"),
        ("change.asked", {"change": 1, "reason": "a_b [x]"}, "Zhou change 1 asked for: a_b [x]", None),
        ("change.asked", {"change": 1}, "Zhou change 1 asked for: ?", None),
        ("unit.changed", {"fields_after": {"built_area": 1, "layout": "x"}}, "Zhou built area, layout changed", None),
        (
            "unit.changed",
            {"fields_after": {"unit_price_minor": 2, "filed_price_minor": 1}},
            "Zhou filed price changed",
            "Zhou 备案价变动",
        ),
        ("unit.changed", {"fields_after": {"unit_price_minor": 2}}, "Zhou price per m² changed", None),
        ("unit.changed", {"fields_after": {}}, "Zhou price changed", "Zhou 价格变动"),
    ],
)
def test_facts_are_said_in_words(kind: str, facts: dict[str, object], english: str, chinese: str | None) -> None:
    row = Happened(AT, "Zhou", kind, facts)
    assert happened_line(row) == english
    use_language(CHINESE)
    if chinese:
        assert happened_line(row) == chinese
    use_language(ENGLISH)

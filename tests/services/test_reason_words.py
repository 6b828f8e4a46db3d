"""Units to which something was not done: under each reason the first few, and how many more."""

import pytest

from salesdesk.language import CHINESE, ENGLISH, use_language
from salesdesk.services.reason_words import by_reason

CODES = [f"3-1-{floor}01" for floor in range(1, 11)]


@pytest.mark.parametrize(
    ("units", "lines"),
    [
        ([], []),
        ([("3-1-101", "no price"), ("3-1-102", "locked"), ("3-1-103", "no price")],
         ["no price: 3-1-101, 3-1-103", "locked: 3-1-102"]),
        ([(each, "no price") for each in CODES[:8]], [f"no price: {', '.join(CODES[:8])}"]),
        ([(each, "no price") for each in CODES], [f"no price: {', '.join(CODES[:8])} and 2 more"]),
    ],
)  # fmt: skip
def test_units_stand_together_under_their_reasons(units: list[tuple[str, str]], lines: list[str]) -> None:
    assert by_reason(units) == lines


def test_how_many_more_there_are_is_said_in_chinese() -> None:
    use_language(CHINESE)
    (line,) = by_reason([(each, "no price") for each in CODES])
    use_language(ENGLISH)
    assert "2" in line.removeprefix(f"no price：{', '.join(CODES[:8])}")
    assert "more" not in line

"""The parts of a way of paying, in the reader's language."""

import pytest

from salesdesk.language import CHINESE, use_language
from salesdesk.services.plan_words import part_said


@pytest.mark.parametrize(
    ("part", "english", "chinese"),
    [
        ("first payment: 30% +5d", "first payment: 30 % in 5 days", "首期款：30 % 5 天内"),
        ("all: 100%", "all: 100 % with the order", "all：100 % 下定时"),
        ("second: 200,000 on 2026-12-31", "second: 200,000 on 31 Dec 2026", "second：200,000 2026年12月31日"),
        (
            "last: rest +1m+4d after permit",
            "last: the rest 1 month 4 days after the permit",
            "last：余款 取得许可证后 1 个月 4 天",
        ),
        ("last: rest +4m after contract", "last: the rest 4 months after the contract", "last：余款 签约后 4 个月"),
    ],
)
def test_a_part_is_said_in_words(part: str, english: str, chinese: str) -> None:
    assert part_said(part) == english
    use_language(CHINESE)
    assert part_said(part) == chinese

"""Names as they are stored."""

import pytest

from salesdesk.domain.text import tidy


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (" 张\u3000三 ", "张 三"),
        ("李\u200b四\ufeff", "李四"),
        ("\u200eAnna\u200f  Lee", "Anna Lee"),
        ("نه\u200cخوان", "نه\u200cخوان"),
        ("e\u0301", "\u00e9"),
    ],
)
def test_a_name_is_stored_without_what_nobody_sees(text: str, name: str) -> None:
    assert tidy(text) == name

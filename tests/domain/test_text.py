"""Text from data: made harmless, made comparable, and otherwise left as it is."""

import pytest

from salesdesk.domain.text import safe, search_key, tidy, without_marks


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("王小明 [b]O'Neill[/b] é 😀", "王小明 [b]O'Neill[/b] é 😀"),
        ("a\x1b[31mb", "a␛[31mb"),
        ("a\r\nb", "a␍␊b"),
        ("a\x7fb", "a␡b"),
        ("a\x9bb", "a<009B>b"),
        ("a\u202eb", "a<202E>b"),
        ("a\ufeffb", "a<FEFF>b"),
        ("a\U000e0041b", "a<E0041>b"),
        (17, "17"),
    ],
)
def test_what_would_move_a_terminal_is_shown_as_a_sign(text: object, shown: str) -> None:
    assert safe(text) == shown
    assert safe(shown) == shown


def test_marks_of_direction_that_came_along_are_left_out() -> None:
    assert without_marks("\u202a199\u200b-0000\u202c") == "199-0000"


def test_a_name_is_kept_in_one_form_and_found_in_any() -> None:
    assert tidy("  Anne\u0301 \t  Li ") == "Ann\u00e9 Li"
    assert search_key("ＡＮＮ Li") == search_key("annli")

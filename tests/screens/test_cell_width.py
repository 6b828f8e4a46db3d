"""Texts are cut and padded by cells, whatever characters they have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from screens.widgets.cell_width import cut, fit, right, wrapped

TEXTS = st.text(alphabet="aA 王明[红]😀é", max_size=12)


@given(TEXTS, st.integers(0, 14))
def test_a_text_fills_its_cells_or_is_cut_to_them(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width
    assert cell_len(right(text, width)) == width
    assert cell_len(cut(text, width)) <= width


@pytest.mark.parametrize(
    ("text", "width", "cut_to"),
    [("王小明", 6, "王小明"), ("王小明", 5, "王小…"), ("王小明", 4, "王…"), ("Chen Yu", 6, "Chen…"), ("a", 0, "")],
)
def test_a_cut_is_shown_and_never_halves_a_character(text: str, width: int, cut_to: str) -> None:
    assert cut(text, width) == cut_to


@given(TEXTS, st.integers(2, 14))
def test_a_wrapped_text_fits_its_cells_and_loses_nothing_but_spaces(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_text_is_wrapped_between_words() -> None:
    assert wrapped("2 rooms, under 4 million", 10) == ["2 rooms,", "under 4", "million"]
    assert wrapped("三房朝南高楼层", 6) == ["三房朝", "南高楼", "层"]

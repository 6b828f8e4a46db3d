"""Texts are cut and padded by cells, whatever characters they have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from screens.widgets.cell_width import cut, fit, right

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

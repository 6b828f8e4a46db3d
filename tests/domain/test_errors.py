"""Refusals: what is said where a detail is missing, and the name by which a program knows them."""

import pytest

from salesdesk.domain.errors import Exit, Lost, NotFound, Sold, TakenThisMoment, Undecided


@pytest.mark.parametrize("kind", [Lost, TakenThisMoment, Undecided, Sold])
def test_whoever_loses_a_unit_is_refused_under_one_name(kind: type[Lost]) -> None:
    refusal = kind(unit="3-1-0101", holder="Zhou", until=None, similar=[])
    assert (refusal.code(), refusal.exit_code) == ("lost", Exit.LOST)
    assert str(refusal).startswith("3-1-0101 ")


def test_a_detail_that_is_missing_is_a_question_mark_in_a_whole_sentence() -> None:
    assert str(NotFound(what="unit", value="9-9")) == "There is no unit '9-9'. ?"

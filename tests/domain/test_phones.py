"""Masked phones can be recognised, not rung."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.phones import mask_phone


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+8619900001234", "199****1234"),
        ("+12125550123", "212***0123"),
        ("+8675526991234", "755****1234"),
        ("+85291234567", "+85*****4567"),
        ("+861234", "*****34"),
        ("12", "12"),
        ("", ""),
    ],
)
def test_a_number_is_masked_but_for_its_ends(number: str, shown: str) -> None:
    assert mask_phone(number) == shown


@given(st.from_regex(r"\+(86|1|44|852)[0-9]{7,12}", fullmatch=True))
def test_three_digits_are_always_hidden(number: str) -> None:
    assert mask_phone(number).count("*") >= 3
    assert number not in mask_phone(number)

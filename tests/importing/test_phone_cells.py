"""Cells with phones: one or several, as people and spreadsheets write them."""

import pytest

from salesdesk.importing.phone_cells import DigitsLost, parse_phones

ONE, TWO = "+8619900000001", "+8619900000002"


@pytest.mark.parametrize(
    "text",
    [
        "19900000001",
        "199 0000 0001",
        "+86 199-0000-0001",
        "１９９０００００００１",
        "19900000001.0",
        "'19900000001",
        "\u202a19900000001\u202c",
        " 19900000001;19900000001 ",
    ],
)
def test_one_number_is_read_however_it_is_written(text: str) -> None:
    assert parse_phones(text, "cn") == (ONE,)


@pytest.mark.parametrize("between", ["/", "、", "，", "; ", "\n", " ", "或", " | "])
def test_two_numbers_in_a_cell_are_two(between: str) -> None:
    assert parse_phones(
        f"199 0000 0001{between}19900000002" if between.strip() else "19900000001 19900000002", "cn"
    ) == (
        ONE,
        TWO,
    )


@pytest.mark.parametrize("text", ["1.39E+10", "19900000001/1.39e10"])
def test_digits_that_a_spreadsheet_cut_off_are_told_of(text: str) -> None:
    with pytest.raises(DigitsLost):
        parse_phones(text, "cn")


@pytest.mark.parametrize("text", ["12", "abc", "19900000001 abc", "9" * 300, "19900000001/12"])
def test_what_is_no_phone_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"phone|long"):
        parse_phones(text, "cn")


def test_a_foreign_office_reads_its_own_numbers() -> None:
    assert parse_phones("(212) 555-0123", "us") == ("+12125550123",)

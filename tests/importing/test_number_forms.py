"""Numbers as other countries and programs write them are read where they can be one number only."""

from typing import Any

import pytest

from salesdesk.importing.number_forms import has_more_decimals, is_noise, phone_figures, plain_form, written_out


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("89,5", "89.5"),
        ("1234567,89", "1234567.89"),
        ("1.234.567", "1234567"),
        ("1.234.567,8", "1234567.8"),
        ("1.234,56", "1234.56"),
        ("1 234 567,89", "1234567.89"),
        ("1\u00a0234\u202f567", "1\u00a0234\u202f567"),
        ("1\u00a0234\u00a0567", "1234567"),
        ("1'234.50", "1234.50"),
    ],
)
def test_a_number_of_another_country_is_the_same_number(text: str, plain: str) -> None:
    assert plain_form(text) == plain


@pytest.mark.parametrize(
    "text", ["1.234", "1,234", "1,234,567.89", "12 34", "1 234,567 1", "1.23.456", "12345.678,90", ""]
)
def test_what_could_be_two_numbers_or_none_stays(text: str) -> None:
    assert plain_form(text) == text


@pytest.mark.parametrize(
    ("whole", "decimals", "noise"),
    [
        ("18", "299999999999997", True),
        ("1234566", "5800000001", True),
        ("0", "30000000000000004", True),
        ("89", "500000001", False),
        ("13794", "0446927374", False),
        ("123456789012345", "125", False),
    ],
)
def test_a_floats_noise_is_no_decimal(whole: str, decimals: str, noise: bool) -> None:
    assert is_noise(whole, decimals) is noise
    assert has_more_decimals(f"{whole}.{decimals}") is not noise


def test_a_list_with_decimal_commas_is_read_whole(text_file: Any, check_file: Any) -> None:
    text = "Building;Floor;Room;Built area;Price\n1;3;301;89,50;1.234.567,00\n1;3;302;90,5;1234567,8\n"
    checked = check_file(text_file(text))
    assert [(each.built_area, each.list_price_minor) for each in checked.units] == [
        (8950, 123_456_700),
        (9050, 123_456_780),
    ]


def test_an_area_that_could_have_decimals_behind_its_comma_comes_back(text_file: Any, check_file: Any) -> None:
    text = "Building;Floor;Room;Built area\n1;3;301;89,504\n1;3;302;1,234.50\n"
    checked = check_file(text_file(text))
    assert checked.reasons == [(2, "not_an_area")]
    assert checked.units[0].built_area == 123_450


@pytest.mark.parametrize(
    ("unit", "total", "found"),
    [
        ("13794.0446927374", "1234567", (1_379_404, 123_456_700)),
        ("13,794.045", "1234567", (1_379_404, 123_456_700)),
        ("13794.04元/㎡", "123.4567万元/套", (1_379_404, 123_456_700)),
        ("13794.0446927374", "", "not_an_amount"),
        ("13794.0446927374", "1300000", "total_disagrees"),
        ("13794.04元/套", "1234567", "not_an_amount"),
    ],
)
def test_a_price_of_one_square_metre_that_a_sheet_worked_out_goes_with_its_total(
    text_file: Any, check_file: Any, unit: str, total: str, found: object
) -> None:
    checked = check_file(text_file(f"楼栋|楼层|房号|建筑面积|单价|总价\n1|3|301|89.5|{unit}|{total}\n"))
    units = [(each.unit_price_minor, each.list_price_minor) for each in checked.units]
    assert (units or [reason for _, reason in checked.reasons]) == [found]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.23456789E7", "12345678.9"),
        ("1.5E7", "15000000"),
        ("1.0E10", "10000000000"),
        ("1.2345678912E8", "123456789.12"),
        ("1.23E+07", "1.23E+07"),
        ("1.5E16", "1.5E16"),
        ("15E7", "15E7"),
    ],
)
def test_what_a_program_writes_with_an_exponent_is_the_number_itself(text: str, number: str) -> None:
    assert written_out(text) == number


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("1.9900005002E10", "19900005002"),
        ("1.9900005002E+10", "19900005002"),
        ("1.990000502E10", "19900005020"),
        ("1.990000502E+10", None),
        ("1.39E10", None),
        ("1.99000050021E10", None),
        ("19900005002", None),
    ],
)
def test_a_phone_with_an_exponent_is_known_if_all_figures_are_there(text: str, figures: str | None) -> None:
    assert phone_figures(text) == figures

"""Numbers in 万元 and in square feet come to whole fen and hundredths of a square metre, rounded once."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.importing.measures import Sort, Told, parse_in, parse_measure

SQUARE_FOOT = Decimal("0.09290304")


@pytest.mark.parametrize(
    ("text", "factor", "value", "within"),
    [
        ("655.641558", 10_000, 655_641_558, "0.5"),
        ("655.64", 10_000, 655_640_000, "5000"),
        ("¥1,655.64", 10_000, 1_655_640_000, "5000"),
        ("0.00000049", 10_000, 0, "0.005"),
        ("0.0000005", 10_000, 1, "0.05"),
        ("3000", 1, 300_000, "0"),
        ("65.5万", 1, 65_500_000, "50000"),
        ("65.5 万元", 10_000, 65_500_000, "50000"),
        ("\u200e3000\ufeff", 1, 300_000, "0"),
        ("６，５５６．５", 1, 655_650, "0"),
        ("655000元", 10_000, 65_500_000, "0"),
        ("655,64", 10_000, 655_640_000, "5000"),
        ("1 655,64 €", 1, 165_564, "0"),
        ("1234566.5800000001", 1, 123_456_658, "0"),
    ],
)
def test_amounts_come_to_fen(text: str, factor: int, value: int, within: str) -> None:
    assert parse_in(text, Sort.MONEY, Decimal(factor)) == Told(value, Decimal(within))


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 9), ("10.76391041670972", 100), ("1351.19", 12553), ("1,000", 9290), ("0.053819", 0), ("0.053820", 1)],
)
def test_square_feet_come_to_hundredths_of_a_square_metre(text: str, value: int) -> None:
    assert parse_in(text, Sort.AREA, SQUARE_FOOT).value == value
    assert parse_in(f"{text} sq ft", Sort.AREA, Decimal(1)).value == value


@pytest.mark.parametrize(
    "text", ["", "x", "-5", "1e9", "NaN", "١٢", "5 m2", "5%", "5 元/套", "5.5.5", "1,0000", "9" * 20]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        parse_in(text, Sort.MONEY, Decimal(10_000))


@given(hundredths=st.integers(0, 10**10), factor=st.sampled_from(["1", "1000", "10000", "0.09290304"]))
def test_no_digit_is_lost(hundredths: int, factor: str) -> None:
    exact = Decimal(hundredths) / 100 * Decimal(factor) * 100
    told = parse_in(f"{hundredths // 100}.{hundredths % 100:02d}", Sort.MONEY, Decimal(factor))
    assert abs(told.value - exact) <= Decimal("0.5")


@pytest.mark.parametrize("text", ["", "/", "栋", "元/月", "元/㎡/月", "㎡/元", "room", "万元/万元"])
def test_what_is_no_unit_is_none(text: str) -> None:
    assert parse_measure(text) is None


@pytest.fixture
def unit(text_file: Any, check_file: Any) -> Callable[..., Any]:
    """Check a unit whose columns are given."""

    def check(**columns: str) -> Any:
        told = {"楼栋": "3", "房号": "3101", **columns}
        row = ",".join(f'"{value}"' for value in told.values())
        return check_file(text_file(",".join(told) + f"\n{row}\n"))

    return check


@pytest.mark.parametrize(
    ("columns", "total"),
    [
        ({"建筑面积": "125.53", "单价": "52229.87", "总价(万元)": "655.64"}, 655_641_558),
        ({"建筑面积": "125.53", "单价": "52229.87", "总价(万元)": "655.6416"}, 655_641_600),
        ({"建筑面积": "125.53", "单价(万元/㎡)": "5.22", "总价(万元)": "655.64"}, 655_640_000),
        ({"建筑面积": "125.53", "单价(万元/㎡)": "5.22", "总价": "6556416"}, 655_641_600),
        ({"建筑面积(平方英尺)": "1351.19", "单价(元/㎡)": "52229.87"}, 655_641_558),
        ({"建筑面积": "125.53", "总价": "655.64万"}, 655_640_000),
        ({"建筑面积": "125.53", "总价": "6.5564E6"}, 655_640_000),
        ({"建筑面积": "1351.19 sq ft", "总价(万元/套)": "600"}, 600_000_000),
        ({"建筑面积(平方英尺)": "1351.19", "单价(元/平方英尺)": "4852.30", "总价": "6556379"}, 655_637_900),
        ({"建筑面积": "125.53", "List price (CNY/sq ft)": "4852.30", "List total": "6556400.00"}, 655_640_000),
    ],
)  # fmt: skip
def test_a_total_in_ten_thousands_goes_with_the_price_that_it_was_made_of(
    unit: Any, columns: dict[str, str], total: int
) -> None:
    checked = unit(**columns)
    assert checked.reasons == []
    assert (checked.units[0].list_price_minor, checked.units[0].built_area) == (total, 12553)


def test_a_total_that_is_further_off_than_its_rounding_is_refused(unit: Any) -> None:
    for total in ("655.63", "655.66", "6556"):
        assert unit(**{"建筑面积": "125.53", "单价": "52229.87", "总价(万元)": total}).reasons == [
            (2, "total_disagrees")
        ]


@pytest.mark.parametrize(("total", "reason"), [("", "no_total"), ("6558000", "total_disagrees")])
def test_a_price_of_a_square_foot_is_only_a_check_on_the_total(unit: Any, total: str, reason: str) -> None:
    columns = {"建筑面积(平方英尺)": "1351.19", "单价(元/平方英尺)": "4852.30", "总价": total}
    assert unit(**columns).reasons == [(2, reason)]


def test_what_one_square_metre_costs_comes_from_the_total(unit: Any) -> None:
    found = unit(**{"建筑面积(平方英尺)": "1000", "单价(元/平方英尺)": "350", "总价": "350000"}).units[0]
    assert (found.built_area, found.unit_price_minor, found.list_price_minor) == (9290, 376_749, 35_000_000)

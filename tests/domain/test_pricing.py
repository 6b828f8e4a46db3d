"""Prices: the worked totals, the orders of discounts, and sheets whose lines add up."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import BadValue
from salesdesk.domain.money import Rounding
from salesdesk.domain.pricing import (
    AboveFiled,
    Basis,
    BelowBand,
    BelowFloor,
    Combine,
    DiscountOrder,
    ExtraDiscount,
    ItemKind,
    NothingLeft,
    PriceItem,
    PriceLine,
    PriceMoved,
    PriceSheet,
    StandingDiscount,
    check_price,
    check_shown,
    combined_factor,
    lowest_of_band,
    price_sheet,
    round_fraction,
    standing_for,
    total_price,
)

UNIT_PRICE, AREA = 5_222_987, 12_553


def off(*percents: str) -> list[StandingDiscount]:
    return [StandingDiscount(f"{percent} %", "plan", Decimal(percent)) for percent in percents]


def items(extra_minor: int, rebate_minor: int) -> list[PriceItem]:
    named = {ItemKind.EXTRA: ("kitchen", extra_minor), ItemKind.REBATE: ("early bird", rebate_minor)}
    return [PriceItem(kind, name, minor) for kind, (name, minor) in named.items() if minor]


def sheet(
    list_price_minor: int,
    *percents: str,
    extras: int = 0,
    rebate: int = 0,
    extra: ExtraDiscount | None = None,
    order: DiscountOrder = DiscountOrder.A,
    combine: Combine = Combine.MULTIPLY,
    rounding: Rounding = Rounding.FEN,
) -> PriceSheet:
    return price_sheet(
        list_price_minor=list_price_minor,
        unit_price_minor=UNIT_PRICE,
        area=AREA,
        items=items(extras, rebate),
        discounts=off(*percents),
        extra=extra,
        order=order,
        combine=combine,
        rounding=rounding,
    )


@pytest.mark.parametrize(
    ("rounding", "total_minor"),
    [
        (Rounding.FEN, 655_641_558),
        (Rounding.YUAN_HALF_UP, 655_641_600),
        (Rounding.YUAN_DOWN, 655_641_500),
    ],
)
def test_a_total_is_unit_price_times_area_rounded_once(rounding: Rounding, total_minor: int) -> None:
    assert total_price(UNIT_PRICE, AREA, rounding) == total_minor
    assert total_price(UNIT_PRICE, AREA, rounding, Basis.INNER) == total_minor


def test_a_price_per_unit_is_the_price_of_the_unit_whatever_its_area() -> None:
    assert total_price(12_345_678, 1_325, Rounding.FEN, Basis.PER_UNIT) == 12_345_678
    assert total_price(12_345_678, 1_325, Rounding.YUAN_DOWN, Basis.PER_UNIT) == 12_345_600


def test_half_a_fen_is_rounded_up() -> None:
    assert total_price(1, 50, Rounding.FEN) == 1
    assert total_price(1, 49, Rounding.FEN) == 0


@pytest.mark.parametrize(
    ("order", "total_minor"),
    [
        (DiscountOrder.A, 100_940_000),
        (DiscountOrder.B, 101_000_000),
        (DiscountOrder.C, 101_040_000),
    ],
)
def test_the_order_of_the_discounts_is_the_projects(order: DiscountOrder, total_minor: int) -> None:
    result = sheet(100_000_000, "98", extras=5_000_000, rebate=2_000_000, order=order)
    assert result.total_minor == total_minor


@pytest.mark.parametrize(
    ("combine", "total_minor", "factors"),
    [
        (Combine.MULTIPLY, 97_020_000, ["× 99 %", "× 98 %"]),
        (Combine.ADD, 97_000_000, ["- 1 %", "- 2 %"]),
    ],
)
def test_percentages_multiply_or_add(combine: Combine, total_minor: int, factors: list[str]) -> None:
    result = sheet(100_000_000, "99", "98", combine=combine)
    assert result.total_minor == total_minor
    assert [line.factor for line in result.lines[1:]] == factors


def test_the_sheet_of_an_order_reads_from_the_list_price_to_the_total() -> None:
    result = price_sheet(
        list_price_minor=655_641_600,
        unit_price_minor=UNIT_PRICE,
        area=AREA,
        discounts=[
            StandingDiscount("paying by mortgage", "plan", Decimal(98)),
            StandingDiscount("member", "member", Decimal("99.0")),
        ],
        rounding=Rounding.YUAN_HALF_UP,
    )
    assert result.lines == (
        PriceLine("list price", "52,229.87 × 125.53 m²", 655_641_600, 655_641_600),
        PriceLine("paying by mortgage", "× 98 %", -13_112_800, 642_528_800),
        PriceLine("member", "× 99 %", -6_425_300, 636_103_500),
    )
    assert (result.list_price_minor, result.total_minor) == (655_641_600, 636_103_500)


@pytest.mark.parametrize(
    ("order", "labels"),
    [
        (DiscountOrder.A, ["list price", "kitchen", "early bird", "98 %"]),
        (DiscountOrder.B, ["list price", "98 %", "kitchen", "early bird"]),
        (DiscountOrder.C, ["list price", "early bird", "98 %", "kitchen"]),
    ],
)
def test_the_lines_stand_in_the_order_in_which_they_apply(order: DiscountOrder, labels: list[str]) -> None:
    result = sheet(100_000_000, "98", extras=5_000_000, rebate=2_000_000, order=order)
    assert [line.label for line in result.lines] == labels


def test_a_unit_sold_at_one_price_shows_no_area_in_its_sheet() -> None:
    result = price_sheet(list_price_minor=1_000, unit_price_minor=1_000, area=1_250, basis=Basis.PER_UNIT)
    assert result.lines == (PriceLine("list price", "", 1_000, 1_000),)


def test_a_list_price_in_fen_is_rounded_where_the_project_sells_in_yuan() -> None:
    result = sheet(655_641_558, rounding=Rounding.YUAN_DOWN)
    assert result.lines[-1] == PriceLine("rounding", "", -58, 655_641_500)
    assert result.total_minor == 655_641_500


def test_an_authorised_discount_comes_off_last_as_an_amount_or_a_percentage() -> None:
    amount = sheet(100_000_000, "98", extra=ExtraDiscount(amount_minor=1_000_000))
    assert amount.lines[-1] == PriceLine("authorised discount", "", -1_000_000, 97_000_000)
    percent = sheet(100_000_000, "98", extra=ExtraDiscount(percent=Decimal("99.5"), label="for today"))
    assert percent.lines[-1] == PriceLine("for today", "× 99.5 %", -490_000, 97_510_000)


@pytest.mark.parametrize(
    ("amount", "percent"),
    [(None, None), (1, Decimal(99))],
)
def test_an_authorised_discount_is_one_or_the_other(amount: int | None, percent: Decimal | None) -> None:
    with pytest.raises(BadValue, match="either an amount or a percentage"):
        ExtraDiscount(amount_minor=amount, percent=percent)


@pytest.mark.parametrize("amount", [100_000_000, 100_000_001])
def test_a_price_of_nothing_is_refused(amount: int) -> None:
    with pytest.raises(NothingLeft, match="take all of the list price 1,000,000"):
        sheet(100_000_000, extra=ExtraDiscount(amount_minor=amount))


SEPTEMBER = StandingDiscount("September", "plan", Decimal(98), PlanKind.ONE_SUM, date(2024, 9, 1), date(2024, 9, 30))
ALWAYS = StandingDiscount("referral", "referral", Decimal(99))


@pytest.mark.parametrize(
    ("plan", "day", "given_"),
    [
        (PlanKind.ONE_SUM, date(2024, 9, 1), [SEPTEMBER, ALWAYS]),
        (PlanKind.ONE_SUM, date(2024, 9, 30), [SEPTEMBER, ALWAYS]),
        (PlanKind.ONE_SUM, date(2024, 10, 1), [ALWAYS]),
        (PlanKind.ONE_SUM, date(2024, 8, 31), [ALWAYS]),
        (PlanKind.MORTGAGE, date(2024, 9, 1), [ALWAYS]),
    ],
)
def test_a_published_discount_holds_for_its_way_of_paying_and_its_days(
    plan: PlanKind, day: date, given_: list[StandingDiscount]
) -> None:
    assert list(standing_for([SEPTEMBER, ALWAYS], plan, day)) == given_


@pytest.mark.parametrize(
    ("total", "filed", "low", "floor", "top_rank", "refusal"),
    [
        (100, 100, 100, 100, False, None),
        (101, 100, None, None, True, AboveFiled),
        (99, None, 100, None, True, BelowBand),
        (99, None, None, 100, False, BelowFloor),
        (99, None, None, 100, True, None),
        (99, None, None, None, False, None),
    ],
)
def test_a_price_is_held_between_what_is_filed_and_what_is_allowed(
    total: int,
    filed: int | None,
    low: int | None,
    floor: int | None,
    top_rank: bool,
    refusal: type[Exception] | None,
) -> None:
    def check() -> None:
        check_price(total, filed_minor=filed, band_low_minor=low, floor_minor=floor, top_rank=top_rank)

    if refusal is None:
        check()
    else:
        with pytest.raises(refusal):
            check()


def test_a_rep_is_not_told_the_floor_price() -> None:
    with pytest.raises(BelowFloor) as refusal:
        check_price(549_900_000, filed_minor=None, band_low_minor=None, floor_minor=550_000_000, top_rank=False)
    assert "5,499,000" in str(refusal.value)
    assert "5,500,000" not in str(refusal.value)
    assert 550_000_000 not in refusal.value.details.values()


@pytest.mark.parametrize(
    ("filed", "percent", "low"),
    [
        (100_000_000, "90", 90_000_000),
        (101, "90", 91),
        (100, "0", 0),
        (None, "90", 0),
        (10**12, "99.9999", 999_999_000_000),
    ],
)
def test_the_band_begins_at_a_share_of_the_filed_price_and_never_below(
    filed: int | None, percent: str, low: int
) -> None:
    assert lowest_of_band(filed, Decimal(percent)) == low


@pytest.mark.parametrize("shown", [None, 100])
def test_the_price_that_was_shown_is_the_price(shown: int | None) -> None:
    check_shown(100, shown)
    with pytest.raises(PriceMoved):
        check_shown(100, 99)


PERCENTS = st.decimals(min_value=80, max_value=100, places=2).map(str)
MONEY = st.integers(min_value=0, max_value=10**8)


@pytest.mark.long
@given(
    st.integers(min_value=10**9, max_value=10**12),
    st.lists(PERCENTS, max_size=4),
    MONEY,
    MONEY,
    st.sampled_from(DiscountOrder),
    st.sampled_from(Combine),
    st.sampled_from(Rounding),
    st.none() | st.builds(ExtraDiscount, amount_minor=MONEY),
)
def test_the_lines_of_a_sheet_add_up_to_its_total_which_is_rounded_once(
    listed: int,
    percents: Sequence[str],
    extras: int,
    rebate: int,
    order: DiscountOrder,
    combine: Combine,
    rounding: Rounding,
    extra: ExtraDiscount | None,
) -> None:
    result = sheet(
        listed, *percents, extras=extras, rebate=rebate, order=order, combine=combine, rounding=rounding, extra=extra
    )
    assert sum(line.amount_minor for line in result.lines) == result.total_minor
    assert result.lines[-1].after_minor == result.total_minor
    factor = combined_factor(off(*percents), combine)
    exact = {
        DiscountOrder.A: (listed + extras - rebate) * factor,
        DiscountOrder.B: listed * factor + extras - rebate,
        DiscountOrder.C: (listed - rebate) * factor + extras,
    }[order] - (extra.amount_minor or 0 if extra else 0)
    assert result.total_minor == round_fraction(Fraction(exact), rounding)
    assert abs(result.total_minor - exact) < 100


def test_every_extra_and_rebate_has_a_line_of_its_own() -> None:
    named = [
        PriceItem(ItemKind.EXTRA, "kitchen", 3_000_000),
        PriceItem(ItemKind.REBATE, "early bird", 500_000),
        PriceItem(ItemKind.EXTRA, "parking", 2_000_000),
    ]
    result = price_sheet(list_price_minor=100_000_000, unit_price_minor=UNIT_PRICE, area=AREA, items=named)
    assert [(line.label, line.amount_minor) for line in result.lines[1:]] == [
        ("kitchen", 3_000_000),
        ("early bird", -500_000),
        ("parking", 2_000_000),
    ]
    assert result.total_minor == 104_500_000


def test_rebates_that_take_all_of_the_list_price_are_refused_whatever_is_added() -> None:
    with pytest.raises(NothingLeft, match="take all of the list price 10"):
        sheet(1_000, extras=5_000, rebate=1_000, order=DiscountOrder.C)

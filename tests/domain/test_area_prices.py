"""What a list price is made of: the price of one m² on the basis by which a unit is sold."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.area_prices import AreaPrice, area_price, far_from_totals, leads_to
from salesdesk.domain.errors import BadValue
from salesdesk.domain.pricing import Basis
from salesdesk.domain.project import ProjectSettings, parse_setting, shown_settings
from salesdesk.domain.units import UnitKind

WHOLE = 655_641_558


@dataclass(frozen=True)
class Flat:
    built_area: int = 12_553
    inner_area: int | None = 9_876
    unit_price_minor: int | None = 5_222_987
    list_price_minor: int | None = WHOLE


@pytest.mark.parametrize(
    ("flat", "basis", "expected"),
    [
        (Flat(), Basis.BUILT, AreaPrice(Basis.BUILT, 12_553, 5_222_987)),
        (Flat(), Basis.INNER, AreaPrice(Basis.INNER, 9_876, 6_638_736)),
        (Flat(), Basis.PER_UNIT, AreaPrice(Basis.PER_UNIT, 12_553, WHOLE)),
        (Flat(unit_price_minor=6_638_736), Basis.INNER, AreaPrice(Basis.INNER, 9_876, 6_638_736)),
        (Flat(unit_price_minor=None), Basis.BUILT, AreaPrice(Basis.BUILT, 12_553, 5_222_987)),
        (Flat(list_price_minor=655_641_600), Basis.BUILT, AreaPrice(Basis.BUILT, 12_553, 5_222_987)),
        (Flat(inner_area=None), Basis.INNER, None),
        (Flat(inner_area=0), Basis.INNER, None),
        (Flat(list_price_minor=None), Basis.BUILT, None),
    ],
)
def test_the_price_of_the_whole_counts_and_one_m2_is_told_on_the_basis(
    flat: Flat, basis: Basis, expected: AreaPrice | None
) -> None:
    assert area_price(flat, basis) == expected


@pytest.mark.parametrize(("total", "expected"), [(WHOLE + 100, True), (WHOLE - 99, True), (WHOLE + 101, False)])
def test_a_total_may_be_rounded_to_the_yuan(total: int, expected: bool) -> None:
    assert leads_to(5_222_987, 12_553, total) is expected


def test_parking_and_storage_may_be_sold_as_wholes() -> None:
    kinds = parse_setting("per_unit_kinds", "storage, Parking")
    settings = ProjectSettings(price_basis=Basis.INNER, per_unit_kinds=kinds)  # type: ignore[arg-type]
    assert [settings.basis_for(kind) for kind in UnitKind] == [
        Basis.INNER,
        Basis.INNER,
        Basis.PER_UNIT,
        Basis.PER_UNIT,
    ]
    assert shown_settings(settings)["per_unit_kinds"] == "storage, parking"
    assert shown_settings(ProjectSettings())["per_unit_kinds"] == "none"
    assert parse_setting("per_unit_kinds", "none") == ()
    assert parse_setting("price_basis", "per_unit") is Basis.PER_UNIT


@pytest.mark.parametrize(("name", "text"), [("price_basis", "outer"), ("per_unit_kinds", "parking, boat")])
def test_a_basis_that_is_none_is_refused(name: str, text: str) -> None:
    with pytest.raises(BadValue, match=name):
        parse_setting(name, text)


@given(
    rows=st.lists(
        st.tuples(st.integers(1, 10**8), st.integers(1, 10**5), st.integers(-20_000, 20_000)), min_size=1, max_size=5
    )
)
def test_prices_that_are_not_far_from_their_totals_lead_to_them(rows: list[tuple[int, int, int]]) -> None:
    prices, areas = [row[0] for row in rows], [row[1] for row in rows]
    totals = [price * area // 100 + off for price, area, off in rows]
    apart = [abs(price * area - 100 * total) for price, area, total in zip(prices, areas, totals, strict=True)]
    far = far_from_totals(prices, areas, totals)
    assert far == [at for at, each in enumerate(apart) if each > 10_000]
    assert all(leads_to(prices[at], areas[at], totals[at]) for at in range(len(rows)) if at not in far)

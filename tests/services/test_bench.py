"""The payment bench of a unit: where it begins, what is turned, and the sheet to print."""

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.bench import Way
from salesdesk.domain.errors import BadValue, NotFound
from salesdesk.domain.roles import Role
from salesdesk.services import office, standing
from salesdesk.services.bench import BenchAsked, asked_terms, bench_answer, bench_sheet, bench_start
from salesdesk.services.orders import preview_order

if TYPE_CHECKING:
    from tests.conftest import Bureau


def test_it_begins_at_the_price_of_today_with_the_terms_of_the_project(bureau: "Bureau") -> None:
    rep, (unit, *_) = bureau.desk(Role.REP), bureau.units(2)
    bureau.customer(rep)
    standing.publish_discount(bureau.admin, "autumn", Decimal(99))
    office.set_project(bureau.admin, "loan_rate_percent", "3.5")
    listed, theirs = bench_start(rep, unit), bench_start(rep, unit, "1")
    assert (listed.terms.price_minor, theirs.terms.price_minor) == (6_000_000_00, 5_940_000_00)
    assert (listed.terms.down_percent, listed.terms.rate_percent) == (Decimal(30), Decimal("3.5"))
    assert (listed.customer, theirs.customer) == ("", "王小明")
    with bureau.refuses(NotFound):
        bench_start(rep, "9-9-9999")


def test_what_is_turned_is_answered_in_full(bureau: "Bureau") -> None:
    start = bench_start(bureau.desk(Role.REP), bureau.units(1)[0])
    asked = BenchAsked(down_percent=Decimal(40), years=20, fund_minor=800_000_00)
    answer = bench_answer(start, asked_terms(start, asked), Way.PRINCIPAL)
    assert [(each.lender, each.loan_minor) for each in answer.loans] == [
        ("fund", 800_000_00),
        ("commercial", 2_800_000_00),
    ]
    assert (answer.own_minor, len(answer.months)) == (2_400_000_00, 240)
    assert sum(each.amount_minor for each in answer.schedule) == answer.price_minor
    assert answer.first_month_minor > answer.last_month_minor
    with pytest.raises(BadValue):
        asked_terms(start, BenchAsked(years=90))


def test_a_sheet_has_every_month_in_columns(bureau: "Bureau") -> None:
    start = bench_start(bureau.desk(Role.REP), bureau.units(1)[0])
    sheet = bench_sheet(bench_answer(start, asked_terms(start, BenchAsked(years=2))))
    lines = sheet.splitlines()
    assert lines[0] == "Payments for 3-1-0101"
    assert "30 % down, 2 years, level instalment" in lines[1]
    assert sum(line.split()[:1] == [str(number)] for number in range(1, 25) for line in lines) >= 24
    assert len({len(line) for line in lines[-25:]}) == 1


def test_who_pays_all_at_once_has_no_months(bureau: "Bureau") -> None:
    start = bench_start(bureau.desk(Role.REP), bureau.units(1)[0])
    answer = bench_answer(start, asked_terms(start, BenchAsked(down_percent=Decimal(100))))
    assert (answer.loans, answer.months, answer.own_minor) == ([], [], 6_000_000_00)
    assert bench_sheet(answer).endswith("\n")


def test_its_days_are_those_of_an_order(bureau: "Bureau") -> None:
    office.set_project(bureau.admin, "working_days", "yes")
    rep, (unit, *_) = bureau.desk(Role.REP), bureau.units(2)
    buyer = bureau.customer(rep)
    start = bench_start(rep, unit, buyer)
    ordered = preview_order(rep, unit, buyer, "mortgage").schedule
    shown = bench_answer(start, start.terms).schedule
    assert [(each.due, each.amount_minor) for each in shown] == [(each.due, each.amount_minor) for each in ordered]

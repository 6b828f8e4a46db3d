"""Standing discounts with conditions: who gets them is on the record, and the record is not a rep's to write."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.errors import BadValue, NotFound, NotPermitted
from salesdesk.domain.pricing import Condition
from salesdesk.domain.roles import Role
from salesdesk.services import audit, deals, orders, standing, steps
from salesdesk.services.standing import RuleExists

if TYPE_CHECKING:
    from tests.conftest import Bureau

LIST = 6_000_000_00
SINCE = date(2025, 8, 31)


def _publish(bureau: "Bureau", name: str, percent: int, condition: Condition, years: int = 0) -> None:
    desk = bureau.desk(Role.MANAGER)
    standing.publish_discount(desk, name, Decimal(percent), None, None, None, condition, years)


def _total(bureau: "Bureau", unit: str, buyer: str) -> int:
    return orders.preview_order(bureau.desk(Role.REP), unit, buyer, PlanKind.ONE_SUM).total_minor


def test_a_member_of_over_a_year_pays_less(bureau: "Bureau") -> None:
    unit = bureau.units(1)[0]
    buyer = bureau.customer(bureau.desk(Role.REP))
    _publish(bureau, "member", 99, Condition.MEMBER, 1)
    assert _total(bureau, unit, buyer) == LIST
    noted = standing.entitle(bureau.desk(Role.MANAGER), buyer, SINCE)
    assert (noted.customer, noted.member_since, noted.referred_by) == ("王小明", SINCE, None)
    sheet = orders.preview_order(bureau.desk(Role.REP), unit, buyer, PlanKind.ONE_SUM)
    assert [line.label for line in sheet.lines] == ["list price", "member"]
    assert sheet.total_minor == 5_940_000_00
    standing.entitle(bureau.desk(Role.MANAGER), buyer, date(2025, 9, 1))
    assert _total(bureau, unit, buyer) == LIST
    assert audit.verify(bureau.admin).ok


def test_who_was_referred_pays_less(bureau: "Bureau") -> None:
    unit, rep = bureau.units(1)[0], bureau.desk(Role.REP)
    buyer, friend = bureau.customer(rep), bureau.customer(rep, "李明", "199-0000-0002")
    _publish(bureau, "referral", 99, Condition.REFERRAL)
    standing.entitle(bureau.admin, buyer, None, friend)
    assert (_total(bureau, unit, buyer), _total(bureau, unit, friend)) == (5_940_000_00, LIST)


def test_an_earlier_buyer_pays_less_from_the_contract_on(bureau: "Bureau") -> None:
    first, second = bureau.units(2)
    buyer = bureau.customer(bureau.desk(Role.REP))
    _publish(bureau, "again", 95, Condition.EARLIER_BUYER)
    deal = bureau.sold(first, PlanKind.ONE_SUM, buyer)
    assert _total(bureau, second, buyer) == LIST
    rows = deals.show_deal(bureau.admin, deal).schedule
    bureau.paid(deal, sum(row.amount_minor for row in rows if row.kind in {"deposit", "first_payment"}))
    steps.do_step(bureau.desk(Role.BACK_OFFICE), deal, Step.CONTRACT, ticked=True)
    assert _total(bureau, second, buyer) == 5_700_000_00


@pytest.mark.parametrize(
    ("percent", "condition", "years", "match"),
    [
        (94, Condition.MEMBER, 0, "95 to 99"),
        (94, Condition.EARLIER_BUYER, 0, "95 to 99"),
        (98, Condition.EVERYBODY, 1, "membership"),
    ],
)
def test_a_discount_stays_within_its_kind(
    sqlite_bureau: "Bureau", percent: int, condition: Condition, years: int, match: str
) -> None:
    sqlite_bureau.desk(Role.MANAGER)
    with sqlite_bureau.refuses(BadValue, match=match):
        _publish(sqlite_bureau, "offer", percent, condition, years)


def test_a_discount_has_a_name_of_its_own_and_ends_after_it_begins(sqlite_bureau: "Bureau") -> None:
    manager = sqlite_bureau.desk(Role.MANAGER)
    with sqlite_bureau.refuses(BadValue, match="a discount has a name"):
        standing.publish_discount(manager, " ", Decimal(98))
    with sqlite_bureau.refuses(BadValue, match="it ends before it begins"):
        standing.publish_discount(manager, "opening", Decimal(98), None, date(2026, 9, 2), date(2026, 9, 1))
    with sqlite_bureau.refuses(BadValue, match="98 means"):
        standing.publish_discount(manager, "opening", Decimal(50))
    rule = standing.publish_discount(manager, "opening", Decimal(98), None, date(2026, 9, 1), date(2026, 9, 1))
    with sqlite_bureau.refuses(RuleExists, match="opening"):
        standing.publish_discount(manager, " opening ", Decimal(97), None, date(2026, 9, 1))
    assert [each.rule_id for each in standing.list_standing(manager)] == [rule.rule_id]


def test_a_discount_that_is_ended_lowers_no_price_any_more(bureau: "Bureau") -> None:
    manager, unit = bureau.desk(Role.MANAGER), bureau.units(1)[0]
    buyer = bureau.customer(bureau.desk(Role.REP))
    rule = standing.publish_discount(manager, "opening", Decimal(98))
    assert _total(bureau, unit, buyer) == 5_880_000_00
    standing.end_discount(manager, rule.rule_id)
    assert _total(bureau, unit, buyer) == LIST
    with bureau.refuses(NotFound, match="no discount '99'"):
        standing.end_discount(manager, 99)


def test_a_record_says_what_can_be_true(sqlite_bureau: "Bureau") -> None:
    manager = sqlite_bureau.desk(Role.MANAGER)
    buyer = sqlite_bureau.customer(sqlite_bureau.desk(Role.REP))
    with sqlite_bureau.refuses(BadValue, match="since when"):
        standing.entitle(manager, buyer)
    with sqlite_bureau.refuses(BadValue, match="future"):
        standing.entitle(manager, buyer, date(2026, 9, 1))
    with sqlite_bureau.refuses(BadValue, match="themselves"):
        standing.entitle(manager, buyer, None, buyer)


def test_a_rep_makes_nobody_a_member(sqlite_bureau: "Bureau") -> None:
    rep = sqlite_bureau.desk(Role.REP)
    buyer = sqlite_bureau.customer(rep)
    with sqlite_bureau.refuses(NotPermitted):
        standing.entitle(rep, buyer, SINCE)

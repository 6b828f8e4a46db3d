"""Extras and rebates: published with dates by who sets prices, and named by orders of those days."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.errors import BadValue, NotFound, NotPermitted
from salesdesk.domain.pricing import ItemKind
from salesdesk.domain.roles import Role
from salesdesk.services import audit, price_items
from salesdesk.services.price_items import ItemExists

if TYPE_CHECKING:
    from tests.conftest import Bureau

MONDAY = date(2026, 8, 31)
SUNDAY = MONDAY - timedelta(days=1)


def test_an_extra_is_published_listed_and_retired(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    made = price_items.publish_item(manager, "kitchen", ItemKind.EXTRA, 50_000_00)
    assert (made.name, made.kind, made.amount_minor, made.valid_from, made.valid_to, made.holds_today) == (
        "kitchen",
        "extra",
        50_000_00,
        MONDAY,
        None,
        True,
    )
    price_items.publish_item(manager, "early bird", ItemKind.REBATE, 20_000_00, MONDAY + timedelta(days=3))
    assert [(each.name, each.holds_today) for each in price_items.list_items(bureau.desk(Role.REP))] == [
        ("kitchen", True),
        ("early bird", False),
    ]
    ended = price_items.retire_item(manager, "KITCHEN")
    assert (ended.valid_to, ended.holds_today) == (SUNDAY, False)
    with bureau.refuses(NotFound, match="kitchen"):
        price_items.retire_item(manager, "kitchen")
    assert audit.verify(bureau.admin).ok


@pytest.mark.parametrize("amount", [0, -1, 10_000_000_001])
def test_an_amount_is_above_nothing_and_below_madness(sqlite_bureau: "Bureau", amount: int) -> None:
    manager = sqlite_bureau.desk(Role.MANAGER)
    with sqlite_bureau.refuses(BadValue, match="amount"):
        price_items.publish_item(manager, "kitchen", ItemKind.EXTRA, amount)


@pytest.mark.parametrize("name", ["", "  ", "k" * 61])
def test_an_extra_has_a_name(sqlite_bureau: "Bureau", name: str) -> None:
    manager = sqlite_bureau.desk(Role.MANAGER)
    with sqlite_bureau.refuses(BadValue, match="name"):
        price_items.publish_item(manager, name, ItemKind.EXTRA, 1)


def test_of_one_name_only_one_can_be_ordered_on_a_day(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    price_items.publish_item(manager, "kitchen", ItemKind.EXTRA, 1_00, MONDAY, MONDAY + timedelta(days=9))
    for begins, ends in [(0, None), (9, None), (3, 4), (-5, 0), (-5, None)]:
        with bureau.refuses(ItemExists, match="kitchen"):
            price_items.publish_item(
                manager,
                "Kitchen ",
                ItemKind.REBATE,
                1_00,
                MONDAY + timedelta(days=begins),
                None if ends is None else MONDAY + timedelta(days=ends),
            )
    with bureau.refuses(BadValue, match="before it begins"):
        price_items.publish_item(manager, "kitchen", ItemKind.EXTRA, 1_00, MONDAY + timedelta(days=20), MONDAY)
    later = price_items.publish_item(manager, "kitchen", ItemKind.EXTRA, 2_00, MONDAY + timedelta(days=10))
    assert later.holds_today is False


def test_what_was_retired_today_may_be_published_again_tomorrow(sqlite_bureau: "Bureau") -> None:
    manager = sqlite_bureau.desk(Role.MANAGER)
    price_items.publish_item(manager, "kitchen", ItemKind.EXTRA, 1_00)
    price_items.retire_item(manager, "kitchen")
    with sqlite_bureau.refuses(ItemExists):
        price_items.publish_item(manager, "kitchen", ItemKind.EXTRA, 2_00)
    sqlite_bureau.clock.on(days=1)
    assert price_items.publish_item(manager, "kitchen", ItemKind.EXTRA, 2_00).holds_today


def test_a_rep_publishes_nothing(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    with bureau.refuses(NotPermitted):
        price_items.publish_item(rep, "gift", ItemKind.REBATE, 100_000_00)
    price_items.publish_item(bureau.desk(Role.MANAGER), "kitchen", ItemKind.EXTRA, 1_00)
    with bureau.refuses(NotPermitted):
        price_items.retire_item(rep, "kitchen")

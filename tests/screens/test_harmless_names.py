"""Whatever a customer is called, no screen of the business lets it act on the terminal or tears a column."""

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.services.customers import add_visit
from salesdesk.services.discounts import request_discount
from salesdesk.services.orders import place_order
from salesdesk.services.payments import add_receipt
from tests.screens.conftest import Console, settle

if TYPE_CHECKING:
    from tests.conftest import Bureau

NAMES = [
    "[red]张三[/] [@click=app.quit]x",
    "ESC\x1b[31mred\x1b]0;title\x07",
    "\u202eright to left\u2066",
    "😀👨‍👩‍👧欧阳" * 9,
    "a" * 80,
]


def drawn(pilot: Pilot[None]) -> list[str]:
    """Give the lines of the screen as the terminal gets them."""
    strips = pilot.app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


@pytest.mark.parametrize("name", NAMES, ids=["markup", "escapes", "bidi", "emoji", "long"])
@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_a_name_is_shown_and_does_nothing(
    sqlite_bureau: "Bureau", console: Console, name: str, size: tuple[int, int]
) -> None:
    boss = sqlite_bureau.desk(Role.MANAGER, "Liu Yang")
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    units = sqlite_bureau.units(4)
    customer = sqlite_bureau.customer(rep, name)
    add_visit(rep, customer, sqlite_bureau.clock.now, note=name)
    deal = place_order(rep, units[0], customer, PlanKind.MORTGAGE).deal_id
    add_receipt(sqlite_bureau.desk(Role.CASHIER), deal, 3_000_00, Method.CASH)
    request_discount(rep, units[1], customer, PlanKind.MORTGAGE, name, percent=Decimal(98))
    assert boss.actor is not None
    async with console(Role.MANAGER, "Liu Yang", size=size) as pilot:
        for keys in (("f1",), ("f3",), ("enter",), ("escape", "f5"), ("o",), ("escape", "f6")):
            await pilot.press(*keys)
            await settle(pilot)
            lines = drawn(pilot)
            assert {cell_len(line) for line in lines} == {size[0]}
            assert not set("\x1b\x07\u202e\u2066") & set("".join(lines))
            assert "张三" in "".join(lines) or "张三" not in name

"""The cautions before the contract: listed, ticked, and waited for where the project demands them."""

from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import PlanKind, Step, StepClosed, StepWaits
from salesdesk.domain.errors import BadValue, NotFound
from salesdesk.domain.roles import Role
from salesdesk.services import audit, cautions, office, steps
from salesdesk.services.profiles import profile_names

if TYPE_CHECKING:
    from tests.conftest import Bureau


def _ready(bureau: "Bureau") -> str:
    deal = bureau.sold(bureau.units(1)[0], PlanKind.ONE_SUM)
    bureau.paid(deal, 6_000_000_00)
    return deal


@pytest.mark.parametrize("profile", profile_names())
def test_the_contract_waits_for_every_caution_wherever_a_project_is(bureau: "Bureau", profile: str) -> None:
    deal, back = _ready(bureau), bureau.desk(Role.BACK_OFFICE)
    office.set_project(bureau.admin, "profile", profile)
    with bureau.refuses(StepWaits, match="--ticked"):
        steps.do_step(back, deal, Step.CONTRACT)
    assert steps.do_step(back, deal, Step.CONTRACT, ticked=True).unit_state == "signed"
    assert cautions.show_cautions(back, deal).open == 0
    assert audit.verify(bureau.admin).ok


def test_cautions_are_ticked_with_the_contract_alone_and_when_it_can_be_signed(bureau: "Bureau") -> None:
    back, deal = bureau.desk(Role.BACK_OFFICE), bureau.sold(bureau.units(1)[0], PlanKind.ONE_SUM)
    with bureau.refuses(StepClosed):
        steps.do_step(back, deal, Step.CONTRACT, ticked=True)
    with bureau.refuses(BadValue, match="ticked with the contract"):
        steps.do_step(back, deal, Step.AREA_SETTLEMENT, ticked=True)


def test_the_contract_waits_for_the_last_of_them(bureau: "Bureau") -> None:
    deal, back = _ready(bureau), bureau.desk(Role.BACK_OFFICE)
    with bureau.refuses(StepWaits, match="pre-sale permit"):
        steps.do_step(back, deal, Step.CONTRACT)
    view = cautions.tick_cautions(back, deal, "Pre-Sale Permit")
    assert (view.demanded, view.open) == (True, len(view.cautions) - 1)
    with bureau.refuses(StepWaits, match="price and payments"):
        steps.do_step(back, deal, Step.CONTRACT)
    assert cautions.tick_cautions(back, deal).open == 0
    assert steps.do_step(back, deal, Step.CONTRACT).stage == Step.CONTRACT
    assert audit.verify(bureau.admin).ok


def test_where_they_are_not_demanded_they_hold_nothing_up(bureau: "Bureau") -> None:
    office.set_project(bureau.admin, "demand_cautions", "no")
    deal = _ready(bureau)
    steps.do_step(bureau.desk(Role.BACK_OFFICE), deal, Step.CONTRACT)
    assert cautions.show_cautions(bureau.admin, deal).open > 0


def test_a_caution_is_ticked_once_and_only_one_that_there_is(bureau: "Bureau") -> None:
    deal, back = _ready(bureau), bureau.desk(Role.BACK_OFFICE)
    once = cautions.tick_cautions(back, deal, "contract terms")
    assert cautions.tick_cautions(back, deal, "contract terms") == once
    with bureau.refuses(NotFound, match="pre-sale permit"):
        cautions.tick_cautions(back, deal, "the weather")
    with bureau.refuses(BadValue, match="yes or no"):
        office.set_project(bureau.admin, "demand_cautions", "perhaps")

"""Choosing a way of paying: the plans that the project offers, and the buyer's quota where a provident fund pays."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.plan_terms import FUND_KINDS
from salesdesk.language import N_, in_a_row, tr, word
from salesdesk.services.plan_words import share_said
from salesdesk.services.plans import PlanAnswer
from salesdesk.trade_words import plan_word
from screens.dialogs import Field, Form
from screens.office_place import Office
from screens.typed_values import amount
from screens.widgets.cell_width import cut, fit

NAME, TERMS = 17, 49


@dataclass(frozen=True, slots=True)
class ChosenPlan:
    """A way of paying that was chosen, with the buyer's quota of the provident fund in minor units."""

    name: str
    fund_quota_minor: int | None = None


class PlanPicker(ModalScreen[str | None]):
    """List the ways of paying; enter takes the one under the cursor, esc none."""

    CSS_PATH = "plan_picker.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "none", N_("Give up"), show=False)]

    def __init__(self, plans: Sequence[PlanAnswer], chosen: str) -> None:
        super().__init__()
        self._plans, self._chosen = tuple(plans), chosen

    def compose(self) -> ComposeResult:
        """List each plan with its terms on one line."""
        with Vertical(classes="dialog"):
            yield Static(tr("How will they pay?"), classes="title", markup=False)
            yield OptionList(*(Option(_line(each), id=str(at)) for at, each in enumerate(self._plans)), id="plans")
            yield Static(tr("arrows choose   enter Take it   esc Give up"), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Begin at the plan that is chosen now."""
        names = [each.name for each in self._plans]
        plans = self.query_one("#plans", OptionList)
        plans.highlighted = names.index(self._chosen) if self._chosen in names else 0
        plans.focus()

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._plans[int(event.option.id or 0)].name)

    def action_none(self) -> None:
        """Leave the plan as it is."""
        self.dismiss(None)


def _line(plan: PlanAnswer) -> Content:
    name = fit(plan_word(plan.name), NAME)
    return Content.assemble(name, "  ", Content.styled(cut(_terms(plan), TERMS), "dim"))


def _terms(plan: PlanAnswer) -> str:
    loan = "" if plan.ltv_percent == "0" else tr("loan {percent} %").format(percent=plan.ltv_percent)
    kind = "" if plan.standard else word(PlanKind(plan.kind))
    own = in_a_row(map(share_said, plan.parts))
    return " · ".join(each for each in (kind, loan, own) if each)


def pick_plan(
    office: Office, plans: Sequence[PlanAnswer], chosen: str, then: Callable[[ChosenPlan | None], None]
) -> None:
    """Ask for a way of paying, then for the buyer's quota if a provident fund is to lend."""
    kinds = {each.name: PlanKind(each.kind) for each in plans}
    office.open(PlanPicker(plans, chosen), partial(_ask_quota, office, kinds, then))


def _ask_quota(
    office: Office, kinds: dict[str, PlanKind], then: Callable[[ChosenPlan | None], None], name: str | None
) -> None:
    if name is None:
        then(None)
    elif kinds[name] not in FUND_KINDS:
        then(ChosenPlan(name))
    else:
        quota = Field("quota", tr("The buyer's quota"), "", tr("600,000; empty: the city's cap"), amount, optional=True)
        said = tr("The provident fund lends the smaller of the buyer's quota and the city's cap.")
        form = Form(tr("What does the provident fund lend?"), [quota], said)
        office.open(form, partial(_with_quota, then, name))


def _with_quota(then: Callable[[ChosenPlan | None], None], name: str, given: dict[str, Any] | None) -> None:
    then(None if given is None else ChosenPlan(name, given["quota"]))

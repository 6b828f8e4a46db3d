"""The change menu of a deal: forms that ask for a change, and the question before one is carried out."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

from textual.screen import Screen

from salesdesk.domain.buyers import BuyerAct
from salesdesk.domain.changes import OPEN_CHANGES, ChangeRank, ChangeState, Outcome
from salesdesk.domain.receipts import Method
from salesdesk.domain.text import safe
from salesdesk.language import show_short_date, tr, word
from salesdesk.services.change_answers import ChangeAnswer
from salesdesk.services.change_sums import explain_change
from salesdesk.services.change_words import money_words, rule_words, state_word, what_happens
from salesdesk.services.changes import (
    ask_buyer_change,
    ask_cancellation,
    ask_plan_change,
    ask_unit_change,
    do_change,
    withdraw_change,
)
from salesdesk.services.deals import DealView
from salesdesk.services.desk import Desk
from salesdesk.services.explained import Explained
from salesdesk.services.plans import list_plans
from salesdesk.services.rescissions import rescind_deal
from salesdesk.trade_words import plan_word
from screens.dialogs import Field, Form, Notice, Question
from screens.office_place import Office
from screens.plan_picker import ChosenPlan, pick_plan
from screens.typed_values import amount, one_of, percent, words_of

Work = Callable[[Desk], object]


class Doer(Protocol):
    """The screen behind the menu: it does what was chosen."""

    @property
    def keyed_desk(self) -> Desk:
        """The desk, with a key for one change."""

    def do(self, purpose: str, work: Callable[[], object]) -> None:
        """Do it in a thread."""

    def explain(self, title: str, work: Callable[[], Sequence[Explained]]) -> None:
        """Open the arithmetic of sums over a question."""


def open_change_menu(screen: Doer, office: Office, deal: DealView, rows: Sequence[ChangeAnswer]) -> None:
    """List what can be changed on a deal, and what waits to be carried out or taken back."""
    choices = {**_open_ones(screen, office, rows), **_asking(screen, office, deal)}
    title = tr("Change {deal}").format(deal=deal.deal_id)
    said = tr("Somebody of rank approves a change before it is carried out.")
    office.open(Notice(title, said, list(choices)), lambda chosen: choices[chosen]() if chosen else None)


def _asking(screen: Doer, office: Office, deal: DealView) -> dict[str, Callable[[], None]]:
    asking = partial(_ask, screen, office, deal)
    asked: dict[str, Callable[[], None]] = {
        tr("Move to another unit"): partial(asking, _unit_form(deal), _ask_unit),
        tr("Change the buyers"): partial(asking, _buyer_form(deal), _ask_buyer),
        tr("Pay in another way"): partial(_choose_plan, screen, office, deal),
        tr("Cancel the deal"): partial(asking, _cancel_form(deal), _ask_cancel),
    }
    if deal.rescind_until:
        said = tr("Rescind the contract (until {day})").format(day=show_short_date(deal.rescind_until))
        asked[said] = partial(asking, _rescind_form(deal), _rescind)
    return asked


def _ask(screen: Doer, office: Office, deal: DealView, form: Screen[Any], work: Callable[..., object]) -> None:
    def filled(given: dict[str, Any] | None) -> None:
        if given is not None:
            screen.do("change", partial(work, screen.keyed_desk, deal.deal_id, given))

    office.open(form, filled)


def _open_ones(screen: Doer, office: Office, rows: Sequence[ChangeAnswer]) -> dict[str, Callable[[], None]]:
    found: dict[str, Callable[[], None]] = {}
    for each in rows:
        if each.state == ChangeState.APPROVED and each.may_do:
            said = tr("Carry out change {number}: {what}").format(number=each.change_id, what=safe(what_happens(each)))
            found[said] = partial(_confirm, screen, office, each, do_change)
        if each.state in OPEN_CHANGES:
            said = tr("Take back change {number} ({state})").format(number=each.change_id, state=state_word(each))
            found[said] = partial(_confirm, screen, office, each, withdraw_change)
    return found


def _confirm(screen: Doer, office: Office, row: ChangeAnswer, work: Callable[..., object]) -> None:
    def answered(yes: bool | None) -> None:
        if yes:
            screen.do("change", partial(work, screen.keyed_desk, row.change_id))

    asked = tr("Carry out change {number}?") if work is do_change else tr("Take back change {number}?")
    title = tr("Change {number} of {deal}").format(number=row.change_id, deal=row.deal_id)
    explain = partial(screen.explain, title, partial(explain_change, screen.keyed_desk, row.change_id))
    office.open(Question(asked.format(number=row.change_id), in_words(row), explain), answered)


def in_words(row: ChangeAnswer) -> str:
    """Say what a change does, line by line."""
    return "\n".join(safe(each) for each in (what_happens(row), rule_words(row), *money_words(row)) if each)


def _reason_and_fee() -> list[Field]:
    return [
        Field("reason", tr("Why")),
        Field("fee", tr("Fee"), hint=tr("empty for none"), read=amount, optional=True),
    ]


def _unit_form(deal: DealView) -> Form:
    said = tr("The money goes with the deal. The price is that of the other unit today, without extra discounts.")
    title = tr("Move {deal} to another unit").format(deal=deal.deal_id)
    return Form(title, [Field("unit", tr("Which unit"), hint="3-1-0101"), *_reason_and_fee()], said)


def _ask_unit(desk: Desk, deal_id: str, given: dict[str, Any]) -> ChangeAnswer:
    return ask_unit_change(desk, deal_id, given["unit"], given["reason"], given["fee"] or 0)


def _buyer_form(deal: DealView) -> Form:
    held = ", ".join(f"C-{each.customer_id} {safe(each.customer)} {each.share} %" for each in deal.buyers)
    fields = [
        Field("act", tr("What: {words}").format(words=words_of(tuple(BuyerAct))), read=one_of(BuyerAct)),
        Field("customer", tr("Who comes, leaves or is replaced"), hint=tr("number, phone or name")),
        Field("other", tr("Who gives up or takes over the share, or comes instead"), optional=True),
        Field("share", tr("Share of a buyer who comes, in percent"), read=percent, optional=True),
        *_reason_and_fee(),
    ]
    return Form(tr("The buyers of {deal}").format(deal=deal.deal_id), fields, held)


def _ask_buyer(desk: Desk, deal_id: str, given: dict[str, Any]) -> ChangeAnswer:
    who, other, share = given["customer"], given["other"], given["share"]
    return ask_buyer_change(desk, deal_id, given["act"], who, given["reason"], other, share, given["fee"] or 0)


def _choose_plan(screen: Doer, office: Office, deal: DealView) -> None:
    def chose(chosen: ChosenPlan | None) -> None:
        if chosen is not None:
            _ask(screen, office, deal, _plan_form(deal, chosen), partial(_ask_plan, chosen))

    pick_plan(office, list_plans(screen.keyed_desk), deal.plan_name, chose)


def _plan_form(deal: DealView, chosen: ChosenPlan) -> Form:
    said = "\n".join(
        (
            tr("It costs what it would have cost on the day of the order, without extra discounts."),
            tr("What is paid stays; the other payments are dated from today."),
        )
    )
    title = tr("Pay {deal} by {plan}").format(deal=deal.deal_id, plan=plan_word(chosen.name))
    return Form(title, _reason_and_fee(), said)


def _ask_plan(chosen: ChosenPlan, desk: Desk, deal_id: str, given: dict[str, Any]) -> ChangeAnswer:
    quota = chosen.fund_quota_minor
    return ask_plan_change(desk, deal_id, chosen.name, given["reason"], quota, given["fee"] or 0)


def _cancel_form(deal: DealView) -> Form:
    said = "\n".join(
        (
            tr("The unit goes back on sale, and all the money is settled at once."),
            tr("forfeit: the buyer is at fault, the deposit stays; double: the seller is, it goes back twice;"),
            tr("return: nobody is, all goes back; offset: the money counts for another deal."),
        )
    )
    fields = [
        Field("outcome", tr("Outcome: {words}").format(words=words_of(tuple(Outcome))), read=one_of(Outcome)),
        Field("to", tr("The other deal, for an offset"), hint="D-0042", optional=True),
        Field("method", tr("How money goes back"), word(Method.TRANSFER), read=one_of(Method)),
        *_reason_and_fee(),
    ]
    return Form(tr("Cancel {deal}").format(deal=deal.deal_id), fields, said)


def _rescind_form(deal: DealView) -> Form:
    said = tr("The buyer leaves without fault: all the money goes back at once, and nobody has to approve it.")
    fields = [
        Field("reason", tr("Why")),
        Field("method", tr("How money goes back"), word(Method.TRANSFER), read=one_of(Method)),
    ]
    return Form(tr("Rescind the contract of {deal}").format(deal=deal.deal_id), fields, said)


def _rescind(desk: Desk, deal_id: str, given: dict[str, Any]) -> ChangeAnswer:
    return rescind_deal(desk, deal_id, given["reason"], given["method"])


def _ask_cancel(desk: Desk, deal_id: str, given: dict[str, Any]) -> ChangeAnswer:
    fee, to, method = given["fee"] or 0, given["to"], given["method"]
    return ask_cancellation(desk, deal_id, given["outcome"], given["reason"], fee, to, method)


def told(answer: ChangeAnswer) -> str:
    """Say what became of a change."""
    said = tr("Change {number} is {state}: {what}.")
    if answer.state == ChangeState.WAITING:
        said = tr("Change {number} waits for the approval of a {role}: {what}.")
    role, what = word(ChangeRank(answer.needed_role)), safe(what_happens(answer))
    text = said.format(number=answer.change_id, state=state_word(answer), what=what, role=role)
    goes_on = tr("The new deal is {deal}.").format(deal=answer.new_deal_id) if answer.new_deal_id else ""
    return f"{text} {goes_on}".strip()

"""The area of a deal, asked in the order in which it is settled: measured, chosen, applied, paid back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual.screen import ModalScreen

from salesdesk.domain.area import format_area, parse_area
from salesdesk.domain.money import format_minor
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Right
from salesdesk.domain.settlement import RULES, Case, Choice, Variant
from salesdesk.domain.text import safe
from salesdesk.language import show_short_date, tr, word
from salesdesk.services.area_refunds import pay_back
from salesdesk.services.contract_terms import TermsAnswer, agree_on_terms
from salesdesk.services.deals import DealView
from salesdesk.services.desk import Desk
from salesdesk.services.settlement_sums import explain_settlement
from salesdesk.services.settlements import (
    SettlementPreview,
    SettlementView,
    apply_settlement,
    measure_unit,
    preview_settlement,
)
from screens.change_menu import Doer
from screens.dialogs import Field, Form, Notice, Question
from screens.office_place import Office
from screens.typed_values import one_of, percent, words_of

Work = Callable[[Desk, Any], object]


@dataclass(frozen=True, slots=True)
class Asked:
    """The next thing to ask about the area of a deal, and what is done with the answer, or looked at for it.

    After a notice it is neither.
    """

    dialog: ModalScreen[Any]
    work: Work | None = None
    look: Work | None = None


@dataclass(frozen=True, slots=True)
class AreaSeen:
    """What the area of a deal comes to, and the buyer's choice by which it was looked at."""

    preview: SettlementPreview
    choice: Choice | None


def look_at_area(desk: Desk, deal_id: str, choice: Choice | None = None) -> AreaSeen:
    """Look at what the area of a deal comes to, by a choice of the buyer if there is one."""
    return AreaSeen(preview_settlement(desk, deal_id, choice), choice)


def next_question(deal_id: str, seen: AreaSeen, screen: Doer) -> Asked:
    """Give the question that comes next for the area of one deal, by how far it is and by right."""
    desk, preview, choice = screen.keyed_desk, seen.preview, seen.choice
    title = tr("The area of {deal}").format(deal=deal_id)
    if not preview.settlements:
        return _before(title, preview, desk)
    view = preview.settlements[0]
    said = arithmetic(view)
    explain = partial(screen.explain, title, partial(explain_settlement, desk, deal_id, choice))
    if view.applied and view.owed_minor and desk.may(Right.BOOK_MONEY):
        methods = tr("Method: {words}; the first letters will do").format(words=words_of(tuple(Method)))
        form = Form(title, [Field("method", methods, word(Method.TRANSFER), read=one_of(Method))], said)
        return Asked(form, lambda keyed, given: pay_back(keyed, deal_id, given["method"]))
    if view.applied or not desk.may(Right.SIGN_CONTRACT):
        return Asked(Notice(title, said, explain=explain))
    if view.choice_needed:
        field = Field("choice", tr("The buyer decides: keep or withdraw"), read=one_of(Choice))
        form = Form(title, [field], said)
        return Asked(form, look=lambda looking, given: look_at_area(looking, deal_id, given["choice"]))
    question = Question(tr("Settle the area of {deal}?").format(deal=deal_id), said, explain)
    return Asked(question, lambda keyed, _: apply_settlement(keyed, deal_id, choice))


def _before(title: str, preview: SettlementPreview, desk: Desk) -> Asked:
    if not desk.may(Right.SIGN_CONTRACT):
        return Asked(Notice(title, tr("The unit has not been measured yet.")))
    unit = preview.unmeasured[0]
    fields = [
        Field("built", tr("Measured built area, m²"), read=parse_area),
        Field("inner", tr("Measured inner area, m²"), read=parse_area, optional=True),
    ]
    form = Form(title, fields, tr("{unit} has not been measured yet.").format(unit=safe(unit)))
    return Asked(form, lambda keyed, given: measure_unit(keyed, unit, given["built"], given["inner"]))


def ask_terms(screen: Doer, office: Office, deal: DealView, seen: TermsAnswer) -> None:
    """Ask how a contract that is not signed yet will settle its area; without the right only tell."""
    title = tr("How the contract of {deal} settles its area").format(deal=deal.deal_id)
    if not screen.keyed_desk.may(Right.SIGN_CONTRACT):
        office.open(Notice(title, terms_told(seen)))
        return
    fields = [
        Field(
            "variant", tr("By: {words}").format(words=words_of(tuple(Variant))), word(Variant(seen.variant)),
            read=one_of(Variant),
        ),
        Field("percent", tr("Limit in percent, beyond which the buyer chooses"), seen.percent, read=percent),
    ]  # fmt: skip

    def filled(given: dict[str, Any] | None) -> None:
        if given is not None:
            work = partial(agree_on_terms, screen.keyed_desk, deal.deal_id, given["variant"], given["percent"])
            screen.do("terms", work)

    office.open(Form(title, fields, terms_told(seen)), filled)


def terms_told(seen: TermsAnswer) -> str:
    """Say how a contract settles its area."""
    said = tr("{deal} settles by: {variant}; the limit is {percent} %")
    if not seen.agreed:
        said = tr("{deal} settles as the project does on its signing; today by: {variant}, the limit is {percent} %")
    return said.format(deal=seen.deal_id, variant=word(Variant(seen.variant)), percent=seen.percent)


def arithmetic(view: SettlementView) -> str:
    """Tell the areas, the case of the rule, the arithmetic of the sum line by line, and who pays what."""
    areas = tr("contract {contract} m², measured {measured} m², difference {difference} m²")
    lines = [
        areas.format(
            contract=format_area(view.contract_area),
            measured=format_area(view.measured_area),
            difference=format_area(view.difference),
        ),
        *([tr(RULES[Case(view.case)]).format(percent=view.percent)] if view.lines else []),
        *(f"{tr(each.label)}: {each.factor} = {format_minor(each.amount_minor)}" for each in view.lines),
        _outcome(view),
    ]
    return "\n".join(lines)


def _outcome(view: SettlementView) -> str:
    if view.choice_needed:
        return tr("That is beyond {percent} %: the buyer keeps the unit or withdraws.").format(percent=view.percent)
    if view.case == Case.WITHDRAWN and view.refund_by is not None:
        said = tr("The buyer withdraws: {amount} with interest goes back by {day}.")
        return said.format(amount=format_minor(view.refund_minor), day=show_short_date(view.refund_by))
    if view.amount_minor > 0:
        return tr("The buyer pays {amount}.").format(amount=format_minor(view.amount_minor))
    if view.amount_minor < 0:
        return tr("The buyer gets {amount} back.").format(amount=format_minor(-view.amount_minor))
    return tr("No money is due for the area.")

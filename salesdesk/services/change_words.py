"""A change of a deal in words: what is to happen to unit, buyers and money, for whoever asks or decides."""

from collections.abc import Mapping

from salesdesk.domain.changes import ChangeKind, ChangeRank, ChangeState, Outcome
from salesdesk.domain.discounts import RequestState
from salesdesk.domain.money import format_minor
from salesdesk.language import N_, tr, word
from salesdesk.services.change_answers import EXPIRED, ChangeAnswer
from salesdesk.trade_words import plan_word

_MONEY = {
    "fee_minor": N_("a fee of {amount} is taken"),
    "forfeit_minor": N_("{amount} of the deposit stays with the company"),
    "refund_minor": N_("{amount} goes back to the buyer"),
    "offset_minor": N_("{amount} counts for the other deal"),
    "compensation_minor": N_("the company pays {amount} beside it"),
    "interest_minor": N_("the company pays {amount} of interest beside it"),
    "carried_minor": N_("{amount} was carried over"),
}


def state_word(answer: ChangeAnswer) -> str:
    """Name how far a change is."""
    return word(RequestState.EXPIRED) if answer.state == EXPIRED else word(ChangeState(answer.state))


def what_happens(answer: ChangeAnswer) -> str:
    """Say in one sentence what a change does."""
    said = {ChangeKind.UNIT: _unit, ChangeKind.BUYER: _buyers, ChangeKind.PLAN: _plan, ChangeKind.CANCEL: _cancel}
    return said[ChangeKind(answer.kind)](answer)


def money_words(answer: ChangeAnswer) -> list[str]:
    """Say where the money goes, a phrase for each sum."""
    sums = {name: answer.after.get(name) for name in _MONEY}
    return [tr(_MONEY[name]).format(amount=_amount(minor)) for name, minor in sums.items() if minor]


def rule_words(answer: ChangeAnswer) -> str:
    """Name the rule by which a deal ends, with its law; nothing for a change that ends none."""
    return f"{tr(answer.rule)} ({tr(answer.law)})" if answer.law else tr(answer.rule)


def needs_words(answer: ChangeAnswer) -> str:
    """Say whose decision a change needs."""
    rank = ChangeRank(answer.needed_role)
    return tr("needs nobody's approval") if rank is ChangeRank.NONE else tr("needs the {role}").format(role=word(rank))


def _unit(answer: ChangeAnswer) -> str:
    said = tr("{deal} goes from {unit} to {other}; the price becomes {after} instead of {before}")
    return said.format(
        deal=answer.deal_id,
        unit=answer.before.get("unit"),
        other=answer.after.get("unit"),
        before=_amount(answer.before.get("total_minor")),
        after=_amount(answer.after.get("total_minor")),
    )


def _buyers(answer: ChangeAnswer) -> str:
    said = tr("the buyers of {deal} were {before}, and become {after}")
    before, after = (_shares(each.get("buyers"), answer.names) for each in (answer.before, answer.after))
    return said.format(deal=answer.deal_id, before=before, after=after)


def _plan(answer: ChangeAnswer) -> str:
    said = tr("{deal} is paid by {plan} instead of {other}; the price becomes {after} instead of {before}")
    return said.format(
        deal=answer.deal_id,
        plan=plan_word(str(answer.after.get("plan"))),
        other=plan_word(str(answer.after.get("plan_before"))),
        before=_amount(answer.before.get("total_minor")),
        after=_amount(answer.after.get("total_minor")),
    )


def _cancel(answer: ChangeAnswer) -> str:
    said = tr("{deal} ends ({outcome}); {unit} is on sale again")
    outcome = word(Outcome(str(answer.outcome)))
    return said.format(deal=answer.deal_id, outcome=outcome, unit=answer.before.get("unit"))


def _shares(shares: object, names: Mapping[str, str]) -> str:
    held = shares if isinstance(shares, Mapping) else {}
    return ", ".join(f"{names.get(who) or f'C-{who}'} {share} %" for who, share in held.items())


def _amount(minor: object) -> str:
    return format_minor(minor) if isinstance(minor, int) else ""

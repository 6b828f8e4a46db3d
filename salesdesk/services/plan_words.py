"""Words for ways of paying: what a part of the buyer's own money is, and when it is due."""

from collections.abc import Iterator

from salesdesk.domain.money import format_minor
from salesdesk.domain.plan_terms import parse_part
from salesdesk.domain.schedule import Base, Part
from salesdesk.domain.text import safe
from salesdesk.language import N_, ntr, show_date, tr

_AFTER = {
    Base.ORDER: N_("in {time}"),
    Base.CONTRACT: N_("{time} after the contract"),
    Base.PERMIT: N_("{time} after the permit"),
}


def part_said(text: str) -> str:
    """Say a part of a plan, with its name, from the form in which `plan add` takes it."""
    part = parse_part(text)
    return tr("{name}: {what}").format(name=safe(tr(part.label)), what=share_said(text))


def share_said(text: str) -> str:
    """Say how much a part of a plan is, and when it is due, without its name."""
    part = parse_part(text)
    share = tr("the rest") if part.percent is None else f"{part.percent.normalize():f} %"
    if part.amount_minor is not None:
        share = format_minor(part.amount_minor)
    return tr("{share} {when}").format(share=share, when=_when(part))


def _when(part: Part) -> str:
    if part.on is not None:
        return tr("on {day}").format(day=show_date(part.on))
    time = " ".join(_counted(part))
    return tr(_AFTER[part.base]).format(time=time) if time else tr(_AT_ONCE[part.base])


_AT_ONCE = {
    Base.ORDER: N_("with the order"),
    Base.CONTRACT: N_("with the contract"),
    Base.PERMIT: N_("with the permit"),
}


def _counted(part: Part) -> Iterator[str]:
    if part.months:
        yield ntr("{count} month", "{count} months", part.months).format(count=part.months)
    if part.days:
        yield ntr("{count} day", "{count} days", part.days).format(count=part.days)

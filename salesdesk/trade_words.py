"""Words of the trade for what heavier parts of the domain define; whoever only speaks loads none of those."""

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.explain import Reader, money_names
from salesdesk.domain.text import safe
from salesdesk.language import show_date, tr, word


def plan_word(name: str) -> str:
    """Say a way of paying: a standard one in words, any other by the name that the office gave it."""
    return word(PlanKind(name)) if name in set(PlanKind) else safe(name)


def reader(currency: str) -> Reader:
    """Give what puts the arithmetic of a sum into the reader's language, its money called as the currency is."""
    return Reader(tr, word, show_date, money_names(currency))

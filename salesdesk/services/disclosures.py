"""Unfavourable facts near the project: kept in a list, acknowledged by every buyer before the order."""

from dataclasses import dataclass
from datetime import datetime

from db import disclosures
from db.disclosures import FactRow
from salesdesk.domain.errors import BadValue, DeskError, NotFound
from salesdesk.domain.roles import Right
from salesdesk.domain.text import search_key, tidy
from salesdesk.language import tr
from salesdesk.services.desk import Change, Look, changes, sees

LONGEST = 200


class NotDisclosed(DeskError):
    """The buyer has to acknowledge {facts} first. `salesdesk disclosure list` tells them; order with --disclosed."""


@dataclass(frozen=True, slots=True)
class FactAnswer:
    """A fact that buyers acknowledge before the order."""

    fact_id: int
    fact: str
    by: str
    at: datetime


@sees(Right.SEE_BOARD)
def list_facts(look: Look) -> list[FactAnswer]:
    """List the facts that buyers acknowledge before the order."""
    return [_answer(row) for row in disclosures.facts(look.tx, look.project_id)]


@changes("disclosure.add", Right.MANAGE_PROJECT)
def add_fact(change: Change, fact: str) -> FactAnswer:
    """Write a fact down; every order from now on needs that the buyer acknowledged it.

    Raises:
        BadValue: it is empty or too long, or it is in the list already.
    """
    kept = tidy(fact)
    if not kept or len(kept) > LONGEST:
        raise BadValue(what=tr("fact"), value=fact, why=tr("it has 1 to 200 characters"))
    if any(search_key(row.fact) == search_key(kept) for row in disclosures.facts(change.tx, change.project_id)):
        raise BadValue(what=tr("fact"), value=kept, why=tr("it is in the list already"))
    number = disclosures.add_fact(change.tx, change.project_id, kept, change.actor.staff_id)
    change.tell("disclosure.added", fact=number, text=kept)
    return next(_answer(row) for row in disclosures.facts(change.tx, change.project_id) if row.id == number)


@changes("disclosure.retire", Right.MANAGE_PROJECT)
def retire_fact(change: Change, fact_id: int) -> FactAnswer:
    """Take a fact that holds no more off the list; who acknowledged it stays written.

    Raises:
        NotFound: there is none of that number.
    """
    row = next((row for row in disclosures.facts(change.tx, change.project_id) if row.id == fact_id), None)
    if row is None:
        raise NotFound(what="fact", value=str(fact_id), hint="See `salesdesk disclosure list`.")
    disclosures.retire_fact(change.tx, row.id)
    change.tell("disclosure.retired", fact=row.id, text=row.fact)
    return _answer(row)


def facts_to_tell(look: Look) -> list[str]:
    """Give the facts that a buyer acknowledges before an order of today."""
    return [row.fact for row in disclosures.facts(look.tx, look.project_id)]


def check_disclosed(look: Look, disclosed: bool) -> list[str]:
    """Give the facts that the buyer acknowledged with the order.

    Raises:
        NotDisclosed: there are some, and nobody said that the buyer acknowledged them.
    """
    facts = facts_to_tell(look)
    if facts and not disclosed:
        raise NotDisclosed(facts=", ".join(f"“{each}”" for each in facts))
    return facts


def _answer(row: FactRow) -> FactAnswer:
    return FactAnswer(row.id, row.fact, row.staff, row.at)

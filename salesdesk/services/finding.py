"""Finding what somebody means: a unit by code or room, a customer by number, phone or name, a deal by number."""

import re

from db import customers, units
from db.customers import CustomerRow
from db.units import UnitRow
from salesdesk.domain.errors import Ambiguous, NotFound
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.roles import Right
from salesdesk.domain.text import search_key
from salesdesk.importing.phones import phone_digits
from salesdesk.services.desk import Look


def unit_called(look: Look, name: str) -> UnitRow:
    """Find a unit by its code, or by its room when only one unit has it.

    Raises:
        NotFound: there is none; near ones are named.
        Ambiguous: several buildings have such a room.
    """
    found = units.units_called(look.tx, look.project_id, name.strip())
    if len(found) == 1:
        return found[0]
    if found:
        raise Ambiguous(what="unit", value=name, candidates=[row.code for row in found])
    near = units.codes_like(look.tx, look.project_id, name.strip())
    hint = Phrase("Did you mean {near}?", near=", ".join(near)) if near else Phrase("`salesdesk board` lists them.")
    raise NotFound(what="unit", value=name, hint=hint)


def customer_called(look: Look, name: str) -> CustomerRow:
    """Find a customer by number (`17` or `C-17`), phone, or whole name.

    Raises:
        NotFound: there is none, or it is another rep's and only one's own may be seen.
        Ambiguous: several have this name.
    """
    found = _by_number(look, name) or _by_phone(look, name)
    if found is None:
        named = [
            row for row in customers.customers_named(look.tx, look.project_id, search_key(name)) if may_see(look, row)
        ]
        if len(named) > 1:
            raise Ambiguous(what="customer", value=name, candidates=[f"C-{row.id} {row.name}" for row in named])
        found = named[0] if named else None
    if found is None or not may_see(look, found):
        raise NotFound(what="customer", value=name, hint="Add them first: `salesdesk customer add NAME --phone …`.")
    return found


def may_see(look: Look, row: CustomerRow) -> bool:
    """Tell whether the actor may see this customer: one's own, or all by right."""
    return row.staff_id == look.actor.staff_id or look.may(Right.SEE_ALL_CUSTOMERS)


def _by_number(look: Look, name: str) -> CustomerRow | None:
    found = re.fullmatch(r"(?ai:(?:C-)?(\d{1,9}))", name.strip())
    return customers.customer_by_id(look.tx, look.project_id, int(found.group(1))) if found else None


def _by_phone(look: Look, name: str) -> CustomerRow | None:
    number = phone_digits(name, look.settings.profile)
    return customers.customer_with_phone(look.tx, look.project_id, number) if number else None

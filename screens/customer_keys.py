"""What can be done with a customer, from wherever one is under the cursor: a visit agreed on, their record kept."""

from functools import partial
from typing import Any, cast

from salesdesk.domain.text import safe
from salesdesk.language import show_date, show_time, tr
from salesdesk.services.customers import CustomerAnswer, VisitAnswer, add_customer, add_visit, edit_customer
from screens.desk_screen import DeskScreen
from screens.dialogs import Field, Form
from screens.moments import read_moment, tomorrow_at_ten
from screens.office_place import Office


def ask_visit(screen: DeskScreen, customer_id: int, name: str, at: str = "") -> None:
    """Ask when a customer comes, tomorrow at ten unless told otherwise; the answer is a `VisitAnswer`."""
    office = cast("Office", screen.app)
    now = office.local_now()
    fields = [
        Field("at", tr("When"), at or tomorrow_at_ten(now), "2026-01-31 10:00", lambda text: read_moment(text, now)),
        Field("unit", tr("Which unit"), optional=True),
        Field("note", tr("About what"), optional=True),
    ]

    def agree(given: dict[str, Any] | None) -> None:
        if given is not None:
            who, note = str(customer_id), given["note"] or ""
            screen.do("agree", partial(add_visit, screen.desk, who, given["at"], given["unit"], note))

    office.open(Form(tr("{customer} comes").format(customer=safe(name)), fields), agree)


def ask_new(screen: DeskScreen) -> None:
    """Ask for a new customer, and add them; the answer is a `CustomerAnswer`."""
    fields = [
        Field("name", tr("Name")),
        Field("phone", tr("Phone"), hint="199-0000-0001"),
        Field("needs", tr("Looks for"), optional=True),
        Field("source", tr("How they came"), optional=True),
    ]

    def add(given: dict[str, Any] | None) -> None:
        if given is not None:
            known = {"needs": given["needs"] or "", "source": given["source"] or ""}
            screen.do("add", partial(add_customer, screen.desk, given["name"], [given["phone"]], **known))

    cast("Office", screen.app).open(Form(tr("New customer"), fields), add)


def ask_edit(screen: DeskScreen, customer: CustomerAnswer) -> None:
    """Ask what a customer looks for, and keep it; the answer is a `CustomerAnswer`."""
    fields = [
        Field("needs", tr("Looks for"), customer.needs, optional=True),
        Field("source", tr("How they came"), customer.source, optional=True),
        Field("note", tr("Note"), customer.note, optional=True),
    ]

    def edit(given: dict[str, Any] | None) -> None:
        if given is not None:
            known = {name: text or "" for name, text in given.items()}
            screen.do("edit", partial(edit_customer, screen.desk, str(customer.customer_id), **known))

    cast("Office", screen.app).open(Form(safe(customer.name), fields), edit)


def comes(screen: DeskScreen, visit: VisitAnswer) -> str:
    """Say who comes when."""
    at = visit.at.astimezone(cast("Office", screen.app).local_now().tzinfo)
    when = f"{show_time(at)}, {show_date(at.date())}"
    return tr("{customer} comes at {time}.").format(customer=safe(visit.customer), time=when)

"""The demo office: the fixtures played through the very services that people use, on a clock that runs up to now."""

import csv
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from db.engine import Database, utc_now
from salesdesk.domain.deal import Step
from salesdesk.domain.money import parse_minor
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.domain.tasks import ChaseOutcome
from salesdesk.domain.units import Lock
from salesdesk.services import (
    batches,
    chasing,
    customers,
    deals,
    discounts,
    holds,
    importing,
    office,
    orders,
    payments,
    staff,
    standing,
    steps,
)
from salesdesk.services.desk import Actor, Desk
from salesdesk.services.pins import PinVault
from salesdesk.services.plans import plan_kind

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody of the demo office; the PIN is for the demo alone."""

    name: str
    role: Role
    pin: str


@dataclass(frozen=True, slots=True)
class _Move:
    """Something that happens on a day, so many days from today."""

    day: int
    place: int
    play: Callable[[], object]


def players() -> list[Player]:
    """Give the people of the demo office, whom its sign-in screen names."""
    listed = tomllib.loads((_fixtures() / "staff.toml").read_text(encoding="utf-8"))["staff"]
    return [Player(each["name"], Role(each["role"]), each["pin"]) for each in listed]


def make_demo(database: Database, pepper: bytes, now: datetime | None = None) -> Desk:
    """Fill an empty database with the demo office and give a desk at it that nobody sits at.

    Its story ends at `now`, which is this moment unless another is given. Everything goes through the services, with
    every rule in force. The PINs are known to all, so they are hashed cheaply.
    """
    vault = PinVault(pepper, cheap=True)
    script = tomllib.loads((_fixtures() / "deals.toml").read_text(encoding="utf-8"))
    people = players()
    office.set_up(database, vault, admin=people[0].name, pin=people[0].pin, project=script["project"]["name"])
    try:
        _Rehearsal(database, script, people, vault, now or utc_now()).play()
    finally:
        database.clock = None
    return office.open_desk(database)


def unit_list() -> AbstractContextManager[Path]:
    """Give the file from which the demo office imports its units, as a path while it is used."""
    return as_file(_fixtures() / "units.csv")


def _fixtures() -> Traversable:
    """Find the fixtures: inside an installed salesdesk, or beside it in a checkout."""
    packed = files("salesdesk") / "_fixtures"
    return packed if packed.is_dir() else files("fixtures")


@dataclass
class _Rehearsal:
    """The script being played; the database's clock is set to the day of each move."""

    database: Database
    script: Entry
    people: list[Player]
    vault: PinVault
    now: datetime
    desks: dict[str, Desk] = field(default_factory=dict)

    def play(self) -> None:
        self._at(min(-30, *(each["opens_day"] for each in self.script["batch"])) - 1)
        self._hire()
        self._stock()
        for move in sorted(self._moves(), key=lambda each: (each.day, each.place)):
            self._at(move.day)
            move.play()

    def _at(self, day: int) -> None:
        """Set the clock to ten o'clock of a day before today, or to this very moment today."""
        past = datetime.combine(self.date(day), time(10)).astimezone(UTC)
        moment = past if day < 0 else self.now
        self.database.clock = lambda: moment

    def date(self, day: int) -> date:
        return self.now.astimezone().date() + timedelta(days=day)

    def _hire(self) -> None:
        desk = office.open_desk(self.database, terminal="demo")
        first, *others = self.people
        self.desks[first.name] = admin = desk.signed_in(Actor(1, first.name, first.role))
        for each in others:
            number = staff.add_staff(admin, each.name, each.role, each.pin, self.vault).staff_id
            self.desks[each.name] = desk.signed_in(Actor(number, each.name, each.role))

    def duty(self, duty: str) -> Desk:
        return self.desks[self.script["desk"][duty]]

    def _stock(self) -> None:
        admin = self.desks[self.people[0].name]
        for name, value in {**self.script["project"]["settings"], "profile": self.script["project"]["profile"]}.items():
            office.set_project(admin, name, value)
        with unit_list() as path:
            importing.import_units(admin, path)
        for each in self.script["discount"]:
            plan = plan_kind(each["plan"]) if "plan" in each else None
            standing.publish_discount(self.duty("release"), each["name"], Decimal(each["percent"]), plan)
        self._greet()

    def _greet(self) -> None:
        text = (_fixtures() / "customers.csv").read_text(encoding="utf-8-sig")
        for row in csv.DictReader(text.splitlines()):
            customers.add_customer(
                self.desks[row["rep"]], row["name"], [row["phone"]], row["source"], row["needs"], row["note"]
            )

    def _moves(self) -> Iterator[_Move]:
        for place, (day, play) in enumerate([*self._release(), *self._deals(), *self._lately()]):
            yield _Move(day, place, play)

    def _release(self) -> Iterator[tuple[int, Callable[[], object]]]:
        first = min(each["opens_day"] for each in self.script["batch"])
        for each in self.script["batch"]:
            yield first, partial(self._batch, each)
        for each in self.script["lock"]:
            lay = (self.duty("withhold"), each["unit"], Lock(each["lock"]), each["reason"])
            yield first + 1, partial(holds.lock_unit, *lay)
        for each in self.script["withhold"]:
            keep = (self.duty("withhold"), each["unit"], each["reason"], self.date(each["until_day"]))
            yield -1, partial(holds.withhold, *keep)

    def _batch(self, each: Entry) -> None:
        opens = datetime.combine(self.date(each["opens_day"]), time(9)).astimezone(UTC)
        desk = self.duty("release")
        batches.add_batch(desk, each["name"], each["permit"], opens, members=each.get("units", ()))
        if each["released"]:
            batches.release_batch(desk, each["name"])

    def _deals(self) -> Iterator[tuple[int, Callable[[], object]]]:
        for each in self.script["deal"]:
            deal = _Played(self, each)
            yield each["day"], deal.order
            for event in each["events"]:
                yield event["day"], partial(deal.play, event)

    def _lately(self) -> Iterator[tuple[int, Callable[[], object]]]:
        for each in self.script["request"]:
            yield 0, partial(self._request, each)
        for each in self.script["visit"]:
            yield min(each["day"], 0), partial(self._visit, each)
        for each in self.script["hold"]:
            hold = (self.desks[each["rep"]], each["unit"], each["customer"], each["minutes_left"])
            yield 0, partial(holds.place_hold, *hold)

    def _request(self, each: Entry) -> None:
        request = self.ask(each, each["unit"], each["customer"], each["rep"], each["plan"])
        if each.get("verdict") == "approved":
            discounts.approve_discount(self.desks[each["decided_by"]], request, each.get("verdict_reason", ""))
        elif "verdict" in each:
            discounts.refuse_discount(self.desks[each["decided_by"]], request, each["verdict_reason"])

    def ask(self, each: Entry, unit: str, customer: str, rep: str, plan: str) -> int:
        percent = Decimal(each["percent"]) if "percent" in each else None
        amount = parse_minor(each["amount"]) if "amount" in each else None
        asked = discounts.request_discount(self.desks[rep], unit, customer, plan, each["reason"], percent, amount)
        return asked.request_id

    def _visit(self, each: Entry) -> None:
        at = datetime.combine(self.date(each["day"]), time.fromisoformat(each["at"])).astimezone(UTC)
        desk = self.desks[each["rep"]]
        visit = customers.add_visit(desk, each["customer"], at, each.get("unit"), each.get("note", ""))
        if "outcome" in each:
            customers.close_visit(desk, visit.visit_id, each["outcome"])


@dataclass
class _Played:
    """One deal of the script."""

    rehearsal: _Rehearsal
    entry: Entry
    number: str = ""

    def order(self) -> None:
        rehearsal, entry = self.rehearsal, self.entry
        request = None
        if "discount" in entry:
            given = entry["discount"]
            request = rehearsal.ask(given, entry["unit"], entry["customer"], entry["rep"], entry["plan"])
            discounts.approve_discount(rehearsal.desks[given["decided_by"]], request)
        plan = entry["plan"]
        desk = rehearsal.desks[entry["rep"]]
        self.number = orders.place_order(desk, entry["unit"], entry["customer"], plan, request).deal_id

    def play(self, event: Entry) -> None:
        if "pays" in event:
            self._pay(event)
        elif "step" in event:
            self._step(event)
        elif "filed" in event:
            steps.file_contract(self.rehearsal.duty("contract"), self.number, event["filed"])
        else:
            self._chase(event)

    def _pay(self, event: Entry) -> None:
        desk = self.rehearsal.duty("money")
        method = Method(event.get("method", "transfer"))
        amount = parse_minor(event["amount"]) if "amount" in event else self._open(desk, event["pays"])
        payments.add_receipt(desk, self.number, amount, method)

    def _open(self, desk: Desk, pays: str) -> int:
        kind = {"top_up": "deposit", "loan_payout": "loan"}.get(pays, pays)
        rows = [row for row in deals.show_deal(desk, self.number).schedule if row.kind == kind and row.open_minor]
        return rows[0].open_minor if kind == "instalment" else sum(row.open_minor for row in rows)

    def _step(self, event: Entry) -> None:
        step = Step(event["step"])
        who = {Step.MORTGAGE: "mortgage"}.get(step, "contract")
        admin = self.rehearsal.desks[self.rehearsal.people[0].name]
        desk = admin if step is Step.HANDOVER else self.rehearsal.duty(who)
        steps.do_step(desk, self.number, step, note=event.get("note", ""), ticked=step is Step.CONTRACT)

    def _chase(self, event: Entry) -> None:
        promised = self.rehearsal.date(event["promised"]) if "promised" in event else None
        desk = self.rehearsal.desks[self.entry["rep"]]
        chasing.write_chase(desk, self.number, ChaseOutcome(event["chase"]), promised, event.get("note", ""))

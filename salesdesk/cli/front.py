"""What `salesdesk --help` shows: every noun, and the options of every command. It is shown without loading Typer."""

import shutil
import textwrap
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from salesdesk.cli.asked import shared_options
from salesdesk.language import N_, tr

WIDEST = 100
ABOUT = N_(
    "The desk of a sales office: holds, orders, steps and money, each unit sold once. "
    "Without a command it opens the console."
)
USAGE = N_("Usage: salesdesk [OPTIONS] COMMAND [ARGUMENTS]…")
OWN_OPTIONS = (("--version", N_("Print the version")), ("--help", N_("Show this and do nothing")))


class Noun(NamedTuple):
    """The first word or words of a command: the file in which it is found, and what it is about."""

    file: str
    about: str


NOUNS: Mapping[str, Noun] = {
    "demo": Noun("console", N_("Try it on a made-up office; without a terminal, print a tour")),
    "init": Noun("upkeep", N_("Make the database, or upgrade it")),
    "login": Noun("staff", N_("Sign in for the commands that follow")),
    "logout": Noun("staff", N_("Sign out")),
    "whoami": Noun("staff", N_("Say who is signed in")),
    "staff": Noun("staff", N_("Who works here: add, list, role, pin, disable")),
    "project": Noun("project", N_("Projects and their settings: add, list, set")),
    "import": Noun(
        "imports", N_("What others keep in files: units, prices, survey, customers, receipts, list, maps, undo")
    ),
    "export": Noun("exports", N_("Units, prices, measured areas, customers or receipts as a file")),
    "price": Noun("prices", N_("Price lists: make, preview, show, apply, list, history")),
    "price item": Noun("price_items", N_("Extras and rebates that orders may name: add, list, retire")),
    "plan": Noun("plans", N_("Ways of paying: list, show, add, retire")),
    "disclosure": Noun("disclosures", N_("Facts that buyers acknowledge before the order: add, list, retire")),
    "holiday": Noun("holidays", N_("Days on which nobody works: add, list, remove")),
    "batch": Noun("batches", N_("Units released together: add, set, list, release")),
    "board": Noun("units", N_("The board of units")),
    "unit": Noun("units", N_("One unit's card")),
    "why": Noun("units", N_("Can it be sold now; if not, why, and who can change that")),
    "hold": Noun("units", N_("Hold a unit for a customer")),
    "hold extend": Noun("units", N_("Give a hold more time")),
    "hold list": Noun("units", N_("The holds that run")),
    "release": Noun("units", N_("Give a held unit back, or put a withheld one on sale again")),
    "withhold": Noun("units", N_("Keep a unit back from sale")),
    "lock": Noun("units", N_("Lay a lock over a unit")),
    "unlock": Noun("units", N_("Lift a lock")),
    "customer": Noun("customers", N_("Customers: add, show, find, edit")),
    "visit": Noun("customers", N_("Visits: add, done, list")),
    "bench": Noun("bench", N_("What a unit costs at once and each month, by other terms")),
    "order": Noun("deals", N_("Order a unit for a customer")),
    "deal": Noun("deals", N_("Deals: list, show, tick, step, file, undo, rescind")),
    "schedule": Noun("deals", N_("A deal's payments")),
    "discount": Noun("discounts", N_("Discounts: request, list, show, approve, refuse; publish, standing, end")),
    "change": Noun(
        "changes", N_("Changes of a deal: unit, buyer, plan, cancel; list, show, approve, refuse, withdraw, do")
    ),
    "receipt": Noun("money", N_("Receipts: add, reverse, list; unallocated, move, refund")),
    "mortgage": Noun("mortgages", N_("Loans: open, paper, submit, approve, refuse, withdraw, payout, show, list")),
    "settle": Noun("settle", N_("What the measured area of a deal or a building comes to; with --apply, settle it")),
    "settle measure": Noun("settle", N_("Write down what the survey measured for a unit")),
    "settle terms": Noun("settle", N_("How the contract of a deal settles its area")),
    "settle pay-back": Noun("settle", N_("Book the money that goes back for a smaller area")),
    "arrears": Noun("arrears", N_("Payments that are overdue")),
    "latefee": Noun("arrears", N_("What late payments cost, day by day")),
    "dayend": Noun("arrears", N_("The cash book of a day, and its closing")),
    "chase": Noun("money", N_("Write down what came of asking for a payment")),
    "today": Noun("today", N_("What is to be done today")),
    "run": Noun("running", N_("Do many commands, one a line, and answer each with a line of JSON")),
    "audit": Noun("audit", N_("The log of what happened: show, head, verify")),
    "doctor": Noun("upkeep", N_("Check the database and this machine")),
    "backup": Noun("upkeep", N_("Copy the database to a file")),
    "restore": Noun("upkeep", N_("Put a backup in the place of the database")),
}


def help_text() -> str:
    """Write the help of the whole program, as wide as the terminal is."""
    width = min(shutil.get_terminal_size().columns, WIDEST) - 2
    parts = [
        tr(USAGE),
        textwrap.fill(tr(ABOUT), width, initial_indent="  ", subsequent_indent="  "),
        _section(tr("Commands"), [(name, tr(each.about)) for name, each in NOUNS.items()], width),
        _section(tr("Options"), [(name, tr(text)) for name, text in OWN_OPTIONS], width),
        _section(tr("Options of every command"), shared_options(), width),
        tr("`salesdesk COMMAND --help` tells more about a command."),
    ]
    return "\n\n".join(parts)


def _section(title: str, rows: Sequence[tuple[str, str]], width: int) -> str:
    side = max(len(name) for name, _ in rows)
    return "\n".join([f"{title}:", *(_row(name, text, side, width) for name, text in rows)])


def _row(name: str, text: str, side: int, width: int) -> str:
    return textwrap.fill(
        text, width, initial_indent=f"  {name:<{side}}  ", subsequent_indent=" " * (side + 4), break_on_hyphens=False
    )

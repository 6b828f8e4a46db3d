"""`--explain` tells the arithmetic of every sum a command shows: in words, or under "explained" in JSON."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Machine


@pytest.fixture
def deal(machine: "Machine") -> str:
    """A deal with a receipt, of which some is unallocated."""
    (order,) = machine.run("rep", "order 3-1-0101 --customer 1 --plan mortgage")
    machine.run("cashier", f"receipt add {order['result']['deal_id']} 15000 --method cash --step deposit")
    number: str = order["result"]["deal_id"]
    return number


def _sums(found: Any) -> dict[str, int]:
    """Give the explained sums by name, after checking that the lines of each come to it."""
    for each in found["explained"]:
        assert sum(line["amount_minor"] or 0 for line in each["steps"]) == each["sum_minor"], each
        assert each["label"]
    return {each["ref"]: each["sum_minor"] for each in found["explained"]}


def test_a_deal_is_explained_in_words_and_in_json(machine: "Machine", deal: str) -> None:
    told = machine.by("rep", "deal", "show", deal, "--explain")
    assert told.exit == 0
    assert "price per m² × area  60,000 yuan a m² × 100.00 m² = 6,000,000 yuan" in told.out
    assert "share of the price  6,000,000 yuan × 70 % = 4,200,000 yuan" in told.out
    found = machine.by("rep", "deal", "show", deal, "--explain", "--json").json
    sums = _sums(found)
    assert (sums["price"], sums["paid"]) == (found["price"]["total_minor"], found["paid_minor"])
    assert [sums[f"row:{each['line_id']}"] for each in found["schedule"]] == [
        each["amount_minor"] for each in found["schedule"]
    ]
    assert found["explained"][0]["sum"] == "6,000,000"
    assert "explained" not in machine.by("rep", "deal", "show", deal, "--json").json


@pytest.mark.parametrize(
    ("words", "who", "refs"),
    [
        (("schedule", "{deal}"), "rep", {"open", "late_fee", "unallocated"}),
        (("receipt", "list"), "cashier", {"receipt:R-000001"}),
        (("receipt", "show", "R-1"), "cashier", {"receipt:R-000001"}),
        (("receipt", "unallocated"), "cashier", {"unallocated"}),
        (("dayend",), "cashier", {"method:cash", "net"}),
        (("order", "3-1-0201", "--customer", "1", "--plan", "instalments", "--dry-run"), "rep", {"price", "row:2"}),
        (("order", "3-1-0201", "--customer", "1", "--plan", "instalments"), "rep", {"list_price", "price", "open"}),
        (("unit", "3-1-0201"), "rep", {"list_price"}),
        (("bench", "3-1-0201", "--fund", "500000"), "rep", {"list_price", "own", "interest", "row:0"}),
        (("deal", "list"), "rep", {"D-0001:price", "D-0001:paid"}),
        (("schedule", "{deal}", "--version", "1"), "rep", {"total"}),
        (("today", "--ahead", "5"), "rep", {"D-0001:to_collect:open:2"}),
        (("price", "history", "3-1-0201"), "rep", {"list_price"}),
        (("receipt", "add", "{deal}", "5000", "--method", "cash"), "cashier", {"receipt:R-000002"}),
        (("receipt", "reverse", "R-1", "--reason", "wrong"), "cashier", {"receipt:R-000002"}),
        (("receipt", "move", "{deal}", "5000"), "cashier", {"D-0001:paid", "D-0001:unallocated"}),
        (
            ("receipt", "refund", "{deal}", "100", "--method", "cash", "--reason", "theirs"),
            "cashier",
            {"receipt:R-000002", "D-0001:unallocated"},
        ),
        (("mortgage", "open", "{deal}", "--bank", "Harbour Bank"), "Ada Min", {"case:1:row:3"}),
        (
            [
                "discount",
                "request",
                "3-1-0201",
                "--customer",
                "1",
                "--plan",
                "mortgage",
                "--percent",
                "97",
                "--reason",
                "friend",
            ],
            "rep",
            {"1:concession"},
        ),
    ],
)
def test_what_is_shown_is_explained(
    machine: "Machine", deal: str, words: Sequence[str], who: str, refs: set[str]
) -> None:
    asked = [each.format(deal=deal) for each in words]
    told = machine.by(who, *asked, "--explain", "--json")
    assert refs <= _sums(told.json).keys()


def test_arrears_and_late_fees_are_explained_as_of_a_day(machine: "Machine", deal: str) -> None:
    day = (date.today() + timedelta(days=20)).isoformat()
    found = machine.by("cashier", "arrears", "--on", day, "--explain", "--json").json
    sums = _sums(found)
    assert sums["open"] == sum(each["open_minor"] for each in found["arrears"])
    assert sums["late_fee"] == sum(each["late_fee_minor"] for each in found["arrears"]) > 0
    told = machine.by("cashier", "latefee", deal, "--on", day, "--explain")
    assert f"  {day}" in told.out
    assert "× 2/10,000 × 15 days" in told.out
    assert _sums(machine.by("cashier", "latefee", deal, "--on", day, "--explain", "--json").json)


def test_a_request_and_a_change_are_explained(machine: "Machine", deal: str) -> None:
    (asked,) = machine.run("rep", "discount request 3-1-0201 --customer 1 --plan mortgage --percent 97 --reason friend")
    request = str(asked["result"]["request_id"])
    told = machine.by("manager", "discount", "show", request, "--explain")
    assert "180,000 yuan / 6,000,000 yuan = 3 %" in told.out
    machine.run("rep", f"change cancel {deal} --outcome forfeit --reason 'they leave'")
    found = machine.by("manager", "change", "show", "1", "--explain", "--json").json
    assert _sums(found) == {"paid": 1_500_000, "left": 500_000, "forfeit": 1_000_000}


def test_a_price_list_is_explained_unit_by_unit_and_as_a_whole(machine: "Machine") -> None:
    machine.run("manager", "price make autumn --percent 98 --per-floor 100")
    told = machine.by("manager", "price", "show", "autumn", "--explain")
    assert "60,000 yuan × 98 % = 58,800 yuan" in told.out
    found = machine.by("manager", "price", "preview", "autumn", "--explain", "--json").json
    assert _sums(found)["difference"] == found["difference_minor"]


def test_what_is_explained_speaks_the_language_of_the_reader(machine: "Machine", deal: str) -> None:
    told = machine.by("rep", "deal", "show", deal, "--explain", SALESDESK_LANGUAGE="zh_CN")
    assert told.exit == 0
    assert "首期款" in told.out


@pytest.mark.parametrize(
    ("language", "code", "said"),
    [
        ("en", "USD", "60,000 dollars a m² × 100.00 m² = 6,000,000 dollars"),
        ("en", "SGD", "60,000 SGD a m² × 100.00 m² = 6,000,000 SGD"),
        ("zh_CN", "USD", "60,000 美元/m² × 100.00 m² = 6,000,000 美元"),
    ],
)
def test_the_arithmetic_names_the_currency_of_the_project(
    machine: "Machine", deal: str, language: str, code: str, said: str
) -> None:
    assert machine.by("Ada Min", "project", "set", "currency", code).exit == 0
    told = machine.by("rep", "deal", "show", deal, "--explain", SALESDESK_LANGUAGE=language).out
    assert said in told
    assert "yuan" not in told
    assert "{" not in told

"""Customers: one record for each phone, found while typing, seen by right; and the visits that were agreed on."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.errors import Ambiguous, BadValue, NotFound
from salesdesk.domain.roles import Role
from salesdesk.services import customers, holds, office
from salesdesk.services.customer_record import customer_record
from salesdesk.services.customers import PhoneTaken, VisitDone
from salesdesk.services.desk import Actor, Desk

if TYPE_CHECKING:
    from tests.conftest import Bureau

PHONE = "+8619900000001"
MASKED = "199****0001"


def _found(desk: Desk, typed: str = "", limit: int = 50) -> list[str]:
    return [each.name for each in customers.find_customers(desk, typed, limit)]


def _add(desk: Desk, name: str, last: int = 1) -> int:
    return customers.add_customer(desk, name, [f"199-0000-{last:04d}"]).customer_id


def test_a_phone_is_kept_in_its_one_international_form(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    spellings = ["199-0000-0001", "19900000001", "+86 199 0000 0001", "0086-199-0000-0001", "１９９０００００００１"]
    assert customers.add_customer(rep, "王小明", spellings).phones == [PHONE]
    for written in spellings:
        with bureau.refuses(PhoneTaken, match=r"199\*\*\*\*0001 belongs to 王小明 already, who is rep one's customer"):
            customers.add_customer(rep, "李明", [written])


def test_a_phone_belongs_to_one_customer_even_if_two_reps_add_it_at_once(bureau: "Bureau") -> None:
    reps = [bureau.desk(Role.REP, name) for name in ("Wang Li", "Chen Jie", "Zhao Yu")]
    add = partial(customers.add_customer, name="王小明", phones=["199-0000-0001"])
    answers = bureau.collide("event_head", *[partial(add, rep) for rep in reps])
    assert sorted(type(each).__name__ for each in answers) == ["CustomerAnswer", "PhoneTaken", "PhoneTaken"]
    assert _found(bureau.admin) == ["王小明"]


def test_the_same_phone_is_taken_once_in_each_project(bureau: "Bureau") -> None:
    _add(bureau.desk(Role.REP), "王小明")
    office.add_project(bureau.admin, "Second Shore", "second")
    there = office.open_desk(bureau.database, "second").signed_in(Actor(1, "Ada Min", Role.ADMINISTRATOR))
    assert customers.add_customer(there, "王小明", ["199-0000-0001"]).phones == [PHONE]
    assert _found(bureau.admin) == _found(there) == ["王小明"]


def test_the_owner_of_a_phone_is_not_named_to_another_rep(bureau: "Bureau") -> None:
    _add(bureau.desk(Role.REP, "Wang Li"), "王小明")
    other = bureau.desk(Role.REP, "Chen Jie")
    with bureau.refuses(PhoneTaken, match="belongs to another customer already, who is Wang Li's") as refusal:
        _add(other, "李明")
    assert "王小明" not in str(refusal.value.details)


def test_several_phones_are_kept_once_each_in_the_order_in_which_they_were_told(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    told = ["199-0000-0009", "199-0000-0001", "+86 199 0000 0009"]
    assert customers.add_customer(rep, "王小明", told).phones == ["+8619900000009", PHONE]
    assert customers.show_customer(rep, "王小明").phones == ["+8619900000009", PHONE]


@pytest.mark.parametrize(
    ("name", "phones", "why"),
    [
        ("", ["199-0000-0001"], "1 to 80 characters"),
        (" \n ", ["199-0000-0001"], "1 to 80 characters"),
        ("王" * 81, ["199-0000-0001"], "1 to 80 characters"),
        ("王小明", [], "at least one phone"),
        ("王小明", ["199-0000-000"], "phone"),
        ("王小明", ["199-0000-0001", "none"], "phone"),
        ("王小明", ["1.99E+10"], "cut its digits off"),
        ("王\0明", ["199-0000-0001"], "cannot be kept"),
    ],
)
def test_who_has_no_name_or_no_phone_is_not_written_down(
    sqlite_bureau: "Bureau", name: str, phones: list[str], why: str
) -> None:
    rep = sqlite_bureau.desk(Role.REP)
    with sqlite_bureau.refuses(BadValue, match=why):
        customers.add_customer(rep, name, phones)


def test_a_name_is_kept_as_it_was_told_whatever_stands_in_it(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    for last, name in enumerate(["张三[/]", "[red]李[/red]", "O'Brien; DROP TABLE", "👩‍👧 王", "100%_a\\b"], 1):
        _add(rep, name, last)
        assert _found(rep, name) == [name]
    assert _found(rep, "%") == _found(rep, "_") == ["100%_a\\b"]


def test_a_customer_is_found_by_any_part_of_the_name_or_of_its_pinyin(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    _add(rep, "单小明")
    _add(rep, "Li Na", 2)
    parts = ["单", "单小", "小明", "单小明", "单 小明", "shan", "shanxiaoming", "SXM", "sxm", "dan", "xiao", "Ｓhan"]
    assert {typed: _found(rep, typed) for typed in parts} == {typed: ["单小明"] for typed in parts}


def test_a_customer_is_found_by_part_of_the_phone(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    _add(rep, "王小明")
    customers.add_customer(rep, "李明", ["+44 20 7946 0002"])
    parts = ["0001", "199-0000-0001", "199 0000 0001", "000001", "+86 199"]
    assert {typed: _found(rep, typed) for typed in parts} == {typed: ["王小明"] for typed in parts}


def test_two_digits_are_no_phone_but_may_be_in_a_name(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    _add(rep, "王小明", 12)
    _add(rep, "Room 12", 99)
    assert _found(rep, "12") == ["Room 12"]


def test_nothing_typed_gives_the_latest_and_no_more_than_are_wanted(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    for last, name in enumerate(["王一", "王二", "王三"], 1):
        _add(rep, name, last)
    assert _found(rep) == ["王三", "王二", "王一"]
    assert _found(rep, "王", 2) == ["王三", "王二"]
    assert _found(rep, "nobody") == []


def test_a_rep_finds_only_their_own_customers(bureau: "Bureau") -> None:
    rep, other = bureau.desk(Role.REP, "Wang Li"), bureau.desk(Role.REP, "Chen Jie")
    number = _add(rep, "王小明")
    _add(other, "王小红", 2)
    assert _found(rep, "wang") == ["王小明"]
    assert _found(bureau.desk(Role.CASHIER), "wang") == ["王小红", "王小明"]
    for called in (f"C-{number}", str(number), "王小明", "199-0000-0001"):
        with bureau.refuses(NotFound, match="There is no customer"):
            customers.show_customer(other, called)
    with bureau.refuses(NotFound):
        customers.edit_customer(other, "王小明", note="mine now")
    for read in (customers.list_visits, customer_record):
        with bureau.refuses(NotFound):
            read(other, "王小明")
    with bureau.refuses(NotFound):
        customers.add_visit(other, "王小明", bureau.clock.now)


def test_phones_are_masked_for_those_who_may_not_see_them_and_not_searched(bureau: "Bureau") -> None:
    _add(bureau.desk(Role.REP), "王小明")
    auditor = bureau.desk(Role.AUDITOR)
    assert customers.show_customer(auditor, "王小明").phones == [MASKED]
    assert customer_record(auditor, "王小明").customer.phones == [MASKED]
    assert [each.phones for each in customers.find_customers(auditor, "王")] == [[MASKED]]
    assert _found(auditor, "0001") == []
    for role in (Role.REP, Role.RECEPTION, Role.CASHIER):
        assert customers.show_customer(bureau.desk(role), "王小明").phones == [PHONE]


def test_a_customer_is_called_by_number_phone_or_whole_name(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    number = _add(rep, "王小明")
    called = [str(number), f"C-{number}", f"c-{number}", "199 0000 0001", "王小明", " 王 小明 "]
    assert {customers.show_customer(rep, each).customer_id for each in called} == {number}
    with bureau.refuses(NotFound):
        customers.show_customer(rep, "王小")


def test_two_of_one_name_are_told_apart_by_number(bureau: "Bureau") -> None:
    rep, other = bureau.desk(Role.REP, "Wang Li"), bureau.desk(Role.REP, "Chen Jie")
    first, second = _add(rep, "王小明"), _add(rep, "王小明", 2)
    mine = _add(other, "王小明", 3)
    with bureau.refuses(Ambiguous, match=f"could be C-{first} 王小明, C-{second} 王小明"):
        customers.show_customer(rep, "王小明")
    assert customers.show_customer(rep, f"C-{second}").customer_id == second
    assert customers.show_customer(other, "王小明").customer_id == mine


def test_what_was_learned_is_written_and_the_rest_stays(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    customers.add_customer(rep, "王小明", ["199-0000-0001"], "walk-in", "three rooms", "no lift")
    assert customers.edit_customer(rep, "王小明", needs="  four   rooms ").needs == "four rooms"
    kept = customers.show_customer(rep, "王小明")
    assert (kept.source, kept.needs, kept.note) == ("walk-in", "four rooms", "no lift")
    assert customers.edit_customer(rep, "王小明", note="").note == ""
    before = bureau.written()
    customers.edit_customer(rep, "王小明")
    assert bureau.written() == before


def test_neither_names_nor_phones_of_customers_stand_in_the_log(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    customers.add_customer(rep, "王小明", ["199-0000-0001"], needs="three rooms")
    customers.edit_customer(rep, "王小明", note="rich")
    log = str(bureau.written()["event"])
    assert "customer.added" in log
    assert not [each for each in ("王小明", "9900000001", "three rooms", "rich") if each in log]


def test_a_visit_is_agreed_on_and_stands_in_the_customers_record(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    bureau.customer(rep)
    first = customers.add_visit(rep, "王小明", bureau.clock.now, unit, "with her  parents")
    later = customers.add_visit(rep, "王小明", bureau.clock.now + timedelta(days=3))
    assert (first.customer, first.unit, first.note, first.outcome) == ("王小明", unit, "with her parents", "")
    assert [each.id for each in customers.list_visits(rep, "王小明")] == [later.visit_id, first.visit_id]
    assert [each.id for each in customer_record(rep, "王小明").visits] == [later.visit_id, first.visit_id]
    with bureau.refuses(NotFound, match="There is no unit"):
        customers.add_visit(rep, "王小明", bureau.clock.now + timedelta(days=1), "9-9-9999")


def test_a_customer_has_one_visit_at_a_time(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    bureau.customer(rep)
    customers.add_visit(rep, "王小明", bureau.clock.now)
    with bureau.refuses(BadValue, match="王小明 has an appointment then already"):
        customers.add_visit(rep, "王小明", bureau.clock.now)


def test_the_outcome_of_a_visit_is_written_once(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    bureau.customer(rep)
    visit = customers.add_visit(rep, "王小明", bureau.clock.now).visit_id
    assert customers.close_visit(rep, visit, " ").outcome == "came"
    with bureau.refuses(VisitDone, match="has its outcome already: came"):
        customers.close_visit(rep, visit, "did not come")


def test_a_visit_is_closed_by_its_rep_or_by_those_who_see_everybody(bureau: "Bureau") -> None:
    rep, other = bureau.desk(Role.REP, "Wang Li"), bureau.desk(Role.REP, "Chen Jie")
    bureau.customer(rep)
    visit = customers.add_visit(rep, "王小明", bureau.clock.now).visit_id
    for number in (visit, visit + 1):
        with bureau.refuses(NotFound, match="There is no visit"):
            customers.close_visit(other, number)
    assert customers.close_visit(bureau.desk(Role.RECEPTION), visit).outcome == "came"


def test_a_record_shows_holds_to_all_and_deals_to_those_who_may_see_money(bureau: "Bureau") -> None:
    rep, (held, sold) = bureau.desk(Role.REP), bureau.units(2)
    bureau.customer(rep)
    holds.place_hold(rep, held, "王小明")
    deal = bureau.sold(sold, buyer="王小明")
    record = customer_record(rep, "王小明")
    assert [(each.unit, each.staff) for each in record.holds] == [(held, "rep one")]
    assert [(each.deal_id, each.unit, each.total_minor, each.live) for each in record.deals] == [
        (deal, sold, 6_000_000_00, True)
    ]
    seen = customer_record(bureau.desk(Role.RECEPTION), "王小明")
    assert ([each.unit for each in seen.holds], seen.deals) == ([held], [])
    bureau.clock.on(hours=1)
    assert customer_record(rep, "王小明").holds == []

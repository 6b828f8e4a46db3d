"""Setting up an office: once, by whoever is first; its projects and their settings."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from db.engine import Database
from salesdesk.domain.errors import BadValue, DatabaseUnusable, NotFound, NotSignedIn
from salesdesk.domain.pins import WeakPin
from salesdesk.domain.roles import Role
from salesdesk.services import holds, office, sign_in, staff
from salesdesk.services.desk import Actor
from salesdesk.services.office import NoAdministrator, ProjectExists
from tests.conftest import ADMIN_PIN, VAULT

if TYPE_CHECKING:
    from tests.conftest import Bureau


@pytest.fixture
def empty(tmp_path: Path) -> Database:
    """A database that nobody has set up yet."""
    return Database.at(str(tmp_path / "new.db"))


def test_the_first_run_makes_the_administrator_and_the_project(empty: Database) -> None:
    assert office.needs_administrator(empty)
    assert not (empty.path or Path()).exists()
    answer = office.set_up(empty, VAULT, admin=" Ada  Min ", pin=ADMIN_PIN, project="Harbour Gardens")
    assert (answer.project, answer.administrator, answer.upgraded) == ("Harbour Gardens", "Ada Min", True)
    assert not office.needs_administrator(empty)
    assert sign_in.sign_in(empty, VAULT, "ada min", ADMIN_PIN, "").role is Role.ADMINISTRATOR
    desk = office.open_desk(empty)
    assert (desk.project.code, desk.project.name, desk.actor) == ("harbour-gardens", "Harbour Gardens", None)
    empty.close()


def test_setting_up_again_changes_nothing(bureau: "Bureau") -> None:
    before = bureau.written()
    for name in (None, "Harbour Gardens", " Harbour  Gardens "):
        answer = office.set_up(bureau.database, VAULT, admin="Somebody Else", pin="97531864", project=name)
        assert (answer.project, answer.administrator, answer.upgraded) == ("Harbour Gardens", None, False)
    assert bureau.written() == before


def test_setting_up_with_another_name_adds_a_project_and_no_administrator(bureau: "Bureau") -> None:
    answer = office.set_up(bureau.database, VAULT, admin="Somebody Else", pin="97531864", project="Second Shore")
    assert (answer.project, answer.administrator) == ("Second Shore", None)
    assert [each.name for each in office.list_projects(bureau.admin)] == ["Harbour Gardens", "Second Shore"]
    assert [each.name for each in staff.list_staff(bureau.admin)] == ["Ada Min"]


def test_the_first_run_without_an_administrator_makes_neither(empty: Database) -> None:
    for admin, pin in ((None, None), ("Ada Min", None), (None, ADMIN_PIN)):
        with pytest.raises(NoAdministrator):
            office.set_up(empty, VAULT, admin=admin, pin=pin, project=None)
    with pytest.raises(WeakPin):
        office.set_up(empty, VAULT, admin="Ada Min", pin="111111", project=None)
    with pytest.raises(BadValue, match="1 to 60 characters"):
        office.set_up(empty, VAULT, admin=" ", pin=ADMIN_PIN, project=None)
    assert office.needs_administrator(empty)
    with pytest.raises(NotFound, match="There is no project"):
        office.open_desk(empty)
    empty.close()


def test_a_database_that_was_never_set_up_says_what_to_do(empty: Database) -> None:
    with pytest.raises(DatabaseUnusable, match="salesdesk init"):
        office.open_desk(empty)
    empty.close()


def test_a_desk_is_opened_by_code_or_by_name(bureau: "Bureau") -> None:
    office.add_project(bureau.admin, "滨海二期")
    codes = {each.name: each.code for each in office.list_projects(bureau.admin)}
    for called in (codes["滨海二期"], "滨海二期", " 滨海 二期 "):
        assert office.open_desk(bureau.database, called).project.name == "滨海二期"
    assert office.open_desk(bureau.database, "HARBOUR gardens").project.id == 1
    assert office.open_desk(bureau.database).project.id == 1
    with pytest.raises(NotFound, match="There is no project 'nowhere'"):
        office.open_desk(bureau.database, "nowhere")


def test_each_project_has_a_code_of_its_own(bureau: "Bureau") -> None:
    codes = [office.add_project(bureau.admin, name).code for name in ("Harbour: Gardens!", "滨海", "江湾")]
    assert codes == ["harbour-gardens-2", "p", "p-2"]
    assert office.add_project(bureau.admin, "North", "n1").code == "n1"
    with bureau.refuses(ProjectExists, match="a project n1 already"):
        office.add_project(bureau.admin, "South", "n1")
    with bureau.refuses(BadValue, match="1 to 60 characters"):
        office.add_project(bureau.admin, " ")


def test_a_setting_is_written_as_people_write_it_and_holds_at_once(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    given = office.set_project(bureau.desk(Role.DIRECTOR), "hold_minutes", "90").settings
    assert given["hold_minutes"] == "90"
    assert (holds.place_hold(rep, unit, bureau.customer(rep)).expires_at - bureau.clock.now).seconds == 90 * 60
    assert office.set_project(bureau.admin, "deposit", "20,000").settings["deposit"] == "20,000"
    assert office.terms(bureau.admin).deposit_minor == 20_000_00
    assert office.list_projects(bureau.admin)[0].settings["hold_minutes"] == "90"


@pytest.mark.parametrize("zone", ["local", "Asia/Shanghai"])
def test_an_office_goes_by_the_clock_of_its_machine_or_of_a_place(sqlite_bureau: "Bureau", zone: str) -> None:
    assert office.set_project(sqlite_bureau.admin, "timezone", zone).settings["timezone"] == zone


def test_a_setting_of_one_project_is_none_of_another(bureau: "Bureau") -> None:
    office.add_project(bureau.admin, "Second Shore", "second")
    there = office.open_desk(bureau.database, "second").signed_in(Actor(1, "Ada Min", Role.ADMINISTRATOR))
    office.set_project(there, "hold_minutes", "90")
    assert (office.terms(bureau.admin).hold_minutes, office.terms(there).hold_minutes) == (60, 90)


@pytest.mark.parametrize(
    ("name", "value", "kind", "why"),
    [
        ("colour", "red", NotFound, "Known are: profile, currency"),
        ("deposit", "abc", BadValue, "deposit"),
        ("deposit", "3,000.001", BadValue, "deposit"),
        ("hold_minutes", "-5", BadValue, "a whole number is wanted"),
        ("hold_minutes", "１２", BadValue, "a whole number is wanted"),
        ("ltv_percent", "101", BadValue, "between 0 and 100"),
        ("timezone", "Mars/Olympus", BadValue, "a time zone such as"),
        ("currency", "yuan", BadValue, "three capital letters"),
        ("profile", "mars", BadValue, "known are cn, us"),
        ("code_template", "{building}", BadValue, "needs"),
        ("code_template", "{tower}-{building}-{room}", BadValue, "a template such as"),
        ("code_template", "{building}-{room", BadValue, "a template such as"),
        ("code_template", "{building.floor}-{room}", BadValue, "a template such as"),
        ("code_template", "{building[a]}-{room}", BadValue, "a template such as"),
        ("code_template", "{building:>9999999999}-{room}", BadValue, "a template such as"),
        ("ltv_percent", "5.5.5", BadValue, "between 0 and 100"),
        ("ltv_percent", ".", BadValue, "between 0 and 100"),
        ("rounding", "up", BadValue, "rounding"),
        ("name", " ", BadValue, "1 to 60 characters"),
    ],
)
def test_what_is_no_setting_or_no_value_changes_nothing(
    sqlite_bureau: "Bureau", name: str, value: str, kind: type[BadValue | NotFound], why: str
) -> None:
    with sqlite_bureau.refuses(kind, match=why):
        office.set_project(sqlite_bureau.admin, name, value)


def test_codes_are_made_in_one_way_from_the_first_unit_on(sqlite_bureau: "Bureau") -> None:
    changed = "{building}/{room}"
    assert office.set_project(sqlite_bureau.admin, "code_template", changed).settings["code_template"] == changed
    sqlite_bureau.units(1)
    office.set_project(sqlite_bureau.admin, "code_template", changed)
    with sqlite_bureau.refuses(office.CodesGiven, match="made by {building}/{room}"):
        office.set_project(sqlite_bureau.admin, "code_template", "{building}-{block}-{room}")


def test_a_project_can_be_given_another_name(bureau: "Bureau") -> None:
    assert office.set_project(bureau.admin, "name", "Harbour  Heights").name == "Harbour Heights"
    assert office.open_desk(bureau.database, "harbour heights").project.code == "harbour-gardens"


def test_the_terms_of_a_project_are_known_to_all_but_nothing_else_is(bureau: "Bureau") -> None:
    nobody = office.open_desk(bureau.database)
    assert office.terms(nobody).hold_minutes == 60
    with bureau.refuses(NotSignedIn):
        office.list_projects(nobody)
    with bureau.refuses(NotSignedIn):
        office.set_project(nobody, "hold_minutes", "90")

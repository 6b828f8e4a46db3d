"""Setting up an office: the database, its first administrator, projects and their settings."""

import re
from dataclasses import dataclass

from db import events, office, staff, units
from db.engine import Database, Tx
from db.events import NewEvent
from db.office import ProjectRow
from db.schema_version import check_version
from db.staff import StaffRow
from salesdesk.domain.errors import DeskError, NotFound
from salesdesk.domain.pins import check_pin
from salesdesk.domain.project import ProjectSettings, parse_setting, setting_name, shown_settings
from salesdesk.domain.roles import Right, Role
from salesdesk.domain.text import search_key, tidy
from salesdesk.services.desk import Change, Desk, Look, changes, sees
from salesdesk.services.pins import PinVault
from salesdesk.services.profiles import profile_called, settings_of
from salesdesk.services.staff import clean_name


class NoAdministrator(DeskError):
    """The office has no administrator yet. Run `salesdesk init --admin NAME` with the PIN in SALESDESK_PIN."""


class ProjectExists(DeskError):
    """There is a project {code} already."""


class CodesGiven(DeskError):
    """The units of this project have their codes already, made by {template}. Contracts and files name them so."""


@dataclass(frozen=True, slots=True)
class OfficeAnswer:
    """What setting up did."""

    database: str
    upgraded: bool
    project: str
    administrator: str | None


@dataclass(frozen=True, slots=True)
class ProjectAnswer:
    """A project and its settings as people write them."""

    code: str
    name: str
    settings: dict[str, str]


def set_up(
    database: Database, vault: PinVault, *, admin: str | None, pin: str | None, project: str | None
) -> OfficeAnswer:
    """Make or upgrade the database; on the first run also make the administrator and the project.

    Running it again changes nothing that is there.

    Raises:
        NoAdministrator: it is the first run and no administrator was named.
        WeakPin: the PIN is too easy.
    """
    from db.migrate import upgrade  # Alembic is for the first run and for upgrades alone

    upgraded = upgrade(database)
    with database.writing() as tx:
        here = _project(tx, project)
        made = _administrator(tx, vault, admin, pin)
        if made:
            first = {"administrator": made.name, "staff": made.id}
            events.append(tx, here.id, None, "", [NewEvent("office.set_up", first)])
    return OfficeAnswer(database.shown, upgraded, here.name, made.name if made else None)


def _project(tx: Tx, name: str | None) -> ProjectRow:
    there = office.projects(tx)
    if there and (name is None or any(each.name == tidy(name) for each in there)):
        return there[0]
    kept = clean_name(name or "Project")
    return office.add_project(tx, _free_code(kept, [each.code for each in there]), kept)


def _administrator(tx: Tx, vault: PinVault, admin: str | None, pin: str | None) -> StaffRow | None:
    if staff.staff_count(tx):
        return None
    if admin is None or pin is None:
        raise NoAdministrator
    kept = clean_name(admin)
    check_pin(pin)
    return staff.add_staff(tx, kept, search_key(kept), Role.ADMINISTRATOR, vault.hashed(pin))


def needs_administrator(database: Database) -> bool:
    """Tell whether setting up will ask for an administrator (nothing is made by asking).

    Raises:
        DatabaseUnusable: it cannot be set up at all.
    """
    from db.migrate import version

    if not database.is_there or version(database) is None:
        return True
    with database.reading() as tx:
        return staff.staff_count(tx) == 0


def open_desk(database: Database, project: str | None = None, terminal: str = "") -> Desk:
    """Open a desk that nobody sits at yet; without a name, on the first project.

    Raises:
        DatabaseUnusable: it is not set up, older, newer, damaged or not reachable.
        NotFound: there is no such project.
    """
    check_version(database)
    with database.reading() as tx:
        there = office.projects(tx)
    wanted = search_key(project) if project else None
    for each in there:
        if wanted is None or wanted in {search_key(each.code), search_key(each.name)}:
            return Desk(database, each, terminal=terminal)
    raise NotFound(what="project", value=project or "", hint="`salesdesk project list` names them.")


def terms(desk: Desk) -> ProjectSettings:
    """Read the settings of a desk's project; whoever is at it, and nobody, may know them."""
    with desk.database.reading() as tx:
        return settings_of(office.settings(tx, desk.project.id))


@changes("project.add", Right.MANAGE_PROJECT)
def add_project(change: Change, name: str, code: str | None = None) -> ProjectAnswer:
    """Add a project.

    Raises:
        ProjectExists: the code is in use.
    """
    kept = clean_name(name)
    codes = [each.code for each in office.projects(change.tx)]
    if code and code in codes:
        raise ProjectExists(code=code)
    row = office.add_project(change.tx, code or _free_code(kept, codes), kept)
    change.tell("project.added", project=row.id, code=row.code, name=kept)
    return ProjectAnswer(row.code, row.name, shown_settings(settings_of({})))


@sees(Right.SEE_BOARD)
def list_projects(look: Look) -> list[ProjectAnswer]:
    """List the projects with their settings."""
    return [
        ProjectAnswer(each.code, each.name, shown_settings(settings_of(office.settings(look.tx, each.id))))
        for each in office.projects(look.tx)
    ]


@changes("project.set", Right.MANAGE_PROJECT)
def set_project(change: Change, name: str, value: str) -> ProjectAnswer:
    """Write one setting of the desk's project (amounts in yuan).

    Raises:
        NotFound: there is no such setting.
        BadValue: the text is no value for it.
        CodesGiven: the template of codes, when there are units: a list that comes again would not know them.
    """
    before = shown_settings(change.settings)
    if name == "name":
        office.rename_project(change.tx, change.project_id, clean_name(value))
    else:
        parse_setting(name, value)
        if name == "profile":
            profile_called(value.strip())
        if name == "code_template":
            _check_template(change, value.strip())
        office.set_setting(change.tx, change.project_id, setting_name(name), value.strip())
    change.tell("project.set", setting=name, before=before.get(name, change.desk.project.name), after=value)
    row = office.project_by_id(change.tx, change.project_id)
    assert row is not None
    after = settings_of(office.settings(change.tx, change.project_id))
    return ProjectAnswer(row.code, row.name, shown_settings(after))


def _check_template(change: Change, template: str) -> None:
    given = change.settings.code_template
    if template != given and units.unit_count(change.tx, change.project_id):
        raise CodesGiven(template=given)


def _free_code(name: str, taken: list[str]) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:20] or "p"
    code, count = stem, 1
    while code in taken:
        count += 1
        code = f"{stem}-{count}"
    return code

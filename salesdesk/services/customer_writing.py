"""Customers of a file: those whom it may speak of read in blocks, and what it adds written in bulk."""

from collections.abc import Iterable, Sequence

from db import customer_files
from salesdesk.domain.text import search_key
from salesdesk.importing.customers import CustomerRecord
from salesdesk.services.customer_matching import FILLED, People, Person
from salesdesk.services.desk import Change, Look
from salesdesk.services.name_keys import pinyin_key
from salesdesk.services.number_ranges import ranges_of

CAME = "came"


class PinyinKeys(dict[str, str]):
    """The Latin letters by which names are found: worked out before anything is locked, for it takes long."""

    def __init__(self, names: Iterable[str]) -> None:
        """Work them out for these names."""
        super().__init__((name, pinyin_key(name)) for name in dict.fromkeys(names))

    def __missing__(self, name: str) -> str:
        """Work out what nobody asked for before."""
        return pinyin_key(name)


def read_known(look: Look, records: Sequence[CustomerRecord]) -> list[Person]:
    """Give everybody whom the records may speak of: by phone, by id number, by name where an employer is told."""
    phones = dict.fromkeys(number for each in records for number in each.phones)
    papers = {each.id_number for each in records if each.id_number}
    employed = dict.fromkeys(search_key(each.name) for each in records if each.employer)
    ids = customer_files.ids_of(look.tx, look.project_id, phones, papers, employed)
    people = {
        row.id: Person(
            row.id, row.staff_id, row.name, row.id_number, row.employer, row.source, row.needs, row.note
        )
        for row in customer_files.customers_in(look.tx, ids)
    }  # fmt: skip
    for owner, number in customer_files.phones_in(look.tx, ids):
        people[owner].phones.append(number)
    if any(each.visits for each in records):
        for owner, at in customer_files.visits_in(look.tx, ids):
            people[owner].visits[at] = ""
    return list(people.values())


def write_people(change: Change, people: People, keys: PinyinKeys, import_id: int) -> list[list[int]]:
    """Write what a file has made and added; gives the numbers of the new customers as ranges, first and last."""
    rows = [_values(each, keys) for each in people.made]
    made = customer_files.add_customers(change.tx, change.project_id, rows)
    for number, person in zip(made, people.made, strict=True):
        person.key = number
    touched = [each for each in people.known if each.touched]
    written = [each for each in touched if each.before]
    customer_files.change_customers(change.tx, [{"id": each.key, **_filled(each)} for each in written])
    everybody = [*people.made, *touched]
    customer_files.add_phones(change.tx, change.project_id, [row for each in everybody for row in _phones(each)])
    customer_files.add_visits(
        change.tx, change.project_id, [row for each in everybody for row in _visits(change, each)]
    )
    for each in touched:
        _tell(change, each, import_id)
    return ranges_of(made)


def _values(person: Person, keys: PinyinKeys) -> dict[str, object]:
    key = {"name_key": search_key(person.name), "pinyin": keys[person.name]}
    return {"name": person.name, **key, "staff_id": person.staff_id, **_filled(person)}


def _filled(person: Person) -> dict[str, object]:
    return {name: getattr(person, name) for name in (*FILLED, "note")}


def _phones(person: Person) -> list[tuple[int, str, int]]:
    first = len(person.phones) - len(person.new_phones)
    return [(person.key or 0, number, first + at) for at, number in enumerate(person.new_phones)]


def _visits(change: Change, person: Person) -> list[dict[str, object]]:
    return [
        {
            "customer_id": person.key,
            "staff_id": person.staff_id,
            "at": at,
            "note": person.visits[at],
            "done_at": at if at <= change.now else None,
            "outcome": CAME if at <= change.now else "",
        }
        for at in person.new_visits
    ]


def _tell(change: Change, person: Person, import_id: int) -> None:
    """Say what somebody who was there got, without their phones and papers: the log is read by many."""
    fields = sorted(person.before)
    more = {"phones": len(person.new_phones), "visits": len(person.new_visits)}
    change.tell("customer.completed", customer=person.key, fields=fields, **more, **{"import": import_id})

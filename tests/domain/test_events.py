"""The chain of events: whatever is changed, removed, added or swapped is found, the first one named."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.events import GENESIS, Link, event_hash, event_hashes, first_broken


def chain(length: int) -> list[Link]:
    links, last = [], GENESIS
    for seq in range(1, length + 1):
        fields: dict[str, object] = {"seq": seq, "kind": "hold.placed", "data": f'{{"name":"王小明 {seq}"}}'}
        now = event_hash(last, fields)
        links.append(Link(seq, last, now, fields))
        last = now
    return links


def reseal(links: list[Link], start: int) -> list[Link]:
    """Hash the chain anew from a place on, as somebody who knows how would."""
    last = links[start - 1].hash if start else GENESIS
    for place in range(start, len(links)):
        link = links[place]
        links[place] = replace(link, prev_hash=last, hash=event_hash(last, link.fields))
        last = links[place].hash
    return links


def test_a_hash_covers_every_field_and_the_line_before_in_any_order_of_keys() -> None:
    said = event_hash(GENESIS, {"a": 1, "b": "王"})
    assert said == event_hash(GENESIS, {"b": "王", "a": 1})
    assert len({said, event_hash(GENESIS, {"a": 2, "b": "王"}), event_hash("1" * 64, {"a": 1, "b": "王"})}) == 3
    # so that databases written by one version are verified by the next
    assert said == "f6cb845526ff3ef5d658d7cbcd04bfc06344bff3ae912a09f004a8ad01ae1b36"


VALUES = st.one_of(st.none(), st.integers(), st.text(), st.booleans())


@given(
    same=st.dictionaries(st.sampled_from(["at", "50 %s", "zone"]), VALUES),
    rows=st.lists(st.fixed_dictionaries({"data": VALUES, "kind": st.text(), "seq": st.integers()}), max_size=5),
)
def test_many_lines_are_hashed_as_one_after_the_other(same: dict[str, object], rows: list[dict[str, object]]) -> None:
    last, expected = GENESIS, []
    for row in rows:
        last = event_hash(last, same | row)
        expected.append(last)
    each = {name: [row[name] for row in rows] for name in ("seq", "data", "kind")}
    assert list(event_hashes(GENESIS, same, each)) == expected


@pytest.mark.parametrize("value", [float("nan"), object()])
def test_what_has_no_exact_text_is_not_hashed(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        event_hash(GENESIS, {"a": value})


@pytest.mark.parametrize("length", [0, 1, 5])
def test_a_whole_chain_has_no_broken_line(length: int) -> None:
    links = chain(length)
    assert first_broken(links) is None
    assert first_broken(iter(links), (length, links[-1].hash if links else GENESIS)) is None


def test_a_chain_that_has_grown_since_its_end_was_noted_is_whole() -> None:
    links = chain(5)
    assert first_broken(links, (3, links[2].hash)) is None


def test_a_changed_line_is_named() -> None:
    links = chain(5)
    links[2] = replace(links[2], fields={**links[2].fields, "kind": "hold.released"})
    assert first_broken(links) == 3


def test_a_changed_line_that_was_hashed_anew_breaks_the_next() -> None:
    links = chain(5)
    changed = {**links[2].fields, "kind": "hold.released"}
    links[2] = replace(links[2], fields=changed, hash=event_hash(links[2].prev_hash, changed))
    assert first_broken(links) == 4


def test_a_removed_line_is_named_by_the_number_that_is_missing() -> None:
    links = chain(5)
    del links[2]
    assert first_broken(links) == 3


def test_swapped_lines_are_named_by_the_first() -> None:
    links = chain(5)
    links[1], links[3] = links[3], links[1]
    assert first_broken(links) == 2


def test_an_added_line_is_named() -> None:
    links = chain(5)
    links.insert(2, links[2])
    assert first_broken(links) == 4


def test_an_end_that_was_cut_off_shows_against_the_head_that_was_noted() -> None:
    links = chain(5)
    head = (5, links[-1].hash)
    assert first_broken(links[:3]) is None
    assert first_broken(links[:3], head) == 4
    assert first_broken([], head) == 1


def test_a_chain_hashed_anew_to_its_end_shows_against_the_head_that_was_noted() -> None:
    links = chain(5)
    head = (5, links[-1].hash)
    links[1] = replace(links[1], fields={"seq": 2, "kind": "forged"})
    forged = reseal(links, 1)
    assert first_broken(forged) is None
    assert first_broken(forged, head) == 5


@given(st.integers(1, 8), st.data())
def test_one_tampering_anywhere_is_found_and_named(length: int, data: st.DataObject) -> None:
    links = chain(length)
    head = (length, links[-1].hash)
    place = data.draw(st.integers(0, length - 1))
    how = data.draw(st.sampled_from(["fields", "hash", "prev_hash", "seq", "gone"]))
    if how == "gone":
        del links[place]
    elif how == "fields":
        links[place] = replace(links[place], fields={})
    elif how == "seq":
        links[place] = replace(links[place], seq=length + 1)
    elif how == "hash":
        links[place] = replace(links[place], hash="f" * 64)
    else:
        links[place] = replace(links[place], prev_hash="f" * 64)
    assert first_broken(links, head) == place + 1

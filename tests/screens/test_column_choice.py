"""Columns chosen by hand: a column is one field at most, and is named by what no other column is called."""

import pytest

from salesdesk.importing.mapping import map_columns, recognise_columns
from salesdesk.services.import_preview import Preview, PreviewColumn
from screens.column_choice import with_column

HEADER = ("building", "room", "area", "B", "", "room")


def _seen(by_hand: dict[str, str], header: tuple[str, ...] = HEADER) -> Preview:
    found = recognise_columns(header, "units", by_hand).map.columns
    named = {place: field for field, place in found.items()}
    columns = tuple(PreviewColumn("ABCDEF"[at], title, named.get(at)) for at, title in enumerate(header))
    return Preview("list.csv", "csv", ("",), (), 1, columns, (), (), (), ())


@pytest.mark.parametrize("place", range(len(HEADER)))
def test_each_column_can_be_chosen_whatever_the_others_are_called(place: int) -> None:
    by_hand = with_column({"room": "2"}, _seen({"room": "2"}), "layout", place)
    assert recognise_columns(HEADER, "units", by_hand).map.columns["layout"] == place


def test_a_field_whose_column_is_taken_has_none() -> None:
    header = ("building", "room", "area", "note")
    by_hand = with_column({}, _seen({}, header), "inner_area", 2)
    assert by_hand == {"built_area": "-", "inner_area": "area"}
    back = with_column(by_hand, _seen(by_hand, header), "built_area", 2)
    assert map_columns(header, "units", back).columns == {"building": 0, "room": 1, "built_area": 2}
    assert with_column(back, _seen(back, header), "room", None)["room"] == "-"


def test_a_column_is_read_in_a_unit_until_it_is_chosen_without_one() -> None:
    header = ("building", "room", "area", "总价:含税")
    by_hand = with_column({}, _seen({}, header), "list_total", 3, "万元")
    columns = map_columns(header, "units", by_hand)
    assert (columns.columns["list_total"], columns.units) == (3, {"list_total": "万元"})
    plain = with_column(by_hand, _seen(by_hand, header), "list_total", 3)
    assert map_columns(header, "units", plain).factors == {}

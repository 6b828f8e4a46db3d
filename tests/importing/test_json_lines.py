"""JSON lines: each line is a row or comes back with the reason; numbers keep their digits."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.importing.json_lines import members_of, read_objects
from salesdesk.importing.refusals import FileTooLarge
from salesdesk.importing.rows import Flaw
from salesdesk.importing.tables import open_table

if TYPE_CHECKING:
    from tests.importing.conftest import Checked

UNIT = '{"building": "3栋", "block": 1, "floor": 31, "room": "3101", "built_area": 125.53, "list_unit_price": 52229.87}'


def test_a_list_of_units_is_read(text_file: Callable[..., Path], check_file: "Callable[..., Checked]") -> None:
    checked = check_file(text_file(f"{UNIT}\n", name="units.jsonl"))
    assert [(unit.code, unit.list_price_minor) for unit in checked.units] == [("3-1-3101", 655_641_558)]


def test_the_content_decides_and_not_the_name(text_file: Callable[..., Path]) -> None:
    with open_table(text_file(f"\n{UNIT}", encoding="gb18030", name="units.csv")) as table:
        assert (table.format, table.encoding) == ("jsonl", "gb18030")


def test_members_may_come_in_any_order_and_be_missing(text_file: Callable[..., Path]) -> None:
    path = text_file('{"room": "1", "a": 1}\n{"b": null, "room": "2"}\n\n{"a": true}\n')
    with open_table(path) as table:
        assert table.header == ("room", "a", "b")
        assert [(row.line, row.cells) for row in table.rows] == [
            (1, ("1", "1", "")),
            (2, ("2", "", "")),
            (4, ("", "true", "")),
        ]


def test_an_object_inside_is_named_by_both_and_several_values_are_one_cell(text_file: Callable[..., Path]) -> None:
    line = (
        '{"name": "王伟", "contact": {"phones": [19900000001, "19900000002", null], "at": {"work": "Bank"}}, "b": {}}'
    )
    with open_table(text_file(f"{line}\n", name="leads.jsonl")) as table:
        assert table.header == ("name", "contact.phones", "contact.at.work")
        assert [row.cells for row in table.rows] == [("王伟", "19900000001; 19900000002", "Bank")]


@pytest.mark.parametrize(
    "line",
    [
        "[1]",
        '"text"',
        "{",
        '{"a": 1, "a": 2}',
        '{"a": [[1]]}',
        '{"a": [{"b": 1}]}',
        '{"a": {"b": 1}, "a.b": 1}',
        '{"a": ' * 150 + "1" + "}" * 150,
        '{"a": NaN}',
        '{"a": Infinity}',
        "[" * 200_000,
        '{"a":' * 100_000,
        "room,area",
    ],
    ids=lambda line: str(line)[:12],
)
def test_a_line_that_is_no_plain_object_comes_back_whole(line: str) -> None:
    assert list(read_objects([line + "\r\n"], ("a",))) == [(1, (line,), Flaw.NO_OBJECT)]


def test_a_bad_line_is_told_with_what_would_be_accepted(
    text_file: Callable[..., Path], check_file: "Callable[..., Checked]"
) -> None:
    checked = check_file(text_file(f"{{oops\n{UNIT}\noops\n"))
    assert (checked.read, len(checked.units), checked.reasons) == (3, 1, [(1, "no_object"), (3, "no_object")])


def test_a_number_keeps_its_digits() -> None:
    assert members_of('{"a": 12345678901234567890.10, "b": 1e9, "c": 0012}') is None
    assert members_of('{"a": 12345678901234567890.10, "b": 1e9}') == {"a": "12345678901234567890.10", "b": "1e9"}


def test_more_members_than_columns_are_read_are_refused(text_file: Callable[..., Path]) -> None:
    wide = json.dumps({f"m{place}": place for place in range(1001)})
    with pytest.raises(FileTooLarge, match="1001 columns"):
        open_table(text_file(wide))


@given(st.lists(st.dictionaries(st.text(), st.text() | st.integers() | st.none() | st.booleans()), min_size=1))
def test_every_object_is_a_row(objects: list[dict[str, object]]) -> None:
    lines = [json.dumps(each) + "\n" for each in objects]
    header = tuple(dict.fromkeys(name for each in objects for name in each))
    rows = list(read_objects(lines, header))
    assert [row.line for row in rows] == list(range(1, len(objects) + 1))
    assert {row.flaw for row in rows} == {Flaw.NONE}
    assert {len(row.cells) for row in rows} == {len(header)}

"""JSON documents: the one list of objects in it is read piece by piece; what is broken is refused with its line."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.importing import json_document
from salesdesk.importing.json_document import JsonBroken, find_lists, read_list
from salesdesk.importing.refusals import FileTooLarge, JsonUnreadable, NotATable
from salesdesk.importing.rejects import write_rejects
from salesdesk.importing.rows import Flaw
from salesdesk.importing.tables import open_table

if TYPE_CHECKING:
    from tests.importing.conftest import Checked

UNIT = {"building": "3栋", "block": 1, "floor": 31, "room": "3101", "built_area": 125.53, "list_unit_price": 52229.87}


@pytest.mark.parametrize(
    ("document", "lines"),
    [
        ('[["楼栋","房号","面积"],["3栋","0101",90.50],[],["3栋",102,null],[["3栋"],{},1],["3栋"]]', [2, 4, 5, 6]),
        ('{"data": [\n["房屋一览"],\n["楼栋","房号","面积"],\n["3栋",\n"0101",90.50],\n["3栋",102,null],'
         '\n{"a":1},\n"x",\n["3栋","x","y","z"]]}', [4, 6, 7, 8]),
    ],
)  # fmt: skip
def test_a_list_of_lists_is_a_table(
    text_file: Callable[..., Path],
    check_file: "Callable[..., Checked]",
    document: str,
    lines: list[int],
    tmp_path: Path,
) -> None:
    path = text_file(document, name="units.json")
    checked = check_file(path)
    assert [(unit.code, unit.built_area) for unit in checked.units] == [("3-0-101", 9050)]
    with open_table(path) as table:
        assert [row.line for row in table.rows][:3] == lines[:3]
        assert write_rejects(tmp_path / "back.json", table, checked.rejected) == checked.read - 1
    assert "no_list" in [code for _, code in checked.reasons]
    with open_table(tmp_path / "back.json") as back:
        assert (back.header[:3], next(iter(back.rows)).cells[:3]) == (("楼栋", "房号", "面积"), ("3栋", "102", ""))


def test_lists_of_lists_beside_a_list_of_objects_are_none(text_file: Callable[..., Path]) -> None:
    corners = [[[[at, 1], [at, 2]] for at in range(30)]]
    with open_table(text_file(json.dumps({"corners": corners, "list": [UNIT]}))) as table:
        assert table.header == tuple(UNIT)
    with pytest.raises(NotATable, match=r"several lists .*a, b"):
        open_table(text_file(json.dumps({"a": [[1]], "b": [[2]]})))
    with pytest.raises(NotATable, match="without a list of objects or lists"):
        open_table(text_file(json.dumps({"1": {"a": {"b": UNIT}}}, indent=1)))


@pytest.mark.parametrize(
    "document",
    [
        [UNIT],
        {"data": [UNIT]},
        {"code": 0, "tags": ["a"], "result": {"rows": [UNIT], "page": {"size": 1}}, "matrix": [[1], [2]], "none": []},
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_list_of_units_is_read_wherever_it_is(
    text_file: Callable[..., Path],
    check_file: "Callable[..., Checked]",
    document: object,
    indent: int | None,
    encoding: str,
) -> None:
    path = text_file(json.dumps(document, ensure_ascii=False, indent=indent), encoding, "units.json")
    checked = check_file(path)
    assert [(unit.code, unit.list_price_minor) for unit in checked.units] == [("3-1-3101", 655_641_558)]


def test_lines_are_those_on_which_objects_begin(text_file: Any) -> None:
    with open_table(text_file('[\n{"a": 1,\n "b": 2},\n\n{\n"a": 3}\n, 5, {"a": 6}\n]\n')) as table:
        assert table.format == "json"
        assert [(row.line, row.cells) for row in table.rows] == [
            (1, ("1", "2")), (2, ("3", "")), (3, ("5",)), (4, ("6", "")),
        ]  # fmt: skip
        assert [each.code for each in table.notes] == ["no_lines"]
    with open_table(text_file('[\n{"a": 1,\n "b": 2},\n\n{\n"a": 3}\n]\n')) as table:
        assert [row.line for row in table.rows] == [2, 5]
        assert table.notes == []


@pytest.mark.parametrize(
    "element", ['{"a": 1, "a": 2}', '{"a": [[1]]}', '{"a": [{"b": 1}]}', '{"a": NaN}', "[1]", "null", '"text"', "1e9"]
)
def test_what_is_no_object_of_plain_values_comes_back_whole(element: str) -> None:
    text = f'[{{"a": 1}},\n{element} ,\n{{"a": 3}}]'
    rows = list(read_list(io.StringIO(text), (), ("a",), have_lines=True))
    assert [(row.line, row.cells, row.flaw) for row in rows] == [
        (1, ("1",), Flaw.NONE),
        (2, (element,), Flaw.NO_OBJECT),
        (3, ("3",), Flaw.NONE),
    ]


def test_numbers_keep_their_digits(text_file: Any) -> None:
    with open_table(text_file('[{"a": 12345678901234567890.10, "b": ' + "9" * 5000 + "}]")) as table:
        assert [row.cells for row in table.rows] == [("12345678901234567890.10", "9" * 5000)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[{"a": 1},\n{"a": 2}', 2),
        ('[{"a": 1}\n{"a": 2}]', 2),
        ('[{"a": 1},\n]', 2),
        ('[{"a": 1}]\n]', 2),
        ('{"a"\n: [{"b": 1}', 2),
        ('{"a": [{"b": 1}],\n1: 2}', 2),
        ('[{"a": "x\n"}]', 1),
        ("[" * 100_000, 1),
        ('[{"a":' + "[" * 100_000, 1),
        ('{"a":' * 100_000, 1),
    ],
    ids=lambda text: str(text)[:12],
)
def test_a_broken_document_is_refused_with_its_line(text_file: Any, text: str, line: int) -> None:
    with pytest.raises(JsonUnreadable, match=f"line {line} cannot"):
        open_table(text_file(text))


def test_an_object_of_more_than_a_million_characters_is_refused(text_file: Any) -> None:
    for text in ('[{"a": "' + "x" * 1_100_000 + '"}]', '[{"a": "' + "x" * 3_000_000):
        with pytest.raises(FileTooLarge, match="a million"):
            open_table(text_file(text))


def test_a_list_on_one_line_of_any_length_is_read_in_bounds(text_file: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    longest = 0
    real = json_document._Document._read_on

    def watched(document: json_document._Document) -> None:
        nonlocal longest
        real(document)
        longest = max(longest, len(document._text))

    monkeypatch.setattr(json_document._Document, "_read_on", watched)
    objects = [{"房号": f"{at:05}", "备注": "x" * 100} for at in range(12_000)]
    with open_table(text_file(json.dumps({"data": objects}))) as table:
        assert [row.cells[0] for row in table.rows] == [each["房号"] for each in objects]
    assert 0 < longest <= 3 * json_document.SIZE


VALUES = st.text() | st.integers() | st.none() | st.booleans()
OBJECTS = st.lists(st.dictionaries(st.text(), VALUES), min_size=1, max_size=5)


@given(OBJECTS, st.sampled_from([None, 1]), st.integers(1, 40))
def test_every_object_is_a_row_however_the_text_is_cut(objects: list[Any], indent: int | None, size: int) -> None:
    text = json.dumps({"x": [1, "[{"], "data": objects}, indent=indent)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_document, "SIZE", size)
        ((path, found),) = find_lists(io.StringIO(text)).items()
        rows = list(read_list(io.StringIO(text), path, tuple(found.names), have_lines=False))
    assert path == ("data",)
    assert [row.line for row in rows] == list(range(1, len(objects) + 1))
    assert {row.flaw for row in rows} == {Flaw.NONE}
    assert [row.cells for row in rows] == [
        tuple("" if each.get(name) is None else json_text(each[name]) for name in found.names) for each in objects
    ]


def json_text(value: object) -> str:
    return value if isinstance(value, str) else str(value).lower()


@given(st.text(alphabet='[]{}":,1a \n\\u', max_size=40))
def test_any_text_is_a_document_or_broken_as_the_library_says(text: str) -> None:
    try:
        json.loads(text)
    except ValueError:
        with pytest.raises(JsonBroken):
            find_lists(io.StringIO(text))
    else:
        find_lists(io.StringIO(text))

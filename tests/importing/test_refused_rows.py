"""Rows that come back are put by in any number and given in the order of their lines, as they were."""

from collections.abc import Callable
from pathlib import Path

from salesdesk.importing.mapping import map_columns
from salesdesk.importing.problems import Problem, RejectedRow
from salesdesk.importing.refused_rows import RefusedRows
from salesdesk.importing.row_reading import Reason
from salesdesk.importing.spool import BLOCK, Spool
from salesdesk.importing.tables import open_table

AGAIN = Reason("again", "{column}: {value!r} of line {line}", "once")
FULL = Reason("full", "{column} is full", "another")


def test_any_number_of_values_comes_back_as_they_went_in_as_often_as_asked() -> None:
    values = [(number, f"值 {number}", ("a", None), {"n": number}) for number in range(2 * BLOCK + 7)]
    spool, places = Spool(), []
    for each in values:
        places.append(spool.end)
        spool.add(each)
    assert len(spool) == len(values)
    assert list(spool) == list(spool) == values
    for at in (0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 6):
        assert list(spool.since(places[at])) == values[at:]
    assert list(spool.since(spool.end)) == []
    spool.close()


def test_rows_come_back_by_line_whenever_they_were_refused(text_file: Callable[..., Path]) -> None:
    text = "building,room,built area\n" + "".join(f"{number},01,100\n" for number in range(2, 12))
    with open_table(text_file(text)) as table:
        refused = RefusedRows(table, map_columns(table.header, "units"))
        bad = RejectedRow(5, ("5", "01", "x"), (Problem(5, "", "built area", "x", "no", "bad", "good"),))
        refused.add(bad)
        refused.repeat(3, "room", AGAIN, {"line": 2})
        refused.repeat(9, "room", AGAIN, {"line": 4})
        refused.keep_back([(3, "room", FULL)])
        refused.keep_back([(2, "built_area", FULL), (7, "built_area", FULL)])
        found = list(refused)
        assert len(refused) == 5
        assert [each.line for each in found] == [2, 3, 5, 7, 9]
        assert found[2] == bad
        assert [each.problems[0].sentence for each in found[:2]] == ["built area is full", "room: '01' of line 2"]
        assert found[4].cells == ("9", "01", "100")
        refused.close()

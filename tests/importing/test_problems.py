"""Problems are counted by column and kind, the most frequent first, each with the first row that has it."""

from salesdesk.importing.problems import Problem, RejectedRow, by_column


def _row(line: int, *problems: tuple[str, str]) -> RejectedRow:
    told = (Problem(line, "", column, "x", code, f"{column} is wrong", "a value") for column, code in problems)
    return RejectedRow(line, (), tuple(told))


def test_each_kind_of_problem_is_counted_once_for_each_row() -> None:
    rows = [
        _row(2, ("面积", "missing")),
        _row(3, ("房号", "missing"), ("面积", "not_an_area")),
        _row(5, ("房号", "missing")),
    ]
    found = [(each.column, each.code, each.count, each.first.line) for each in by_column(rows)]
    assert found == [("房号", "missing", 2, 3), ("面积", "missing", 1, 2), ("面积", "not_an_area", 1, 3)]
    assert by_column([]) == []

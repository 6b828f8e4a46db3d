"""What is wrong with a row of a file: where, which value, why, and what would be accepted."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a row; `line` is 1-based, `sheet` is empty for a text file.

    `column` is the header as the file has it, `code` is the English word that programs rely on;
    `sentence` and `accepted` are in the reader's language.
    """

    line: int
    sheet: str
    column: str
    value: str
    code: str
    sentence: str
    accepted: str


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that stays outside, with its cells as they were and everything that is wrong with it."""

    line: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ColumnProblem:
    """A kind of problem in a column: how many rows have it, and the first of them."""

    column: str
    code: str
    count: int
    first: Problem


class ProblemTally:
    """Counts problems by column and kind while rows come by."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[int, Problem]] = {}

    def add(self, row: RejectedRow) -> None:
        """Count what is wrong with a row."""
        for problem in row.problems:
            key = (problem.column, problem.code)
            count, first = self._found.get(key, (0, problem))
            self._found[key] = (count + 1, first)

    def counted(self) -> list[ColumnProblem]:
        """Give each kind of problem, the most frequent first."""
        found = [ColumnProblem(*key, count, first) for key, (count, first) in self._found.items()]
        return sorted(found, key=lambda each: -each.count)


def by_column(rows: Iterable[RejectedRow]) -> list[ColumnProblem]:
    """Count what is wrong with rows by column, the most frequent first."""
    tally = ProblemTally()
    for row in rows:
        tally.add(row)
    return tally.counted()

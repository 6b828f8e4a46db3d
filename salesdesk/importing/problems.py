"""What is wrong with a row of a file: where, which value, why, and what would be accepted."""

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

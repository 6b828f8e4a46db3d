"""How the child process that reads a workbook says it ended; the library that reads it is loaded in the child alone."""

from enum import IntEnum

NEXT_SHEET = "\0"
"""Stands before the name of each sheet in what a child says that reads all of them; no name has such a sign."""


class Ending(IntEnum):
    """Exit codes of the child; any other, or a signal, means that it was ended by a limit or a fault."""

    DONE = 0
    PASSWORD = 10
    DAMAGED = 11
    NO_SUCH_SHEET = 12
    TOO_LARGE = 13
    NO_SHEET = 14
    CELL_TOO_LONG = 15
    NO_ROOM = 16

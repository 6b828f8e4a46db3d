"""Sentences on a terminal: each is a line of its own, whatever is named in it."""

from salesdesk.cli.output import lines_of


def test_the_name_of_a_file_breaks_no_line() -> None:
    assert lines_of(["a\nb\x1b[2J.csv: 2 read", "x\u202ey"]) == "a␊b␛[2J.csv: 2 read\nx<202E>y"

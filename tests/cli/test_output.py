"""Sentences on a terminal: each is a line of its own, whatever is named in it."""

import sys

import pytest

from salesdesk.cli.output import lines_of, prepare_streams


def test_the_name_of_a_file_breaks_no_line() -> None:
    assert lines_of(["a\nb\x1b[2J.csv: 2 read", "x\u202ey"]) == "a␊b␛[2J.csv: 2 read\nx<202E>y"


def test_a_stream_that_was_closed_before_the_start_has_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    prepare_streams()
    print("x")
    print("x", file=sys.stderr)
    assert sys.stdin.buffer.read() == b""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.close()

"""The output of a child process: read while it is written, and a bad end is heard by whoever has read everything."""

import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from salesdesk.importing.child_output import ChildEnd, ChildOutput

WAITS = "import os, sys; os.write(1, b'one '); sys.stdin.read(1); os.write(1, b'two')"
"""Writes a word, and another one when it is told to go on."""

STAYS = "import os, sys; os.write(1, str(os.getpid()).encode() + b' '); sys.stdin.read(1)"

Start = Callable[..., ChildOutput]


class BadEnd(Exception):
    """The child ended badly."""


def refuse(end: ChildEnd) -> Exception | None:
    return BadEnd(end) if end.code or end.failure else None


@pytest.fixture
def told() -> Iterator[tuple[int, int]]:
    """Give a pipe: what the child reads from, and what it is told by."""
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


@pytest.fixture
def start(told: tuple[int, int]) -> Iterator[Start]:
    """Start children that run a script; they are ended with the test."""
    started = []

    def give(script: str, seconds: float = 60, most: int = 1 << 20, **more: Any) -> ChildOutput:
        command = [sys.executable, "-c", script]
        made = ChildOutput(command, told[0], os.environ, seconds=seconds, most=most, refuse=refuse, **more)
        started.append(made)
        return made

    yield give
    for each in started:
        each.close()


def test_what_is_there_is_read_before_the_child_is_done(start: Start, told: tuple[int, int]) -> None:
    output = start(WAITS)
    with output.open() as first, output.open() as second:
        assert first.read(4) == second.read(3) + second.read(1) == b"one "
        os.write(told[1], b".")
        assert (first.read(), second.read()) == (b"two", b"two")
    assert output.size() == 7
    with output.open() as again:
        assert again.read() == b"one two"


def test_a_bad_end_is_heard_behind_the_last_that_was_written(start: Start) -> None:
    output = start("import os; os.write(2, b'why'); os.write(1, b'one two'); os._exit(7)")
    for _ in range(2):
        with output.open() as source:
            assert source.read(7) == b"one two"
            with pytest.raises(BadEnd) as heard:
                source.read(1)
        assert heard.value.args == (ChildEnd(7, "why"),)
    with pytest.raises(BadEnd):
        output.size()


def test_a_killed_child_is_no_good_end(start: Start) -> None:
    output = start("import os; os.write(1, b'one'); os.kill(os.getpid(), 9)")
    with pytest.raises(BadEnd), output.open() as source:
        source.read()


def test_a_child_that_writes_too_much_is_ended(start: Start) -> None:
    output = start("import os\nwhile True: os.write(1, bytes(9999))", most=100_000)
    with pytest.raises(BadEnd) as heard:
        output.size()
    assert isinstance(heard.value.args[0].failure, OSError)


def test_a_child_that_takes_too_long_is_ended(start: Start) -> None:
    output = start(STAYS, seconds=0.1)
    with pytest.raises(BadEnd) as heard:
        output.size()
    assert isinstance(heard.value.args[0].failure, TimeoutError)


def test_much_that_is_said_of_faults_stops_nobody(start: Start) -> None:
    output = start("import os; os.write(2, b'x' * 3_000_000); os.write(1, b'done')")
    assert output.size() == 4


def test_nobody_has_to_read_for_the_child_to_go_on(start: Start) -> None:
    output = start("import os; [os.write(1, bytes(1 << 16)) for _ in range(16)]")
    assert output.size() == 1 << 20


def test_a_child_ends_with_its_output(start: Start) -> None:
    output = start(STAYS)
    with output.open() as source:
        process = int(b"".join(iter(lambda: source.read(1), b" ")))
    output.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    output.close()

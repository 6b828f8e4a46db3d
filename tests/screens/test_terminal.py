"""The console begins only where it can be read."""

from dataclasses import dataclass

import pytest

from salesdesk.domain.errors import DeskError, Exit
from screens.terminal import DumbTerminal, NoTerminal, NotUtf8, check_terminal

GOOD = {"TERM": "xterm-256color", "LANG": "zh_CN.UTF-8"}


@dataclass
class _Stream:
    encoding: str = "utf-8"
    shown: bool = True

    def isatty(self) -> bool:
        return self.shown


def _check(environ: dict[str, str], *streams: _Stream | None) -> None:
    check_terminal(environ, streams or (_Stream(), _Stream(), _Stream()))


@pytest.mark.parametrize("locale", [{}, {"LC_ALL": "C.UTF-8", "LANG": "C"}, {"LC_CTYPE": "en_GB.utf8"}])
def test_a_terminal_in_utf8_will_do(locale: dict[str, str]) -> None:
    _check({**GOOD, **locale})
    _check({"TERM": "screen"})


@pytest.mark.parametrize(
    ("environ", "refusal"),
    [
        ({"TERM": "dumb"}, DumbTerminal),
        ({}, DumbTerminal),
        ({"TERM": "xterm", "LC_ALL": "C"}, NotUtf8),
        ({"TERM": "xterm", "LC_ALL": "", "LANG": "POSIX"}, NotUtf8),
    ],
)
def test_one_that_cannot_show_the_board_is_refused_in_a_sentence(
    environ: dict[str, str], refusal: type[DeskError]
) -> None:
    with pytest.raises(refusal) as caught:
        _check(environ)
    assert caught.value.exit_code == Exit.USAGE
    assert "?" not in str(caught.value)


def test_text_that_would_not_be_utf8_is_refused_and_named() -> None:
    with pytest.raises(NotUtf8) as caught:
        _check({"TERM": "xterm"}, _Stream(), _Stream(), _Stream("gb2312"))
    assert "gb2312" in str(caught.value)


@pytest.mark.parametrize("streams", [(_Stream(shown=False), _Stream()), (_Stream(), None)])
def test_a_pipe_or_nothing_is_no_terminal(streams: tuple[_Stream | None, ...]) -> None:
    with pytest.raises(NoTerminal):
        _check(GOOD, *streams)

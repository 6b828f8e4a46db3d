"""One JSON document with a list of objects, or of lists, in it: they are read one after the other in bounded memory."""

import codecs
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn, TextIO

from salesdesk.importing.json_lines import Members, cell_of, decoder_of_members
from salesdesk.importing.rows import Flaw, Row

SIZE = 1 << 16
LONGEST = 1 << 20
"""Characters that an object may have: as many as a line of text."""

DEEPEST = 40
MOST_LISTS = 10
_SPACE = re.compile(r"[ \t\r\n]*+")
_LIST = re.compile(r"\[[ \t\r\n]*+(.)", re.DOTALL)
_UNSURE = 16
"""So near to its end nobody can tell whether a piece of text is wrong or only cut off."""

_ANY = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
Path = tuple[str, ...]


class JsonBroken(ValueError):
    """A text that is no whole JSON document, and the line where that shows."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class ObjectTooLong(ValueError):
    """An object, or a name, of more characters than are read."""


class Element(NamedTuple):
    """One element of a list: where that is, the line on which it begins, its members, or else all of its text.

    One of a list of lists has cells in place of members.
    """

    path: Path
    line: int
    members: Members | None
    text: str
    cells: tuple[str, ...] | None = None
    of_lists: bool = False


@dataclass
class ObjectList:
    """A list of objects: their names in the order in which they come up, how many, whether each begins a line.

    One of lists has no names.
    """

    of_lists: bool = False
    names: dict[str, None] = field(default_factory=dict)
    count: int = 0
    have_lines: bool = True
    _line: int = 0

    def add(self, element: Element) -> None:
        """Count an element."""
        self.names.update(dict.fromkeys(element.members or ()))
        self.have_lines &= element.line > self._line
        self.count, self._line = self.count + 1, element.line


def begins_like_json(head: bytes) -> bool:
    """Tell whether a file begins as an object or a list of them does, in any encoding that is read."""
    plain = head.removeprefix(codecs.BOM_UTF8).removeprefix(codecs.BOM_UTF16_LE).removeprefix(codecs.BOM_UTF16_BE)
    return plain.lstrip(b" \t\r\n\0")[:1] in {b"[", b"{"}


def find_lists(text: TextIO) -> dict[Path, ObjectList]:
    """Find the lists of objects in a document, or else of lists, each by the names that lead to it, about ten at most.

    Raises:
        JsonBroken: it is no whole document.
        ObjectTooLong: an object has more characters than are read.
    """
    of_objects: dict[Path, ObjectList] = {}
    of_lists: dict[Path, ObjectList] = {}
    for each in _elements(text):
        found = of_lists if each.of_lists else of_objects
        if each.path in found or len(found) <= MOST_LISTS:
            found.setdefault(each.path, ObjectList(each.of_lists)).add(each)
        if len(of_objects) > MOST_LISTS:
            break
    return of_objects or of_lists


def read_list(text: TextIO, path: Path, header: Sequence[str], *, have_lines: bool) -> Iterator[Row]:
    """Give a row for each element of a list, its cells in the order of the header; a member it lacks is empty.

    Its line is that on which the element begins, or else its place in the list.
    """
    for line, each in _numbered(text, path, have_lines):
        if each.members is None:
            yield Row(line, (each.text,), Flaw.NO_OBJECT)
        else:
            yield Row(line, tuple(each.members.get(name, "") for name in header))


def read_lists(text: TextIO, path: Path, *, have_lines: bool) -> Iterator[Row]:
    """Give a row for each list of a list that is not blank, its line as that of an object."""
    for line, each in _numbered(text, path, have_lines):
        if each.cells is None:
            yield Row(line, (each.text,), Flaw.NO_LIST)
        elif any(map(str.strip, each.cells)):
            yield Row(line, each.cells)


def _numbered(text: TextIO, path: Path, have_lines: bool) -> Iterator[tuple[int, Element]]:
    elements = (each for each in _elements(text) if each.path == path)
    return ((each.line if have_lines else place, each) for place, each in enumerate(elements, 1))


def _elements(text: TextIO) -> Iterator[Element]:
    """Give the elements of all lists that begin with an object, or with a list of anything else."""
    document = _Document(text)
    yield from _inside(document, ())
    if document.next_sign():
        document.fail()


def _inside(document: "_Document", path: Path) -> Iterator[Element]:
    if len(path) > DEEPEST:
        document.fail()
    match document.next_sign():
        case "{":
            yield from _in_object(document, path)
        case "[":
            yield from _in_list(document, path)
        case _:
            document.value()


def _in_object(document: "_Document", path: Path) -> Iterator[Element]:
    document.take("{")
    is_first = True
    while not document.ends_with("}", is_first):
        is_first = False
        name = document.value() if document.next_sign() == '"' else document.fail()
        document.take(":")
        yield from _inside(document, (*path, str(name)))


def _in_list(document: "_Document", path: Path) -> Iterator[Element]:
    document.take("[")
    is_of_objects = document.next_sign() == "{"
    is_of_lists = not is_of_objects and document.begins_with_plain_list()
    place = 0
    while not document.ends_with("]", place == 0):
        if is_of_objects:
            yield document.element(path)
        elif is_of_lists:
            yield document.list_element(path)
        else:
            yield from _inside(document, (*path, str(place)))
        place += 1


class _Document:
    """A document that is read from its beginning to its end, a piece at a time."""

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._text, self._at, self._counted = "", 0, 0
        self._line, self._is_whole = 1, False

    def next_sign(self) -> str:
        """Give the next sign that is no white space; nothing at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text) or self._is_whole:
                return self._text[self._at : self._at + 1]
            self._read_on()

    def take(self, sign: str) -> None:
        """Go behind a sign that must be next."""
        if self.next_sign() != sign:
            self.fail()
        self._at += 1

    def ends_with(self, sign: str, is_first: bool) -> bool:
        """Tell whether what is open ends here; else go behind the comma before its next part."""
        if self.next_sign() == sign:
            self._at += 1
            return True
        if not is_first:
            self.take(",")
        return False

    def value(self) -> object:
        """Read a value, whatever it is."""
        value, self._at = self._decoded(_ANY)
        return value

    def element(self, path: Path) -> Element:
        """Read an element of a list of objects."""
        self.next_sign()
        line = self._line_here()
        try:
            members, end = self._decoded(decoder_of_members())
        except JsonBroken:
            raise
        except ValueError:  # an object, but none of plain values
            members, end = None, self._decoded(_ANY)[1]
        text = self._text[self._at : end] if not isinstance(members, dict) else ""
        self._at = end
        return Element(path, line, members if isinstance(members, dict) else None, text)

    def begins_with_plain_list(self) -> bool:
        """Tell whether a list is next that does not begin with another list, or with an object."""
        while not (found := _LIST.match(self._text, self._at)) and self._text[self._at : self._at + 1] == "[":
            if self._is_whole or len(self._text) - self._at > LONGEST:
                return False
            self._read_on()
        return found is not None and found[1] not in {"[", "{"}

    def list_element(self, path: Path) -> Element:
        """Read an element of a list of lists."""
        self.next_sign()
        line = self._line_here()
        value, end = self._decoded(_ANY)
        begin, self._at = self._at, end
        try:
            cells = tuple(map(cell_of, value)) if isinstance(value, list) else None
        except ValueError:  # a list, but none of plain values
            cells = None
        return Element(path, line, None, "" if cells is not None else self._text[begin:end], cells, of_lists=True)

    def _decoded(self, decoder: json.JSONDecoder) -> tuple[Any, int]:
        """Decode what is next, and tell where it ends."""
        while True:
            try:
                value, end = decoder.raw_decode(self._text, self._at)
                if end - self._at > LONGEST:
                    raise ObjectTooLong
                if end < len(self._text) or self._is_whole:
                    return value, end
            except json.JSONDecodeError as failure:
                is_cut = failure.pos > len(self._text) - _UNSURE or failure.msg.startswith("Unterminated")
                if self._is_whole or not is_cut:
                    self.fail(failure.pos)
            except RecursionError:
                self.fail()
            if len(self._text) - self._at > LONGEST:
                raise ObjectTooLong
            self._read_on()

    def fail(self, at: int | None = None) -> NoReturn:
        """Say where the document is broken."""
        self._at = self._at if at is None else at
        raise JsonBroken(self._line_here())

    def _line_here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _read_on(self) -> None:
        self._line_here()
        rest = self._text[self._at :]
        more = self._source.read(max(SIZE, len(rest)))
        self._text, self._at, self._counted, self._is_whole = rest + more, 0, 0, not more

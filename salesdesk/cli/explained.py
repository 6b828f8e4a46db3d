"""`--explain`: the arithmetic of every sum that a command shows, beneath its text or under "explained" in JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from salesdesk.cli.call import Call
from salesdesk.language import N_, tr, word

if TYPE_CHECKING:
    from salesdesk.domain.explain import Told
    from salesdesk.services.explained import Explained

T = TypeVar("T")
Explain = Annotated[bool, typer.Option("--explain", help=N_("Show the arithmetic of each sum"))]


def show_explained(
    call: Call,
    answer: T,
    text: Callable[[T], str],
    explained: "Sequence[Explained] | None",
    found: Mapping[str, object] | None = None,
) -> None:
    """Answer, with the arithmetic of its sums if there is any; `found` is the JSON document where it differs."""
    if explained is None:
        call.show(answer, text, found)
        return
    document = {**(_members(answer) if found is None else found), "explained": [_document(each) for each in explained]}
    call.show(answer, lambda given: "\n\n".join([text(given), explained_text(explained)]), document)


def _members(answer: object) -> dict[str, object]:
    assert is_dataclass(answer)
    return {each.name: getattr(answer, each.name) for each in fields(answer)}


def _told(each: "Explained") -> "Told":
    """Put a sum into the reader's language, dates as commands write them."""
    from salesdesk.domain.explain import Reader, told

    return told(each.reckoning, Reader(tr, word))


def _document(each: "Explained") -> dict[str, object]:
    return {"ref": each.ref, **_members(_told(each))}


def explained_text(explained: "Sequence[Explained]") -> str:
    """Write each sum with the lines that lead to it."""
    return "\n\n".join(map(_sum, explained))


def _sum(each: "Explained") -> str:
    from salesdesk.cli.tables import table
    from salesdesk.domain.money import format_minor
    from salesdesk.domain.text import safe

    said = _told(each)
    head = safe(f"{said.label}: {format_minor(said.sum_minor)}")
    rows = [
        (line.label, line.arithmetic, "" if line.amount_minor is None else format_minor(line.amount_minor))
        for line in said.steps
    ]
    body = table(("", "", ""), rows, {2}).split("\n") if rows else []
    return "\n".join([head, *(f"  {line}" for line in body)])

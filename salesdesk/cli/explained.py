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
    said = _told(call, explained)
    named = [{"ref": each.ref, **_members(words)} for each, words in zip(explained, said, strict=True)]
    document = {**(_members(answer) if found is None else found), "explained": named}
    call.show(answer, lambda given: "\n\n".join([text(given), *map(_sum, said)]), document)


def _members(answer: object) -> dict[str, object]:
    assert is_dataclass(answer)
    return {each.name: getattr(answer, each.name) for each in fields(answer)}


def _told(call: Call, explained: "Sequence[Explained]") -> "list[Told]":
    """Put sums into the reader's language, dates as commands write them, money by the project's currency."""
    from salesdesk.domain.explain import Reader, money_names, told
    from salesdesk.services.office import terms

    spoken = Reader(tr, word, money=money_names(terms(call.desk).currency))
    return [told(each.reckoning, spoken) for each in explained]


def _sum(said: "Told") -> str:
    from salesdesk.cli.tables import table
    from salesdesk.domain.money import format_minor
    from salesdesk.domain.text import safe

    head = safe(f"{said.label}: {format_minor(said.sum_minor)}")
    rows = [
        (line.label, line.arithmetic, "" if line.amount_minor is None else format_minor(line.amount_minor))
        for line in said.steps
    ]
    body = table(("", "", ""), rows, {2}).split("\n") if rows else []
    return "\n".join([head, *(f"  {line}" for line in body)])

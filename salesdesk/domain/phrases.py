"""Phrases of the domain: English text that remembers what it was made of, so that any language can say it."""

from collections.abc import Iterable, Mapping
from typing import Self

from salesdesk.domain.errors import Shown


class Phrase(str):
    """A phrase, read as its English; `x_minor` among its details is offered as `x` in yuan, a step by its word."""

    __slots__ = ("details", "template")
    template: str
    details: Mapping[str, object]

    def __new__(cls, template: str, /, **details: object) -> Self:
        """Fill the details into the English template."""
        plain = Shown({name: getattr(value, "word", value) for name, value in details.items()})
        phrase = super().__new__(cls, template.format_map(plain))
        phrase.template, phrase.details = template, details
        return phrase


def known_are(names: Iterable[str]) -> Phrase:
    """Say which names are known, as a reason."""
    return Phrase("known are {words}", words=", ".join(names) or "-")


def known_hint(names: Iterable[str]) -> Phrase:
    """Say which names are known, as a sentence of its own."""
    known = ", ".join(names)
    return Phrase("Known are: {names}.", names=known) if known else Phrase("There is none yet.")


def message(failure: ValueError) -> str:
    """Give what a failure says: a phrase as a phrase, which its `str` is not."""
    said = failure.args[0] if failure.args else ""
    return said if isinstance(said, str) else str(failure)

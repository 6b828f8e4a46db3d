"""Imports during which something happens when they come to a stage for the first time."""

from collections.abc import Callable
from typing import Protocol, TypeVar

import pytest

from salesdesk.importing.progress import ImportProgress, Stage
from salesdesk.services.import_answers import ImportAnswer

A = TypeVar("A", bound=ImportAnswer, covariant=True)

ON_POSTGRESQL = pytest.mark.parametrize("database", ["postgres"], indirect=True)
"""For what is done in a way of its own there."""


class Importing(Protocol[A]):
    """Imports a file that is chosen already, and tells how far it is."""

    def __call__(self, *, progress: Callable[[ImportProgress], None]) -> A:
        """Import it."""


def imported_at(importing: Importing[A], at: Stage | None = None, do: Callable[[], object] = str) -> A:
    """Import a file, and do something when it has come to a stage."""
    met: list[Stage] = []

    def tell(progress: ImportProgress) -> None:
        if progress.stage is at and at not in met:
            met.append(at)
            do()

    answer = importing(progress=tell)
    assert met == ([] if at is None else [at])
    assert answer.read == answer.new + answer.changed + answer.same + answer.rejected
    return answer

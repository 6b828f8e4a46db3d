"""What an import does beside its rows: requests for a discount that are void, prices that stay for other areas."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from salesdesk.importing.notes import note
from salesdesk.importing.problems import Problem
from salesdesk.importing.rows import short
from salesdesk.language import N_, ntr

SHOWN = 10
NEW_BUILDINGS = N_("buildings that the project did not have before, and how many units: {buildings}")


@dataclass(slots=True)
class Effects:
    """Numbers of open requests for a discount that are void, as an import gives their units other prices or areas.

    `priced_before` counts the units that get another area while the whole of them costs what it did. `new_buildings`
    are those that get their first units, and how many: one that is only written otherwise would be among them.
    """

    void: list[int] = field(default_factory=list)
    priced_before: int = 0
    new_buildings: list[tuple[str, int]] = field(default_factory=list)

    def notes(self) -> Iterator[Problem]:
        """Put it into words."""
        if self.new_buildings:
            named = ", ".join(f"{short(name)} ({count})" for name, count in self.new_buildings[:SHOWN])
            more = " …" if len(self.new_buildings) > SHOWN else ""
            yield note("new_buildings", NEW_BUILDINGS, buildings=named + more)
        count = len(self.void)
        if count:
            named = ", ".join(map(str, self.void[:SHOWN])) + (" …" if count > SHOWN else "")
            said = ntr(
                "void by this, as its unit has another price or area: request {numbers} for a discount",
                "void by this, as their units have other prices or areas: requests {numbers} for a discount",
                count,
            )
            yield note("requests_void", said, numbers=named)
        if self.priced_before:
            said = ntr(
                "{count} unit has another area and the list price it had; if that is another, too, import it",
                "{count} units have other areas and the list prices they had; if those are others, too, import them",
                self.priced_before,
            )
            yield note("price_kept", said, count=self.priced_before)

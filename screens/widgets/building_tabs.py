"""The buildings in one line, the one in view marked."""

from collections.abc import Sequence
from typing import ClassVar

from textual.content import Content
from textual.reactive import reactive

from salesdesk.domain.text import safe
from salesdesk.language import tr
from screens.widgets.text_lines import TextLines


class BuildingTabs(TextLines):
    """Names of buildings; the brackets turn to the next."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"building-tabs--here", "building-tabs--there"}
    DEFAULT_CSS = """
    BuildingTabs {
        & > .building-tabs--here { text-style: bold reverse; }
        & > .building-tabs--there { color: $foreground 70%; }
    }
    """

    buildings: reactive[Sequence[str]] = reactive(())
    shown: reactive[str] = reactive("")

    def lines(self, width: int) -> list[Content]:
        """Write the names."""
        names = [
            Content.styled(
                f" {tr('building')} {safe(each)} ",
                self.look("building-tabs--here" if each == self.shown else "building-tabs--there"),
            )
            for each in self.buildings
        ]
        hint = Content.styled(tr("[ ] turn"), self.look("building-tabs--there")) if len(names) > 1 else Content("")
        return [Content("  ").join([*names, hint])]

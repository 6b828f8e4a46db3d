"""The keys that work now, in the last line of a screen."""

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import ActiveBinding
from textual.content import Content
from textual.reactive import reactive

from screens.widgets.text_lines import TextLines

if TYPE_CHECKING:
    from textual.screen import Screen


class KeyLine(TextLines):
    """Each key with what it does, dim when it cannot be done now; what has no room at the end is under `?`.

    It is one widget: with one for each key, as in Textual's own footer, tests that enter rooms took half as long again.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-line--key", "key-line--words", "key-line--dim"}
    DEFAULT_CSS = """
    KeyLine {
        dock: bottom;
        height: 1;
        background: $footer-background;
        & > .key-line--key { color: $footer-key-foreground; background: $footer-key-background; text-style: bold; }
        & > .key-line--words { color: $footer-description-foreground; background: $footer-description-background; }
        & > .key-line--dim { text-style: dim; }
    }
    """

    keys: reactive[tuple[ActiveBinding, ...]] = reactive(())

    def on_mount(self) -> None:
        """Ask to be told when other keys work."""
        self.screen.bindings_updated_signal.subscribe(self, self._take)

    def _take(self, screen: "Screen[object]") -> None:
        if screen is self.screen and self.app.app_focus:
            first_of_its_action: dict[str, ActiveBinding] = {}
            for active in screen.active_bindings.values():
                if active.binding.show:
                    first_of_its_action.setdefault(active.binding.action, active)
            self.keys = tuple(first_of_its_action.values())

    def lines(self, width: int) -> list[Content]:
        """Write the keys that have room in a width in cells."""
        line = Content("")
        for active in self.keys:
            longer = line + self._key(active)
            if longer.cell_length > width:
                break
            line = longer
        return [line]

    def _key(self, active: ActiveBinding) -> Content:
        key = Content.styled(f" {self.app.get_key_display(active.binding)} ", self.look("key-line--key"))
        words = Content.styled(f"{active.binding.description} ", self.look("key-line--words"))
        return key + words if active.enabled else (key + words).stylize(self.look("key-line--dim"))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take a click on a key for the key."""
        right = 0
        for active in self.keys:
            right += self._key(active).cell_length
            if event.x < right:
                self.app.simulate_key(active.binding.key)
                return

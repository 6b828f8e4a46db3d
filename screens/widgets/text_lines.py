"""A widget that writes as many lines as its width asks for, and is exactly that high."""

from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget


class TextLines(Widget):
    """Lines of text that are laid out anew for every width; what they say is up to the widget that inherits this."""

    DEFAULT_CSS = """
    TextLines { height: auto; }
    """

    def lines(self, width: int) -> list[Content]:
        """Write the lines for a width in cells, none of them wider."""
        raise NotImplementedError

    def render(self) -> Content:
        """Draw the lines."""
        return Content("\n").join(self.lines(self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Count the lines that there are at a width in cells."""
        return max(len(self.lines(width)), 1)

    def look(self, part: str) -> Style:
        """Give the style of one of the widget's component classes."""
        return self.get_visual_style(part)

"""The themes of the console: dark, light and high contrast, each with the colours that have a meaning."""

from typing import NamedTuple

from textual.theme import Theme

from salesdesk.domain.units import UnitState

DEFAULT_THEME = "salesdesk-dark"


class Paint(NamedTuple):
    """A background and the text on it."""

    background: str
    text: str


S = UnitState

_DARK: dict[UnitState, Paint] = {
    S.NOT_RELEASED: Paint("#1c2129", "#8e99a8"),
    S.AVAILABLE: Paint("#1b7a4b", "#ffffff"),
    S.WITHHELD: Paint("#5c4033", "#f3d9c9"),
    S.HELD: Paint("#e0aa3e", "#241a02"),
    S.SUBSCRIBED: Paint("#2b66a8", "#ffffff"),
    S.SIGNED: Paint("#56489a", "#f4f1ff"),
    S.FILED: Paint("#3f3863", "#d6d0ee"),
    S.HANDED_OVER: Paint("#343b47", "#c0c8d4"),
    S.TITLED: Paint("#272c36", "#a3adbb"),
}
_LIGHT: dict[UnitState, Paint] = {
    S.NOT_RELEASED: Paint("#f0f1f3", "#5d6673"),
    S.AVAILABLE: Paint("#8fd9b0", "#083d22"),
    S.WITHHELD: Paint("#e6cdbf", "#5a2c15"),
    S.HELD: Paint("#ffd479", "#463000"),
    S.SUBSCRIBED: Paint("#a9cff5", "#0a3157"),
    S.SIGNED: Paint("#cbc0f2", "#2c2063"),
    S.FILED: Paint("#dcd5ec", "#443a6b"),
    S.HANDED_OVER: Paint("#d3d9e0", "#37414e"),
    S.TITLED: Paint("#e2e5e9", "#4d5765"),
}
_CONTRAST: dict[UnitState, Paint] = {
    S.NOT_RELEASED: Paint("#000000", "#d0d0d0"),
    S.AVAILABLE: Paint("#00d470", "#000000"),
    S.WITHHELD: Paint("#ff9d5c", "#000000"),
    S.HELD: Paint("#ffe100", "#000000"),
    S.SUBSCRIBED: Paint("#3db8ff", "#000000"),
    S.SIGNED: Paint("#e08cff", "#000000"),
    S.FILED: Paint("#f2d9ff", "#000000"),
    S.HANDED_OVER: Paint("#a8a8a8", "#000000"),
    S.TITLED: Paint("#3d3d3d", "#ffffff"),
}


def _state_variables(paints: dict[UnitState, Paint]) -> dict[str, str]:
    variables = {}
    for state, paint in paints.items():
        name = "state-" + state.value.replace("_", "-")
        variables[name] = paint.background
        variables[name + "-text"] = paint.text
    return variables


_DARK_MEANINGS = {
    "scrollbar": "#39414d",
    "scrollbar-hover": "#4b5563",
    "scrollbar-active": "#5f6b7b",
    "scrollbar-background": "#14171c",
    "scrollbar-background-hover": "#14171c",
    "scrollbar-background-active": "#14171c",
    "scrollbar-corner-color": "#14171c",
    "state-dim": "#171b21",
    "state-dim-text": "#6a7482",
    "board-cursor": "#ffffff",
    "overdue": "#ff7b72",
    "money-in": "#7ee0a8",
    "money-out": "#ffb077",
    "footer-key-foreground": "#8ab8ec",
    "block-cursor-text-style": "none",
}
_LIGHT_MEANINGS = {
    "scrollbar": "#c6cad0",
    "scrollbar-hover": "#aab0b8",
    "scrollbar-active": "#8d95a0",
    "scrollbar-background": "#fbfbf9",
    "scrollbar-background-hover": "#fbfbf9",
    "scrollbar-background-active": "#fbfbf9",
    "scrollbar-corner-color": "#fbfbf9",
    "state-dim": "#f6f6f4",
    "state-dim-text": "#868d96",
    "board-cursor": "#000000",
    "overdue": "#b3261e",
    "money-in": "#126b3c",
    "money-out": "#99450a",
    "footer-key-foreground": "#1a5796",
    "block-cursor-text-style": "none",
}
_CONTRAST_MEANINGS = {
    "scrollbar": "#8c8c8c",
    "scrollbar-hover": "#b8b8b8",
    "scrollbar-active": "#ffffff",
    "scrollbar-background": "#000000",
    "scrollbar-background-hover": "#000000",
    "scrollbar-background-active": "#000000",
    "scrollbar-corner-color": "#000000",
    "state-dim": "#000000",
    "state-dim-text": "#8c8c8c",
    "board-cursor": "#ffffff",
    "overdue": "#ff8f8f",
    "money-in": "#5cff9d",
    "money-out": "#ffb668",
    "footer-key-foreground": "#ffe100",
    "block-cursor-text-style": "bold",
}

THEMES: tuple[Theme, ...] = (
    Theme(
        name=DEFAULT_THEME,
        primary="#5b9bdf",
        secondary="#8aa0ba",
        accent="#e0aa3e",
        warning="#e0aa3e",
        error="#ff7b72",
        success="#4fb583",
        foreground="#dfe4ea",
        background="#14171c",
        surface="#1a1e25",
        panel="#232933",
        variables=_state_variables(_DARK) | _DARK_MEANINGS,
    ),
    Theme(
        name="salesdesk-light",
        primary="#1f5f9f",
        secondary="#5b6b7d",
        accent="#8a5a00",
        warning="#8a5a00",
        error="#b3261e",
        success="#126b3c",
        foreground="#1d232b",
        background="#fbfbf9",
        surface="#f2f2ef",
        panel="#e6e7e5",
        dark=False,
        variables=_state_variables(_LIGHT) | _LIGHT_MEANINGS,
    ),
    Theme(
        name="salesdesk-contrast",
        primary="#6cc4ff",
        secondary="#ffffff",
        accent="#ffe100",
        warning="#ffe100",
        error="#ff8f8f",
        success="#5cff9d",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#1a1a1a",
        text_alpha=1.0,
        variables=_state_variables(_CONTRAST) | _CONTRAST_MEANINGS,
    ),
)


def theme_variable_defaults() -> dict[str, str]:
    """Give every colour variable a value, for a theme that does not bring its own."""
    return _state_variables(_DARK) | _DARK_MEANINGS

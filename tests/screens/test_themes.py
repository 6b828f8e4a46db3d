"""Every theme is readable: the letter of a state stands out from its colour."""

import pytest
from textual.color import Color
from textual.theme import Theme

from salesdesk.domain.units import UnitState
from screens.themes import THEMES, theme_variable_defaults


def luminance(colour: str) -> float:
    channels = [channel / 255 for channel in Color.parse(colour).rgb]
    linear = [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, 1 to 21. Source: WCAG 2.1, relative luminance."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_has_the_highest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("state", list(UnitState))
def test_a_state_is_readable_on_its_colour(theme: Theme, state: UnitState) -> None:
    name = "state-" + state.value.replace("_", "-")
    least = 7 if theme.name.endswith("contrast") else 4.5
    assert contrast(theme.variables[name], theme.variables[name + "-text"]) >= least


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", ["overdue", "money-in", "money-out", "board-cursor", "footer-key-foreground"])
def test_a_colour_with_a_meaning_is_readable_as_text(theme: Theme, name: str) -> None:
    assert contrast(theme.background or "", theme.variables[name]) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_a_filter_dims_can_still_be_read(theme: Theme) -> None:
    assert contrast(theme.variables["state-dim"], theme.variables["state-dim-text"]) >= 3


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_no_two_states_share_their_colours(theme: Theme) -> None:
    names = ["state-" + state.value.replace("_", "-") for state in UnitState]
    assert len({theme.variables[name] for name in names}) == len(names)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_theme_brings_every_colour_that_others_fall_back_to(theme: Theme) -> None:
    assert theme.variables.keys() == theme_variable_defaults().keys()

"""The colours of the states as component styles, for every widget that paints units."""

from salesdesk.domain.units import UnitState


def state_classes(prefix: str) -> set[str]:
    """Name one component class for each state, such as `board-grid--handed_over`."""
    return {f"{prefix}--{state}" for state in UnitState}


def state_rules(prefix: str) -> str:
    """Write the CSS rules that give these classes the theme's colours; they stand inside the widget's own rule."""
    return "\n".join(
        f"& > .{prefix}--{state} {{ background: $state-{name}; color: $state-{name}-text; }}"
        for state, name in ((state, state.value.replace("_", "-")) for state in UnitState)
    )

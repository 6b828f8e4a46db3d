"""Numbers of identity papers as they may be shown: enough to tell two apart, not enough to use one."""

TAIL = 4
SHORT = 8


def mask_id_number(number: str) -> str:
    """Mask a number: its last four signs stay, of a short one the last two."""
    shown = TAIL if len(number) >= SHORT else 2
    return "*" * max(len(number) - shown, 0) + number[-shown:]

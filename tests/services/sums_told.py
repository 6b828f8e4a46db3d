"""Explained sums as tests read them: what each comes to, and how it is told."""

from salesdesk.domain.explain import told
from salesdesk.services.explained import Explained


def sums_of(found: list[Explained]) -> dict[str, int]:
    """Give the sums by name, after putting each in words and checking that its lines come to it."""
    assert [each.ref for each in found if not each.reckoning.adds_up] == []
    assert all(told(each.reckoning).label for each in found)
    assert len({each.ref for each in found}) == len(found)
    return {each.ref: each.reckoning.sum_minor for each in found}


def text_of(found: list[Explained], ref: str) -> str:
    (said,) = (told(each.reckoning) for each in found if each.ref == ref)
    return "\n".join([said.label, *(f"{each.label}: {each.arithmetic}" for each in said.steps)])

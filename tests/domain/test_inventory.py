"""Codes of units: many at once are those that are made one by one, whatever the project's template."""

import pytest

from salesdesk.domain.inventory import CODE_TEMPLATE, unit_code, unit_codes

PLACES = [("3", "1", "3101"), ("3", "", "101"), ("商铺%s", "{x}", "B1%"), ("12", "2", "3A01")]


@pytest.mark.parametrize(
    "template",
    [
        CODE_TEMPLATE,
        "{building}/{room}",
        "100% {room}|{block}{{}}-{building}",
        "{building}{building}-{block}-{room}",
        "{building:>3}-{block!r}-{room}",
    ],
)
def test_codes_of_many_are_those_of_each(template: str) -> None:
    buildings, blocks, rooms = zip(*PLACES, strict=True)
    assert list(unit_codes(buildings, blocks, rooms, template)) == [unit_code(*each, template) for each in PLACES]

"""Columns of prices whose names do not say of what: 面价 may be of one square metre or of the whole unit."""

from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import suppress

from salesdesk.importing.measures import ONE, Sort, parse_in
from salesdesk.importing.synonyms import Field, Title, values_of
from salesdesk.importing.words import plain_words

HIGHEST_PER_M2, SELDOM_PER_M2 = 100_000_000, 15_000_000
"""What one square metre can cost, and what it seldom costs, in fen."""

UNIT_PRICES = ("list_unit_price", "filed_unit_price", "floor_unit_price")
_SAYING = ("单价", "均价", "unit", "per", "/")


def unsaid_prices(columns: Mapping[str, int], titles: Sequence[Title], by_hand: Container[str]) -> frozenset[str]:
    """Name the fields of prices of one m² whose columns do not say that they are, and of which nobody said so."""
    told = {name: columns[name] for name in UNIT_PRICES if name in columns and name not in by_hand}
    return frozenset(name for name, place in told.items() if not _says_of_one(titles[place]))


def settle_prices(
    fields: Mapping[str, Field],
    columns: dict[str, int],
    titles: Sequence[Title],
    by_hand: Container[str],
    first: Sequence[Sequence[str]],
) -> frozenset[str]:
    """Let such a column be of whole units where all of its first prices are too much for one m²; name those fields."""
    settled = set()
    for name in unsaid_prices(columns, titles, by_hand):
        total = name.removesuffix("_unit_price") + "_total"
        if total in columns or total not in fields or total in by_hand:
            continue
        amounts = list(_amounts(columns[name], titles, first))
        if amounts and min(amounts) > HIGHEST_PER_M2:
            columns[total] = columns.pop(name)
            settled.add(total)
    return frozenset(settled)


def says_filed(title: str) -> bool:
    """Tell whether a title says that the prices below it are filed ones."""
    plain = "".join(plain_words(title).split())
    return any(word in plain for word in values_of("title"))


def _says_of_one(title: Title) -> bool:
    """Tell whether a column's name or its unit says that a price is of one m²."""
    return bool(title.measure and title.measure.per) or any(word in title.key for word in _SAYING)


def _amounts(place: int, titles: Sequence[Title], first: Sequence[Sequence[str]]) -> Iterator[int]:
    measure = titles[place].measure
    for row in first:
        with suppress(ValueError):
            yield parse_in(row[place].strip(), Sort.MONEY, (measure.factor if measure else None) or ONE).value

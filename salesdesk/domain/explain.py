"""Reckonings: a sum with the arithmetic that led to it, as templates and values that any language can put in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from salesdesk.domain.area import format_area
from salesdesk.domain.money import format_minor, ratio_half_up

Exact = int | Decimal | Fraction
DECIMALS = 6
"""So many decimals are shown of a number that has no end."""


def N_(text: str) -> str:
    """Mark a template for translation; whoever reads the reckoning translates it."""
    return text


CURRENCIES: Mapping[str, tuple[str, str]] = {
    "CNY": (N_("yuan"), N_("fen")),
    "USD": (N_("dollars"), N_("cent")),
    "EUR": (N_("euros"), N_("cent")),
    "HKD": (N_("Hong Kong dollars"), N_("cent")),
}
"""How a currency and its hundredth are called, by its code."""


def money_names(code: str) -> tuple[str, str]:
    """Name a currency and its hundredth; one that is not known goes by its code."""
    return CURRENCIES.get(code, (code, N_("hundredth")))


@dataclass(frozen=True, slots=True)
class ReckonedLine:
    """One line of a reckoning: what it is, how it is worked out, and what it adds to the sum, in minor units.

    Label and arithmetic are templates. The end of a detail's name says what it is: `x_minor` is money, exact or not,
    `x_area` an area in 0.01 m², `x_percent` a percentage; each is offered as `{x}`. A line without an amount only
    tells something. `{currency}` and `{coin}` name the money of the project.
    """

    label: str
    arithmetic: str = ""
    amount_minor: int | None = None
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A sum in minor units and the lines whose amounts add up to it; the label is a template like theirs."""

    label: str
    sum_minor: int
    steps: tuple[ReckonedLine, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def adds_up(self) -> bool:
        """Tell whether the amounts of the lines come to the sum."""
        return sum(each.amount_minor or 0 for each in self.steps) == self.sum_minor


def round_exact(exact: Exact) -> int:
    """Round an exact number of minor units half up, away from zero."""
    found = Fraction(exact)
    return ratio_half_up(found.numerator, found.denominator)


class Tally:
    """Makes a reckoning line by line: exact until each line, whose amount is what it adds to the rounded sum so far."""

    def __init__(self, label: str, rounded: Callable[[Fraction], int] = round_exact, /, **details: object) -> None:
        self._label, self._details = label, details
        self._rounded = rounded
        self._steps: list[ReckonedLine] = []
        self._sum_minor = 0
        self.exact = Fraction(0)

    @property
    def sum_minor(self) -> int:
        """The rounded sum so far, in minor units."""
        return self._sum_minor

    def note(self, label: str, arithmetic: str = "", /, **details: object) -> "Tally":
        """Tell something that adds nothing."""
        self._steps.append(ReckonedLine(label, arithmetic, None, details))
        return self

    def add(self, exact: Exact, label: str, arithmetic: str = "", /, **details: object) -> "Tally":
        """Add an exact number of minor units."""
        return self.to(self.exact + Fraction(exact), label, arithmetic, **details)

    def to(self, exact: Exact, label: str, arithmetic: str = "", /, **details: object) -> "Tally":
        """Go on to an exact number of minor units, whatever the sum was before."""
        self.exact = Fraction(exact)
        after = self._rounded(self.exact)
        self._steps.append(ReckonedLine(label, arithmetic, after - self._sum_minor, details))
        self._sum_minor = after
        return self

    def done(self) -> Reckoning:
        """Give the reckoning."""
        return Reckoning(self._label, self._sum_minor, tuple(self._steps), self._details)


@dataclass(frozen=True, slots=True)
class Reader:
    """How somebody reads: their language for sentences, for values of the domain, for dates, and the money's names."""

    say: Callable[[str], str] = str
    word: Callable[[StrEnum], str] = lambda value: value.value.replace("_", " ")
    day: Callable[[date], str] = date.isoformat
    money: tuple[str, str] = CURRENCIES["CNY"]

    def fill(self, template: str, details: Mapping[str, object]) -> str:
        """Fill the details into a template, both in the reader's language."""
        return self.say(template).format_map(self._shown(details)) if template else ""

    def _shown(self, details: Mapping[str, object]) -> dict[str, str]:
        currency, coin = map(self.say, self.money)
        found = {"currency": currency, "coin": coin, **{name: self._plain(value) for name, value in details.items()}}
        for name, value in details.items():
            stem, _, what = name.rpartition("_")
            if stem and what in _SHOWN and isinstance(value, Exact):
                found[stem] = _SHOWN[what](Fraction(value))
        return found

    def _plain(self, value: object) -> str:
        if isinstance(value, StrEnum):
            return self.word(value)
        if isinstance(value, date):
            return self.day(value)
        return self.say(value) if isinstance(value, str) and value else str(value)


PLAIN = Reader()


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A line in words; the amount is in minor units."""

    label: str
    arithmetic: str
    amount_minor: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """A reckoning in words; the sum is in minor units."""

    label: str
    sum_minor: int
    steps: tuple[ToldLine, ...]


def told(reckoning: Reckoning, reader: Reader = PLAIN) -> Told:
    """Put a reckoning into a reader's words."""
    lines = [
        ToldLine(reader.fill(each.label, each.details), reader.fill(each.arithmetic, each.details), each.amount_minor)
        for each in reckoning.steps
    ]
    return Told(reader.fill(reckoning.label, reckoning.details), reckoning.sum_minor, tuple(lines))


def money_text(minor: Exact) -> str:
    """Show minor units: whole ones as everywhere, parts of one with their decimals."""
    exact = Fraction(minor)
    return format_minor(int(exact)) if exact.denominator == 1 else _decimals(exact / 100, 2)


def area_text(area: Exact) -> str:
    """Show 0.01 m² in m², with more than two decimals only where they say something."""
    exact = Fraction(area)
    return format_area(int(exact)) if exact.denominator == 1 else _decimals(exact / 100, 2)


def percent_text(percent: Exact) -> str:
    """Show a percentage without zeros at its end."""
    return _decimals(Fraction(percent), 0)


def _decimals(exact: Fraction, least: int) -> str:
    """Write a number with its decimals: all of them if it ends soon, else so many and a sign that there are more."""
    scale = 10**DECIMALS
    scaled = ratio_half_up(exact.numerator * scale, exact.denominator)
    whole, rest = divmod(abs(scaled), scale)
    all_digits, more = f"{rest:0{DECIMALS}d}", "" if exact * scale == scaled else "…"
    digits = all_digits if more else all_digits.rstrip("0").ljust(least, "0")
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole:,}" + (f".{digits}{more}" if digits or more else "")


_SHOWN: Mapping[str, Callable[[Fraction], str]] = {"minor": money_text, "area": area_text, "percent": percent_text}

"""A project's settings: typed, with the defaults of the trade, read from and shown as text."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from salesdesk.domain.changes import ChangeKind, ChangeRank
from salesdesk.domain.errors import BadValue, NotFound
from salesdesk.domain.inventory import CODE_TEMPLATE, unit_code
from salesdesk.domain.money import Rounding, format_minor, parse_minor
from salesdesk.domain.phrases import Phrase, known_are, known_hint, message
from salesdesk.domain.pricing import Basis, Combine, DiscountOrder
from salesdesk.domain.settlement import LEGAL_PERCENT, Variant
from salesdesk.domain.units import UnitKind

LOCAL = "local"
NO_KINDS = "none"
_THREE_DIGITS = re.compile(r"\d{3}")


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """How one development sells. Amounts in minor units, percentages as exact decimals."""

    profile: str = "cn"
    currency: str = "CNY"
    timezone: str = LOCAL
    code_template: str = CODE_TEMPLATE
    rounding: Rounding = Rounding.FEN
    price_basis: Basis = Basis.BUILT
    per_unit_kinds: tuple[UnitKind, ...] = ()
    discount_order: DiscountOrder = DiscountOrder.A
    discount_combine: Combine = Combine.MULTIPLY
    deposit_minor: int = 1_000_000
    ltv_percent: Decimal = Decimal(70)
    loan_step_minor: int = 1_000_000
    fund_cap_minor: int = 0
    loan_rate_percent: Decimal = Decimal("3.10")
    fund_rate_percent: Decimal = Decimal("2.60")
    sign_days: int = 7
    filing_days: int = 30
    rescission_days: int = 0
    rescission_business_days: bool = False
    hold_minutes: int = 60
    hold_max_minutes: int = 2_880
    hold_extensions: int = 2
    holds_per_rep: int = 20
    holds_per_customer: int = 10
    hold_tries: int = 0
    hold_tries_minutes: int = 1_440
    approval_hours: int = 72
    manager_limit_percent: Decimal = Decimal(3)
    director_limit_percent: Decimal = Decimal(6)
    manager_month_budget_minor: int = 0
    director_month_budget_minor: int = 0
    late_rate_per_10000: Decimal = Decimal(2)
    price_band_low_percent: Decimal = Decimal(0)
    settlement_variant: Variant = Variant.BUILT
    settlement_percent: Decimal = LEGAL_PERCENT
    settlement_days: int = 30
    withdrawal_interest_percent: Decimal = Decimal("0.35")
    mortgage_papers_days: int = 14
    mortgage_answer_days: int = 15
    mortgage_payout_days: int = 30
    shortfall_days: int = 7
    demand_cautions: bool = False
    working_days: bool = False
    change_hours: int = 72
    unit_change_rank: ChangeRank = ChangeRank.MANAGER
    buyer_change_rank: ChangeRank = ChangeRank.MANAGER
    plan_change_rank: ChangeRank = ChangeRank.MANAGER
    cancel_rank: ChangeRank = ChangeRank.MANAGER

    def zone(self) -> tzinfo | None:
        """Give the project's time zone, or `None` for the machine's own."""
        return None if self.timezone == LOCAL else ZoneInfo(self.timezone)

    def basis_for(self, kind: str) -> Basis:
        """Tell what the unit price of a kind of unit is multiplied by."""
        return Basis.PER_UNIT if kind in self.per_unit_kinds else self.price_basis

    def rank_for(self, kind: ChangeKind) -> ChangeRank:
        """Give the rank that decides on a kind of change."""
        ranks = {
            ChangeKind.UNIT: self.unit_change_rank,
            ChangeKind.BUYER: self.buyer_change_rank,
            ChangeKind.PLAN: self.plan_change_rank,
        }
        return ranks.get(kind, self.cancel_rank)

    def local(self, moment: datetime) -> datetime:
        """Give a moment as the clock on the office's wall shows it."""
        return moment.astimezone(self.zone())


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 7:
        raise ValueError("a whole number is wanted")
    return int(text)


def _percent(text: str) -> Decimal:
    value = Decimal(text) if text.replace(".", "", 1).isdigit() and text.isascii() else None
    if value is None or value > 100:
        raise ValueError("a number between 0 and 100 is wanted")
    return value


def _zone(text: str) -> str:
    if text != LOCAL:
        try:
            ZoneInfo(text)
        except Exception as failure:  # ZoneInfo raises several kinds for a name that is none
            raise ValueError("a time zone such as Asia/Shanghai, or local, is wanted") from failure
    return text


def _yes_or_no(text: str) -> bool:
    if text.lower() not in {"yes", "no"}:
        raise ValueError("yes or no is wanted")
    return text.lower() == "yes"


def _template(text: str) -> str:
    if not _makes_codes(text):
        raise ValueError("a template such as {building}-{block}-{room} is wanted")
    if "{room}" not in text or "{building}" not in text:
        raise ValueError("the template needs {building} and {room}")
    return text


def _makes_codes(template: str) -> bool:
    """Tell whether a template makes a unit's code of its place alone, and pads nothing to hundreds of signs."""
    try:
        asked = [spec or "" for _, _, spec, _ in Formatter().parse(template)]
        return not any(map(_THREE_DIGITS.search, asked)) and bool(unit_code("1", "2", "3", template))
    except (AttributeError, LookupError, TypeError, ValueError):
        return False


def _profile(text: str) -> str:
    if not (text.isascii() and text.isalpha() and text.islower()):
        raise ValueError("the name of a jurisdiction such as cn is wanted")
    return text


def _kinds(text: str) -> tuple[UnitKind, ...]:
    words = [each.strip().lower() for each in text.split(",")]
    if words in ([""], [NO_KINDS]):
        return ()
    try:
        return tuple(dict.fromkeys(map(UnitKind, words)))
    except ValueError:
        raise ValueError(
            Phrase("none, or some of these with commas between: {words}", words=", ".join(UnitKind))
        ) from None


def _word_of(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    known = {each.value.lower(): each for each in kind}

    def read(text: str) -> StrEnum:
        found = known.get(text.lower().replace(" ", "_"))
        if found is None:
            raise ValueError(known_are(kind))
        return found

    return read


def _currency(text: str) -> str:
    if not (len(text) == 3 and text.isascii() and text.isupper()):
        raise ValueError("three capital letters such as CNY are wanted")
    return text


_RANK = _word_of(ChangeRank)
_PARSERS: dict[str, Callable[[str], Any]] = {
    "profile": _profile,
    "currency": _currency,
    "timezone": _zone,
    "code_template": _template,
    "rounding": _word_of(Rounding),
    "price_basis": _word_of(Basis),
    "per_unit_kinds": _kinds,
    "discount_order": _word_of(DiscountOrder),
    "discount_combine": _word_of(Combine),
    "settlement_variant": _word_of(Variant),
    "demand_cautions": _yes_or_no,
    "working_days": _yes_or_no,
    "rescission_business_days": _yes_or_no,
}


def parse_setting(name: str, text: str) -> object:
    """Read one setting as people write it (amounts in yuan).

    Raises:
        NotFound: there is no such setting.
        BadValue: the text is no value for it.
    """
    known = {each.name.removesuffix("_minor"): each for each in fields(ProjectSettings)}
    found = known.get(name.removesuffix("_minor"))
    if found is None:
        raise NotFound(what="setting", value=name, hint=known_hint(known))
    try:
        return _parser(found.name)(text.strip())
    except ValueError as failure:
        raise BadValue(what=name, value=text, why=message(failure)) from None


def _parser(name: str) -> Callable[[str], Any]:
    if name in _PARSERS:
        return _PARSERS[name]
    if name.endswith("_minor"):
        return parse_minor
    if name.endswith("_rank"):
        return _RANK
    return _percent if name.endswith(("_percent", "_per_10000")) else _whole


def setting_name(name: str) -> str:
    """Give the field behind the name people use (`deposit` → `deposit_minor`)."""
    names = {each.name for each in fields(ProjectSettings)}
    return name if name in names else f"{name}_minor"


def project_settings(stored: Mapping[str, str]) -> ProjectSettings:
    """Make the settings from their stored texts; what is not stored has its default."""
    known = {each.name for each in fields(ProjectSettings)}
    return ProjectSettings(**{name: parse_setting(name, text) for name, text in stored.items() if name in known})  # type: ignore[arg-type]


def shown_settings(settings: ProjectSettings) -> dict[str, str]:
    """Show every setting as people write it."""
    return {
        each.name.removesuffix("_minor"): _shown(each.name, getattr(settings, each.name)) for each in fields(settings)
    }


def _shown(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value) or NO_KINDS
    return format_minor(value) if name.endswith("_minor") and isinstance(value, int) else str(value)

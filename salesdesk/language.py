"""The reader's language: sentences through gettext, words for values of the domain, dates as people write them."""

import os
from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from enum import StrEnum
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import TypeVar

from salesdesk.domain.errors import DeskError, Shown
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.text import safe

W = TypeVar("W", bound=StrEnum)
ENGLISH, CHINESE = "en", "zh_CN"
LOCALE = Path(__file__).parent / "locale"
_VARIABLES = ("SALESDESK_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
PHRASES = frozenset({"action", "hint", "items", "lines", "papers", "problem", "reason", "what", "why"})
"""Details of a refusal that are phrases: written out where it is raised, translated where it is explained."""
_chosen: str | None = None


def use_language(name: str = "") -> None:
    """Choose the language of everything said from now on; any `zh…` is Chinese, an empty name asks the environment."""
    global _chosen
    _chosen = _known(name or _asked_for())


def language() -> str:
    """Give the language in use, `en` or `zh_CN`."""
    if _chosen is None:
        use_language()
    return _chosen or ENGLISH


def _asked_for() -> str:
    """Give the first language that the environment names; nothing is loaded for it yet."""
    return next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), "")


def _known(name: str) -> str:
    return CHINESE if name.casefold().startswith("zh") else ENGLISH


@cache
def _catalogue(name: str) -> NullTranslations:
    return translation("salesdesk", LOCALE, [name], fallback=True)


def tr(text: str) -> str:
    """Translate a sentence; fill its `{names}` in afterwards with `format`."""
    # The empty text is the key of a catalogue's header.
    return _catalogue(language()).gettext(text) if text else ""


def ntr(one: str, many: str, number: int) -> str:
    """Translate a sentence in the form that the number asks for."""
    return _catalogue(language()).ngettext(one, many, number)


def tr_in(context: str, text: str) -> str:
    """Translate a text that means something else in another context, such as "open" of a door and of a step."""
    return _catalogue(language()).pgettext(context, text)


def sentence(*parts: str) -> str:
    """Make one sentence of what is said, with the marks of the reader's language; of nothing, nothing."""
    return tr("{said}.").format(said=tr_in("between parts", ", ").join(parts)) if parts else ""


def in_a_row(parts: Iterable[str]) -> str:
    """Put statements after one another, with the mark of the reader's language between them."""
    return tr_in("between statements", "; ").join(parts)


def N_(text: str) -> str:
    """Mark a constant for translation; `tr` translates it where it is shown."""
    return text


LABELS = (
    *(N_("deposit"), N_("top-up"), N_("first payment"), N_("instalment 2"), N_("instalment 3"), N_("loan payout")),
    *(N_("provident fund loan"), N_("area settlement"), N_("extras"), N_("rebate"), N_("authorised discount")),
    *(N_("rounding"), N_("contract to sign"), N_("contract to file"), N_("mortgage to apply for")),
    *(
        N_("papers to complete"),
        N_("bank to answer"),
        N_("loan to be paid out"),
        N_("the deal has ended"),
        N_("money to pay back"),
    ),
    *(N_("nothing is due for it"), N_("the deposit was paid in full"), N_("it is paid without a loan")),
    N_("make up the difference"),
    *(N_("came"), N_("approved"), N_("refused")),
)
"""Names that the domain writes into schedules, price sheets, steps and tasks: it speaks no language, so `tr` does."""


def human(value: StrEnum) -> str:
    """Give the English of a value of the domain, as a person writes it: `not_released` → "not released"."""
    return value.value.replace("_", " ")


def word(value: StrEnum) -> str:
    """Name a state, a step, a role or any other value of the domain in the reader's language."""
    return tr_in(type(value).__name__, human(value))


def meant(kind: type[W], text: str) -> W | None:
    """Find the value of the domain that somebody names, by its code or in their language, however it is written."""
    typed = _as_typed(text)
    return next((each for each in kind if typed in {_as_typed(each.value), _as_typed(word(each))}), None)


def _as_typed(text: str) -> str:
    return text.strip().casefold().replace("-", " ").replace("_", " ")


def codes_of(kind: type[StrEnum]) -> list[str]:
    """Name the values of a kind by the codes that commands take, each with its word where that is another."""
    words = {each.value: word(each) for each in kind}
    return [code if said == code.replace("_", " ") else f"{code} ({said})" for code, said in words.items()]


def spoken(text: str) -> str:
    """Say a phrase or a text of the domain in the reader's language; what is not known is given as it is."""
    if not isinstance(text, Phrase):
        return tr(text)
    details = {name: _of_phrase(name, value) for name, value in text.details.items()}
    return tr(text.template).format_map(Shown(details))


def _of_phrase(name: str, value: object) -> object:
    step = getattr(value, "word", None)
    if isinstance(value, list | tuple):
        return [_of_phrase(name, each) for each in value]
    if isinstance(value, StrEnum):
        return step if isinstance(step, str) and language() == ENGLISH else word(value)
    if isinstance(value, Phrase) or (isinstance(value, str) and name in PHRASES):
        return spoken(value)
    return value


def explain(error: DeskError, zone: tzinfo | None = None) -> str:
    """Say in the reader's language what was refused and why: one line, harmless to a terminal.

    Moments are shown by the clock of the zone, else by the machine's.
    """
    details = {name: _worded(name, _on_the_wall(value, zone)) for name, value in error.details.items()}
    return safe(tr(error.template()).format_map(Shown(details))).strip()


def _on_the_wall(value: object, zone: tzinfo | None) -> object:
    return f"{value.astimezone(zone):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value


def _worded(name: str, value: object) -> object:
    if isinstance(value, Phrase):
        return spoken(value)
    if isinstance(value, StrEnum):
        return word(value)
    if isinstance(value, list | tuple):
        return [_worded(name, item) for item in value]
    return tr(value) if isinstance(value, str) and name in PHRASES else value


def show_date(day: date) -> str:
    """Show a date with its year: "31 Aug 2024"."""
    return _dated(day, tr_in("date", "d MMM y"))


def show_short_date(day: date) -> str:
    """Show a date whose year is plain to see: "31 Aug"."""
    return _dated(day, tr_in("date", "d MMM"))


def show_day(day: date) -> str:
    """Show a date with its weekday: "Sat 31 Aug"."""
    return _dated(day, tr_in("date", "EEE d MMM"))


def _dated(day: date, pattern: str) -> str:
    from babel.dates import format_date  # loading it costs more than all the rest of a short command

    return format_date(day, pattern, locale=language())


def show_time(moment: datetime) -> str:
    """Show the time of day: "17:04", in the zone that the moment is in, so make it local first."""
    return f"{moment:%H:%M}"

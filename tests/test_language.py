"""The reader's language: who chooses it, and what is said in it."""

import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from salesdesk.domain.deal import Step, StepUnpaid
from salesdesk.domain.errors import NotFound, NotPermitted
from salesdesk.domain.roles import Role
from salesdesk.domain.units import Lock, NotForSale, UnitState
from salesdesk.language import (
    CHINESE,
    N_,
    codes_of,
    explain,
    language,
    meant,
    ntr,
    show_date,
    show_day,
    show_short_date,
    show_time,
    tr,
    tr_in,
    use_language,
    word,
)

SATURDAY = date(2024, 8, 31)
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize(
    ("variables", "chosen"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LC_ALL": "zh_TW.UTF-8", "LANG": "en_GB.UTF-8"}, "zh_CN"),
        ({"LANGUAGE": "zh:en", "LANG": "de_DE.UTF-8"}, "zh_CN"),
        ({"LANGUAGE": "", "LANG": "zh_CN"}, "zh_CN"),
        ({"SALESDESK_LANGUAGE": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"SALESDESK_LANGUAGE": "zh_CN", "LANG": "en_GB.UTF-8"}, "zh_CN"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_environment_chooses_the_language_unless_told_otherwise(
    variables: dict[str, str], chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SALESDESK_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    use_language()
    assert language() == chosen


def test_a_named_language_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALESDESK_LANGUAGE", "en")
    use_language("zh-Hans")
    assert language() == "zh_CN"


def test_a_value_of_the_domain_has_a_name_in_each_language() -> None:
    assert word(UnitState.NOT_RELEASED) == "not released"
    use_language(CHINESE)
    assert word(UnitState.NOT_RELEASED) == "未推"


def test_a_refusal_is_explained_in_the_readers_language() -> None:
    refusal = NotFound(what="unit", value="9-9", hint="")
    assert explain(refusal) == "There is no unit '9-9'."
    use_language(CHINESE)
    assert explain(refusal) == "没有房源'9-9'。"


def test_values_of_the_domain_in_a_refusal_are_said_as_words_even_in_a_list() -> None:
    refusal = NotPermitted(role=Role.REP, action="book money", who_can=[Role.CASHIER, Role.MORTGAGE_DESK])
    assert explain(refusal) == "The role rep may not book money; cashier, mortgage desk may."


def test_what_a_refusal_quotes_cannot_reach_the_terminal() -> None:
    said = explain(NotForSale(unit="3-1\x1b[2J\n", state=UnitState.HELD, hint="\u202e"))
    assert "\x1b" not in said
    assert "\n" not in said
    assert "\u202e" not in said
    assert said.startswith("3-1␛[2J␊ is not on sale: it is held.")


def test_amounts_in_a_refusal_are_shown_in_yuan_in_every_language() -> None:
    use_language(CHINESE)
    assert "房款还有 3,000 未付" in explain(StepUnpaid(step=Step.HANDOVER, open_minor=300_000))


def test_a_customers_name_is_not_translated_even_if_it_is_a_word_of_the_desk() -> None:
    use_language(CHINESE)
    assert "'unit'" in explain(NotFound(what="customer", value="unit", hint=""))


def test_what_has_no_translation_is_said_in_english() -> None:
    use_language(CHINESE)
    assert tr(N_("no catalogue has this")) == "no catalogue has this"
    assert ntr("{n} zebra", "{n} zebras", 2) == "{n} zebras"


def test_an_empty_text_stays_empty() -> None:
    use_language(CHINESE)
    assert tr("") == ""


def test_dates_read_as_people_write_them() -> None:
    assert (show_day(SATURDAY), show_short_date(SATURDAY), show_date(SATURDAY)) == (
        "Sat 31 Aug",
        "31 Aug",
        "31 Aug 2024",
    )
    use_language(CHINESE)
    assert (show_day(SATURDAY), show_short_date(SATURDAY), show_date(SATURDAY)) == (
        "8月31日 周六",
        "8月31日",
        "2024年8月31日",
    )


def test_a_time_is_shown_on_a_clock_of_24_hours() -> None:
    assert show_time(datetime(2024, 8, 31, 17, 4, tzinfo=UTC)) == "17:04"


def test_speaking_loads_neither_the_calendar_nor_anything_else_that_is_slow(run_python: Run) -> None:
    slow = {"babel", "pydantic", "sqlalchemy", "textual", "typer"}
    told = run_python("-c", f"import sys, salesdesk.language as l; l.tr('x'); print({slow!r} & set(sys.modules))")
    assert told.stdout.strip() == "set()", told.stderr


def test_the_language_is_chosen_at_the_first_word(run_python: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALESDESK_LANGUAGE", "zh_CN")
    told = run_python("-X", "utf8", "-c", "import salesdesk.language as l; print(l.tr('The desk refused this.'))")
    assert told.stdout.strip() == "办理被拒绝。", told.stderr


@pytest.mark.parametrize(
    ("text", "plain", "context", "meaning"), [("floor", "楼层", "price", "底价"), ("open", "未付", "cash book", "未结")]
)
def test_a_word_of_two_meanings_has_a_translation_for_each(text: str, plain: str, context: str, meaning: str) -> None:
    use_language(CHINESE)
    assert (tr(text), tr_in(context, text)) == (plain, meaning)


def test_a_value_is_named_by_its_code_or_in_the_readers_language() -> None:
    assert meant(Lock, "Show-Flat") is Lock.SHOW_FLAT
    assert meant(Lock, "查封") is None
    assert codes_of(Lock)[0] == "show_flat"
    use_language(CHINESE)
    assert (meant(Lock, "查封"), meant(Lock, "seized")) == (Lock.SEIZED, Lock.SEIZED)
    assert codes_of(Lock)[0] == "show_flat (样板房)"

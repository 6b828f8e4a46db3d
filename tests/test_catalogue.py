"""The translations are in step with the code."""

import io
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message

import catalogue
from catalogue import built_phrases, built_texts, extract_desk, flaws, refusals
from salesdesk.domain.errors import DeskError
from salesdesk.domain.units import UnitState
from salesdesk.language import CHINESE, LOCALE, human, use_language, word

CODE = '''
class Wrong(Exception):
    """Not a refusal."""

class Refused(DeskError):
    """{unit} is refused,
    and why."""

class Worse(refusals.Refused):
    """Worse."""

class Silent(DeskError): ...

class Colour(StrEnum):
    DARK_RED = "dark_red"
    BLUE = auto()
    NONE = ""

@command(app, "hold")
def hold():
    """Hold a unit
    for somebody."""

@app.callback()
def root():
    """Not a command."""

NAME = N_("a constant")
say = tr("one " "sentence") + ntr("{n} unit", "{n} units", 3) + tr(NAME) + tr_in("door", "open")
raise ValueError("misread")
raise Worse(what="a phrase", why=tr("said"), hint="", value="data", reason=f"{built}")
'''


def found_in(code: str, tmp_path: Path) -> list[tuple[str, Any]]:
    path = tmp_path / "code.py"
    path.write_text(code)
    options = {"refusals": refusals([path]), "failures": {"ValueError"}}
    return [(how, text) for _, how, text, _ in extract_desk(io.BytesIO(code.encode()), {}, (), options)]


def test_every_catalogue_has_every_text_and_nothing_else() -> None:
    assert flaws() == []


def test_there_is_a_chinese_catalogue_and_it_is_compiled() -> None:
    assert [path.parts[-3] for path in catalogue.catalogues()] == [CHINESE]
    assert (LOCALE / CHINESE / "LC_MESSAGES" / "salesdesk.mo").exists()


def test_marked_texts_refusals_phrases_and_words_are_extracted(tmp_path: Path) -> None:
    assert sorted(found_in(CODE, tmp_path), key=repr) == sorted(
        [
            ("tr", "a phrase"),
            ("tr", "misread"),
            ("N_", "a constant"),
            ("tr", "one sentence"),
            ("ntr", ("{n} unit", "{n} units", 3)),
            ("tr", None),
            ("tr_in", ("door", "open")),
            ("tr", "said"),
            ("tr", "{unit} is refused, and why."),
            ("tr", "Worse."),
            ("tr", "Hold a unit for somebody."),
            ("tr_in", ("Colour", "dark red")),
            ("tr_in", ("Colour", "blue")),
        ],
        key=repr,
    )


@pytest.mark.parametrize("built", ['f"{n} units"', '"a" + name', '"a" if b else "c"', 'name or "nobody"'])
def test_a_text_that_is_put_together_before_it_is_translated_is_found(built: str, tmp_path: Path) -> None:
    path = tmp_path / "code.py"
    path.write_text(f"\nprint(tr({built}))\ntr('a {{name}}').format(name=f'{{x}}')\n")
    assert built_texts([path]) == [f"{path}:2"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('raise Refused(why=f"{n} units")', True),
        ('raise Refused(why="a" if n else f"{n}")', True),
        ('raise Refused(hint=", ".join(n))', True),
        ('why = "a" + n; raise Refused(why=why)', True),
        ('raise Refused(why=Phrase("{n} units", n=n))', False),
        ('raise Refused(value=f"{n} units", why="a")', False),
    ],
)
def test_a_phrase_of_a_refusal_that_is_put_together_is_found(line: str, found: bool, tmp_path: Path) -> None:
    path = tmp_path / "code.py"
    path.write_text(f"class Refused(DeskError): ...\ndef check(n):\n    {line}\n")
    assert bool(built_phrases([path])) is found


@pytest.mark.parametrize(
    ("text", "said", "differs"),
    [
        ("{unit} is {state}", "{state}的{unit}", False),
        ("{value!r} is wrong", "{value}不对", True),
        ("{unit} is {state}", "{unit}", True),
        ("plain", "{unit}", True),
        ("{unit}", "", False),
        (("one unit", "{n} units"), ("{n} 套",), False),
        (("one unit", "{n} units"), ("{count} 套",), True),
    ],
)
def test_a_translation_fills_in_what_the_text_fills_in(text: Any, said: Any, differs: bool) -> None:
    assert catalogue._differs(Message(text, said)) is differs


def test_the_words_that_are_asked_for_are_the_words_that_are_extracted() -> None:
    (path,) = catalogue.catalogues()
    there = {(each.context, each.id) for each in catalogue.catalogues()[path]}
    assert {("UnitState", human(each)) for each in UnitState} <= there
    assert DeskError.template() in {text for _, text in there}


def test_the_states_of_a_unit_have_chinese_names_that_differ() -> None:
    use_language(CHINESE)
    assert len({word(each) for each in UnitState} - {human(each) for each in UnitState}) == len(UnitState)

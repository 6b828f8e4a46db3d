"""The options of every command, lifted out of a command line wherever they stand."""

import pytest

from salesdesk.cli.asked import Asked, language_in
from salesdesk.domain.errors import UsageError


def test_they_are_lifted_from_anywhere() -> None:
    asked = Asked()
    rest = asked.take(["hold", "--db", "x.db", "3101", "--key=k", "--json", "--project", "p"])
    assert rest == ["hold", "3101"]
    assert asked == Asked(db="x.db", key="k", project="p", json=True)


def test_before_a_noun_only_what_stands_before_it() -> None:
    asked = Asked()
    rest = asked.take(["--json", "--help", "hold", "--db", "x.db"], anywhere=False)
    assert (rest, asked.json, asked.db) == (["--help", "hold", "--db", "x.db"], True, None)


def test_values_of_other_options_and_all_after_two_dashes_are_left_alone() -> None:
    asked = Asked()
    words = ["--reason", "--json", "--", "--db", "x"]
    assert asked.take(words, ["--reason"]) == words
    assert asked == Asked()


@pytest.mark.parametrize("name", ["--db", "--project", "--key", "--language"])
def test_one_without_its_value_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        Asked().take(["board", name])


@pytest.mark.parametrize(
    ("words", "language"),
    [
        (["--language", "zh", "board"], "zh"),
        (["board", "--language=en"], "en"),
        (["board"], None),
        ([], None),
        (["--language"], None),
    ],
)
def test_the_language_is_known_before_anything_is_parsed(words: list[str], language: str | None) -> None:
    assert language_in(words) == language

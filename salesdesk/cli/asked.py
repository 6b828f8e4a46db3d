"""The options that every command takes, before its name or after it: lifted out of the words of a command line."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from salesdesk.domain.errors import UsageError
from salesdesk.language import N_, tr

VALUED = {
    "--db": ("URL", N_("The database: sqlite:///PATH, the path of a file, or postgresql://…")),
    "--project": ("CODE", N_("The project, by code or name; without it, the first")),
    "--key": ("KEY", N_("An idempotency key: sent again, the command changes nothing and answers as before")),
    "--language": ("LANG", N_("en or zh_CN")),
}
AS_JSON = "--json"
AS_JSON_HELP = N_("Answer with one JSON document")


@dataclass
class Asked:
    """What was asked for with the options that every command takes."""

    db: str | None = None
    project: str | None = None
    key: str | None = None
    language: str | None = None
    json: bool = False

    def take(self, words: Sequence[str], valued: Collection[str] = (), *, anywhere: bool = True) -> list[str]:
        """Lift these options out of the words of a command line and give the rest.

        `valued` are the command's own options that take a value, which is never looked into; unless `anywhere`,
        the first word that is no option ends the search.

        Raises:
            UsageError: one of them lacks its value.
        """
        rest: list[str] = []
        ahead = iter(words)
        for word in ahead:
            if self._took(word, ahead):
                continue
            rest.append(word)
            if word == "--" or not (anywhere or word.startswith("-")):
                rest.extend(ahead)
            elif word in valued:
                rest.extend(islice(ahead, 1))
        return rest

    def _took(self, word: str, ahead: Iterator[str]) -> bool:
        name, equals, value = word.partition("=")
        if name in VALUED:
            given = value if equals else next(ahead, None)
            if given is None:
                raise UsageError(problem=tr("{option} needs a value.").format(option=name))
            setattr(self, name.removeprefix("--"), given)
            return True
        self.json = self.json or word == AS_JSON
        return word == AS_JSON


def language_in(words: Sequence[str]) -> str | None:
    """Give the language that a command line asks for, so that even its help and its errors are in it."""
    given = dict(pairwise(words)).get("--language")
    return given or next((each[11:] for each in words if each.startswith("--language=")), None)


def shared_options() -> list[tuple[str, str]]:
    """Give each option of every command with what it is for, in the reader's language."""
    rows = [(f"{name} {metavar}", tr(text)) for name, (metavar, text) in VALUED.items()]
    return [*rows, (AS_JSON, tr(AS_JSON_HELP))]

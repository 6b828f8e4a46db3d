"""What is wrong with the words of a command line, said in the reader's language: Typer says it in English alone."""

import re

from salesdesk.language import N_, tr

_SAID = tuple(
    (re.compile(pattern, re.DOTALL), text)
    for pattern, text in (
        (
            r"No such option: (?P<option>\S+) \(Possible options: (?P<near>.*)\)",
            N_("There is no option {option}. Did you mean {near}?"),
        ),
        (r"No such option: (?P<option>\S+)", N_("There is no option {option}.")),
        (r"Missing option '(?P<option>.*)'", N_("The option {option} is missing.")),
        (r"Missing argument '(?P<name>.*)'", N_("{name} is missing.")),
        (r"Missing command", N_("A command is missing.")),
        (r"No such command '(?P<name>.*)'", N_("There is no command {name}.")),
        (r"Got unexpected extra argument\(s\) \((?P<words>.*)\)", N_("{words} is too much here.")),
        (r"Option '(?P<option>.*)' requires an argument", N_("{option} needs a value.")),
        (
            r"Invalid value for '?(?P<name>[^']*)'?: .* (?:valid integer|valid number|not a valid int).*",
            N_("{name} must be a whole number."),
        ),
        (r"Option '(?P<option>.*)' does not take a value", N_("The option {option} takes no value.")),
    )
)
HEADINGS = (N_("Usage:"), N_("Arguments:"), N_("Options:"))
"""What Typer writes over the parts of a help page."""
_MARKS = re.compile(r"\[required\]|\[default: (?P<value>.*?)\]")


def usage_words(said: str) -> str:
    """Say a complaint of Typer's; one that is not known stays as it is."""
    plain = " ".join(said.split()).rstrip(".")
    for pattern, text in _SAID:
        if found := pattern.fullmatch(plain):
            return tr(text).format(**found.groupdict())
    return plain + "."


def help_words(page: str) -> str:
    """Put the headings and marks of a help page into the reader's language."""
    for each in HEADINGS:
        page = re.sub(rf"^{each}", tr(each), page, count=1, flags=re.MULTILINE)
    return _MARKS.sub(_mark, page)


def _mark(found: re.Match[str]) -> str:
    value = found["value"]
    return f"[{tr('required')}]" if value is None else f"[{tr('default: {value}').format(value=value)}]"

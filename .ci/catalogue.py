"""Keep the translations in step with the code: `python .ci/catalogue.py update`; `check` tells whether they are."""

import ast
import string
import sys
import tomllib
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from build_hook import compile_catalogues
from salesdesk.language import PHRASES

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "salesdesk" / "locale"
PACKAGES = ("salesdesk", "screens", "db")
KEYWORDS: dict[str, Any] = {"tr": None, "N_": None, "Phrase": None, "ntr": (1, 2), "tr_in": ((1, "c"), 2)}
DOMAIN = ROOT / "salesdesk" / "domain"
_WORD = "tr_in"
_Found = tuple[int, str, Any, list[str]]


def sources() -> list[Path]:
    """List the files whose texts are translated."""
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def refusals(paths: Collection[Path]) -> set[str]:
    """Name DeskError and every class that inherits from it, through whatever file."""
    bases = {each.name: {_name(base) for base in each.bases} for path in paths for each in _classes(path.read_bytes())}
    found = {"DeskError"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found


@cache
def _nodes(code: bytes) -> dict[type[ast.AST], list[Any]]:
    """Read a file's code once, and give what is in it by kind, in order."""
    found: dict[type[ast.AST], list[Any]] = {}
    for each in ast.walk(ast.parse(code)):
        found.setdefault(type(each), []).append(each)
    return found


def _classes(code: bytes) -> list[ast.ClassDef]:
    return _nodes(code).get(ast.ClassDef, [])


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def extract_desk(
    file: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[_Found]:
    """Extract for Babel: marked texts, docstrings and phrases of refusals, help of commands, words of a StrEnum."""
    code = file.read()
    for line, text in (*_phrases(code, options["refusals"]), *_failures(code, options["failures"])):
        yield line, "tr", text, []
    for call in _calls(code, KEYWORDS):
        texts = tuple(each.value if isinstance(each, ast.Constant) else None for each in call.args)
        yield call.lineno, _name(call.func), texts if len(texts) > 1 else texts[0], []
    for line, text in _helps(code):
        yield line, "tr", text, []
    for each in _classes(code):
        sentence = ast.get_docstring(each) if each.name in options["refusals"] else None
        if sentence:
            yield each.lineno, "tr", sentence.replace("\n", " "), []
        if "StrEnum" in map(_name, each.bases):
            yield from _words(each)


def _calls(code: bytes, names: Collection[str]) -> Iterator[ast.Call]:
    return (each for each in _nodes(code).get(ast.Call, []) if _name(each.func) in names)


def _phrases(code: bytes, refusals: Collection[str]) -> Iterator[tuple[int, str]]:
    given = (each for call in _calls(code, refusals) for each in call.keywords if each.arg in PHRASES)
    for phrase in (each.value for each in given):
        if isinstance(phrase, ast.Constant) and isinstance(phrase.value, str) and phrase.value:
            yield phrase.lineno, phrase.value


def _failures(code: bytes, failures: Collection[str]) -> Iterator[tuple[int, str]]:
    """Give what failures say that are told to people: those of reading what was typed."""
    for call in _calls(code, failures):
        said = call.args[0] if call.args else None
        if isinstance(said, ast.Constant) and isinstance(said.value, str):
            yield call.lineno, said.value


def _helps(code: bytes) -> Iterator[tuple[int, str]]:
    """Give the docstring of each command, which is its help: one paragraph."""
    for each in _nodes(code).get(ast.FunctionDef, []):
        made = [_name(one.func) for one in each.decorator_list if isinstance(one, ast.Call)]
        if "command" in made:
            yield each.lineno, " ".join((ast.get_docstring(each) or "").split())


def _words(enum: ast.ClassDef) -> Iterator[_Found]:
    for each in enum.body:
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
            value = each.value.value if isinstance(each.value, ast.Constant) else each.targets[0].id.lower()
            if value:
                yield each.lineno, _WORD, (enum.name, str(value).replace("_", " ")), []


def template() -> Catalog:
    """Collect every text that the code wants translated."""
    paths = sources()
    known = refusals(paths)
    catalogue = Catalog(project="salesdesk", charset="utf-8")
    for path in paths:
        options = {"refusals": known, "failures": {"ValueError"} if DOMAIN in path.parents else set()}
        with path.open("rb") as file:
            # Babel wants the type of its own cursor on the file here; any binary file will do.
            found = extract(extract_desk, file, KEYWORDS, options=options)  # type: ignore[arg-type]
            for line, text, comments, context in found:
                place = (str(path.relative_to(ROOT)), line)
                catalogue.add(text, None, [place], auto_comments=comments, context=context)
    for file_name, text in profile_texts():
        catalogue.add(text, None, [(file_name, 1)])
    return catalogue


def profile_texts() -> Iterator[tuple[str, str]]:
    """Give what the files of the jurisdictions say to people: cautions, papers, laws."""
    for path in sorted((ROOT / "salesdesk" / "profiles").glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for text in (*data["cautions"], *chain(*data["papers"].values()), *data["laws"].values()):
            yield str(path.relative_to(ROOT)), text


def catalogues() -> dict[Path, Catalog]:
    """Read every catalogue there is."""
    return {path: _read(path) for path in sorted(LOCALE.glob("*/LC_MESSAGES/salesdesk.po"))}


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def update() -> None:
    """Bring every catalogue up to date and compile it; translations stay, texts no longer in the code go."""
    wanted = template()
    for path, catalogue in catalogues().items():
        catalogue.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
        with path.open("wb") as file:
            write_po(file, catalogue, width=100, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
        empty = sum(not _said(each) for each in catalogue if each.id)
        print(f"{path.relative_to(ROOT)}: {len(catalogue)} texts, {empty} without a translation")
    compile_catalogues(LOCALE)


def flaws() -> list[str]:
    """Tell what is out of step: texts missing from a catalogue, left over in it, or with other places to fill in."""
    wanted = {_key(each) for each in template() if each.id}
    built = (*built_texts(sources()), *built_phrases(sources()))
    found = [f"{place}: a text is put together before it is translated" for place in built]
    for path, catalogue in catalogues().items():
        there = {_key(each) for each in catalogue if each.id}
        name = path.parts[-3]
        found += [f"{name}: missing: {text!r}" for _, text in sorted(wanted - there)]
        found += [f"{name}: no longer in the code: {text!r}" for _, text in sorted(there - wanted)]
        found += [
            f"{name}: other {{names}} in the translation of {_key(each)[1]!r}" for each in catalogue if _differs(each)
        ]
    return found


def built_texts(paths: Collection[Path]) -> list[str]:
    """List where a marked text is not one literal (an f-string, a sum, a choice): no catalogue can hold it."""
    return [
        f"{path}:{call.lineno}"
        for path in paths
        for call in _calls(path.read_bytes(), KEYWORDS)
        if any(isinstance(each, ast.JoinedStr | ast.BinOp | ast.IfExp | ast.BoolOp) for each in call.args)
    ]


def built_phrases(paths: Collection[Path]) -> list[str]:
    """List where a phrase of a refusal is a text that was put together: `Phrase` is what any language can say."""
    known = refusals(paths)
    return [
        f"{path}:{each.value.lineno}"
        for path in paths
        for scope in _nodes(path.read_bytes()).get(ast.FunctionDef, [])
        for call in _calls_in(scope, known)
        for each in call.keywords
        if each.arg in PHRASES and _is_built(each.value, scope)
    ]


def _calls_in(scope: ast.AST, names: Collection[str]) -> Iterator[ast.Call]:
    return (each for each in ast.walk(scope) if isinstance(each, ast.Call) and _name(each.func) in names)


def _is_built(value: ast.expr, scope: ast.AST) -> bool:
    """Tell whether a text, or what a name stands for in the function, is an f-string, a sum or joined."""
    if isinstance(value, ast.JoinedStr | ast.BinOp):
        return True
    if isinstance(value, ast.IfExp | ast.BoolOp):
        parts = [value.body, value.orelse] if isinstance(value, ast.IfExp) else value.values
        return any(_is_built(each, scope) for each in parts)
    if isinstance(value, ast.Call):
        return _name(value.func) == "join"
    if not isinstance(value, ast.Name):
        return False
    given = [each for each in ast.walk(scope) if isinstance(each, ast.Assign) and _named(each, value.id)]
    return any(_is_built(each.value, scope) for each in given if not isinstance(each.value, ast.Name))


def _named(assignment: ast.Assign, name: str) -> bool:
    return any(isinstance(each, ast.Name) and each.id == name for each in assignment.targets)


def _key(message: Message) -> tuple[str, str]:
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def _said(message: Message) -> list[str]:
    texts = [message.string] if isinstance(message.string, str) else message.string or []
    return [text for text in texts if text]


def _differs(message: Message) -> bool:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    allowed = [_places(text) for text in ids]
    return any(_places(text) not in allowed for text in _said(message) if message.id)


def _places(text: str) -> list[tuple[str, str, str]]:
    """Give what is filled into a text: name, format and conversion."""
    parts = string.Formatter().parse(text)
    return sorted((name, shape or "", how or "") for _, name, shape, how in parts if name is not None)


def check() -> None:
    """Print what is out of step and fail if anything is."""
    found = flaws()
    print("\n".join(found) or "the catalogues are up to date")
    if found:
        raise SystemExit("mend it with: python .ci/catalogue.py update")


if __name__ == "__main__":
    {"update": update, "check": check}[sys.argv[1] if len(sys.argv) > 1 else "check"]()

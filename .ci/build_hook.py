"""Compile the catalogues of translations whenever the project is built or installed, also in place."""

import os
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface[Any]):
    """Compiles before hatchling collects the files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every catalogue beside its source."""
        compile_catalogues(Path(self.root) / "salesdesk" / "locale")


def compile_catalogues(locale: Path) -> list[Path]:
    """Make the .mo of each .po; an old one stays readable until the new one is whole."""
    return [_compile(source) for source in sorted(locale.glob("*/LC_MESSAGES/*.po"))]


def _compile(source: Path) -> Path:
    compiled = BytesIO()
    with source.open("rb") as text:
        write_mo(compiled, read_po(text))
    target = source.with_suffix(".mo")
    if not target.exists() or target.read_bytes() != compiled.getvalue():
        fresh = target.with_suffix(f".{os.getpid()}.new")
        fresh.write_bytes(compiled.getvalue())
        fresh.replace(target)
    return target

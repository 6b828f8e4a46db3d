"""The jurisdiction that a project sells under, read from its file of data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from salesdesk.domain.errors import BadValue
from salesdesk.domain.mortgages import Lender
from salesdesk.domain.phrases import known_are
from salesdesk.domain.project import ProjectSettings, project_settings

SUFFIX = ".toml"
USUAL = "cn"


@dataclass(frozen=True, slots=True)
class Profile:
    """What a jurisdiction asks for: papers by lender, cautions, settings to begin with, and laws by ending."""

    papers: dict[Lender, tuple[str, ...]]
    cautions: tuple[str, ...]
    settings: dict[str, str]
    laws: dict[str, str]


@cache
def profile_names() -> tuple[str, ...]:
    """Name the jurisdictions that there are."""
    there = files("salesdesk.profiles").iterdir()
    return tuple(sorted(each.name.removesuffix(SUFFIX) for each in there if each.name.endswith(SUFFIX)))


@cache
def profile_called(name: str) -> Profile:
    """Read a jurisdiction's profile.

    Raises:
        BadValue: there is none of that name.
    """
    if name not in profile_names():
        raise BadValue(what="profile", value=name, why=known_are(profile_names()))
    data = tomllib.loads(files("salesdesk.profiles").joinpath(name + SUFFIX).read_text(encoding="utf-8"))
    return Profile(
        papers={lender: tuple(data["papers"][lender]) for lender in Lender},
        cautions=tuple(data["cautions"]),
        settings=data["settings"],
        laws=data["laws"],
    )


def settings_of(stored: Mapping[str, str]) -> ProjectSettings:
    """Make a project's settings: what is stored, beside it what its jurisdiction begins with."""
    return project_settings(profile_called(stored.get("profile", USUAL)).settings | dict(stored))

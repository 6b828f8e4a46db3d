"""The jurisdiction that a project sells under, read from its file of data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from salesdesk.domain.mortgages import Lender


@dataclass(frozen=True, slots=True)
class Profile:
    """What a jurisdiction asks for: the papers that each lender wants, the cautions before the contract."""

    papers: dict[Lender, tuple[str, ...]]
    cautions: tuple[str, ...]


@cache
def profile_called(name: str) -> Profile:
    """Read a jurisdiction's profile."""
    data = tomllib.loads(files("salesdesk.profiles").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return Profile(
        papers={lender: tuple(data["papers"][lender]) for lender in Lender}, cautions=tuple(data["cautions"])
    )

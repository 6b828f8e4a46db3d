"""The locked versions: complete, allowed by the project, each with its hashes, and no package host among them."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = ROOT / ".ci" / "lock"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUN = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
TEST = [*RUN, *(each for each in PROJECT["dependency-groups"]["dev"] if isinstance(each, str))]


def pins(name: str) -> dict[str, str]:
    """Give the requirement of each package in a lock, with the lines of hashes that follow it."""
    text = (LOCKS / name).read_text("utf-8")
    blocks = re.split(r"\n(?=\S)", text)
    return {
        canonicalize_name(Requirement(block.split("\\")[0]).name): block
        for block in blocks
        if not block.startswith("#")
    }


@pytest.mark.parametrize(("lock", "wanted"), [("run.txt", RUN), ("test.txt", TEST)])
def test_every_requirement_is_locked_to_a_version_that_it_allows(lock: str, wanted: list[str]) -> None:
    locked = pins(lock)
    for requirement in map(Requirement, wanted):
        block = locked[canonicalize_name(requirement.name)]
        (pinned,) = Requirement(block.split("\\")[0]).specifier
        assert pinned.operator == "=="
        assert requirement.specifier.contains(pinned.version, prereleases=True), block.splitlines()[0]


@pytest.mark.parametrize("lock", ["run.txt", "test.txt"])
def test_every_locked_version_has_its_hashes(lock: str) -> None:
    without = [name for name, block in pins(lock).items() if "--hash=sha256:" not in block]
    assert without == []


@pytest.mark.parametrize("lock", ["run.txt", "test.txt"])
def test_a_lock_names_no_package_host(lock: str) -> None:
    text = (LOCKS / lock).read_text("utf-8")
    assert re.findall(r"://|--(?:extra-)?index|--find-links|\bfile:", text) == []


def test_the_tests_run_on_the_versions_that_users_get() -> None:
    tested = {name: block.split("\\")[0] for name, block in pins("test.txt").items()}
    used = {name: block.split("\\")[0] for name, block in pins("run.txt").items()}
    assert used.items() <= tested.items()


def test_a_build_needs_what_is_locked_and_nothing_else() -> None:
    assert PROJECT["build-system"]["requires"] == PROJECT["dependency-groups"]["build"]

"""The README's two commands: one line each, from locked versions, and the second is the one that CI runs."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def command(heading: str) -> str:
    found = re.search(rf"^## {heading}\n.*?^```\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert found, heading
    (line,) = found[1].splitlines()
    return line


@pytest.mark.parametrize(
    ("heading", "lock", "end"),
    [("Try it", "run.txt", "salesdesk demo"), ("Run the tests", "test.txt", "python -m pytest -n auto")],
)
def test_a_command_is_one_line_that_installs_what_is_locked(heading: str, lock: str, end: str) -> None:
    line = command(heading)
    assert f"--require-hashes -r .ci/lock/{lock} && " in line
    assert line.count("--no-build-isolation") == 1
    assert line.endswith(f"&& .venv/bin/{end}")


def test_ci_runs_the_line_that_the_readme_gives() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    function = script[script.index("readme_block()") : script.index("failed=()")]
    told = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", function + 'readme_block "Run the tests"'],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == command("Run the tests") + "\n"


def test_every_file_that_the_readme_links_to_is_there() -> None:
    missing = [target for target in re.findall(r"\]\(([^)#:]+)\)", README) if not (ROOT / target).exists()]
    assert missing == []

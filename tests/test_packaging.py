"""What users install: the wheel holds every file that the program reads, also when it is built from the sdist."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PLACES = {"salesdesk": "salesdesk", "screens": "screens", "db": "db", "fixtures": "salesdesk/_fixtures"}
CATALOGUE = "salesdesk/locale/zh_CN/LC_MESSAGES/salesdesk.mo"


def build(source: Path, target: str, into: Path) -> Path:
    """Build with the backend itself, as pip does without isolation: no package is fetched."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(into)]
    told = subprocess.run(command, cwd=source, capture_output=True, text=True, timeout=120)
    assert told.returncode == 0, told.stderr
    (made,) = into.iterdir()
    return made


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def unpacked(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        # Early releases of 3.11 know no filter and pass over this; later ones want one named.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder)
    (source,) = folder.iterdir()
    return source


@pytest.fixture(scope="module")
def wheel(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as a packager makes it: from the sdist, without the catalogues that the checkout had compiled."""
    (unpacked / CATALOGUE).unlink()
    return build(unpacked, "wheel", tmp_path_factory.mktemp("wheel"))


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_file_of_the_program_is_in_the_wheel(unpacked: Path, wheel: Path) -> None:
    wanted = {
        f"{there}/{path.relative_to(unpacked / here).as_posix()}"
        for here, there in PLACES.items()
        for path in (unpacked / here).rglob("*")
        if path.is_file() and path.suffix != ".po"
    }
    assert wanted - names(wheel) == set()
    assert {Path(name).suffix for name in wanted} >= {".py", ".mo", ".mako", ".toml"}


def test_the_sdist_has_every_file_of_the_checkout(unpacked: Path) -> None:
    ours = {
        path.relative_to(ROOT)
        for here in PLACES
        for path in (ROOT / here).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {path for path in ours if not (unpacked / path).exists()} == set()
    for name in ("README.md", "LICENSE", "CHANGELOG.md", ".ci/build_hook.py", ".ci/lock/run.txt", "tests/conftest.py"):
        assert (unpacked / name).exists(), name


def test_a_wheel_of_the_checkout_is_the_wheel_of_the_sdist(wheel: Path, tmp_path: Path) -> None:
    assert names(build(ROOT, "wheel", tmp_path)) == names(wheel)


def test_the_wheel_takes_no_top_level_name_but_its_packages(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in names(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"salesdesk", "screens", "db"}


def test_what_is_installed_speaks_chinese_and_finds_its_migrations(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    code = (
        "import salesdesk.language as l, db.migrate as m\n"
        "from salesdesk.domain.units import UnitState\n"
        "l.use_language('zh_CN')\n"
        "print(l.__file__, m.__file__, sep='\\n')\n"
        "print(l.word(UnitState.HELD), len(list((m.SCRIPTS / 'versions').glob('0*.py'))) > 0)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(target), "PYTHONUTF8": "1"}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
    )
    assert told.stdout.splitlines() == [
        str(target / "salesdesk" / "language.py"),
        str(target / "db" / "migrate.py"),
        "小订 True",
    ], told.stderr

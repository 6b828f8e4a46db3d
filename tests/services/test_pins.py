"""The pepper of the PINs: made once, whole and private, however many first runs there are at the same moment."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from salesdesk.services.pins import read_pepper

AT_ONCE = 16


def test_first_runs_at_the_same_moment_make_one_pepper(tmp_path: Path) -> None:
    for run in range(20):
        path, start = tmp_path / f"office{run}.db.pepper", Barrier(AT_ONCE)

        def first_run(path: Path = path, start: Barrier = start) -> bytes:
            start.wait()
            return read_pepper(path)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = {each.result() for each in [pool.submit(first_run) for _ in range(AT_ONCE)]}
        assert len(found) == 1
        assert len(found.pop()) == 64
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(list(tmp_path.iterdir())) == 20, "nothing is left beside them"


def test_a_pepper_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "office.db.pepper"
    path.write_bytes(b"kept")
    assert read_pepper(path) == b"kept"

"""Half-written files of processes that were killed are removed by the next; whatever is in use or not ours stays."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from salesdesk.importing.unfinished_files import UnfinishedFile, remove_abandoned

WRITER = """
import sys
from pathlib import Path
from salesdesk.importing.unfinished_files import UnfinishedFile
print(UnfinishedFile(Path(sys.argv[1])).path, flush=True)
sys.stdin.read()
"""


def test_what_a_killed_process_leaves_goes_and_what_a_living_one_writes_stays(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        left = Path(writer.stdout.readline().strip())
        own = UnfinishedFile(tmp_path)
        remove_abandoned(tmp_path)
        assert left.exists()
        assert own.path.exists()
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        assert left.exists()
        remove_abandoned(tmp_path)
        assert not left.exists()
        assert own.path.exists()
    own.finish(tmp_path / "rejects.csv")
    assert os.listdir(tmp_path) == ["rejects.csv"]


def test_nothing_of_somebody_elses_is_removed(tmp_path: Path) -> None:
    names = ("rejects-abcdefgh", ".rejects-abc", ".rejects-ABCDEFGH", ".rejects-abcdefgh", ".rejects-abcdefgi")
    for name in names[:-1]:
        (tmp_path / name).write_text("mine")
        (tmp_path / name).chmod(0o644)
    (tmp_path / names[-1]).symlink_to(tmp_path / names[0])
    (tmp_path / ".rejects-abcdefgj").mkdir(mode=0o600)
    before = sorted(os.listdir(tmp_path))
    remove_abandoned(tmp_path)
    remove_abandoned(tmp_path / "nowhere")
    assert sorted(os.listdir(tmp_path)) == before


def test_a_file_that_is_dropped_leaves_nothing(tmp_path: Path) -> None:
    UnfinishedFile(tmp_path).drop()
    assert os.listdir(tmp_path) == []

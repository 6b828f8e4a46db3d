"""Where a file lies: SQLite's locks do not hold on network drives."""

import re
from pathlib import Path

_ESCAPED = re.compile(r"\\([0-7]{3})")
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "fuse.sshfs", "ceph", "glusterfs", "ncpfs", "davfs"}
)


def network_drive(path: Path, mounts: Path = Path("/proc/mounts")) -> str | None:
    """Name the network file system that a path lies on, or `None` (also where the system does not tell)."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    place = path.expanduser().resolve()
    fitting = [(point, kind) for point, kind in map(_mount, lines) if place.is_relative_to(point)]
    # What was mounted later lies over what was mounted before at the same place.
    _, kind = max(reversed(fitting), key=lambda each: len(each[0]), default=("", ""))
    return kind if kind in _NETWORK else None


def _mount(line: str) -> tuple[str, str]:
    fields = line.split(" ")
    return (_ESCAPED.sub(_character, fields[1]), fields[2]) if len(fields) > 2 else ("/", "")


def _character(found: re.Match[str]) -> str:
    return chr(int(found.group(1), 8))

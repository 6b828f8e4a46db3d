"""PINs as they are kept: argon2 hashes over the PIN and a pepper that is not in the database."""

import hmac
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import CHEAPEST

from db.engine import Database

TIMES, MEMORY_KIB = 10, 19 << 10
"""What a try costs: as much work as 64 MiB three times, and no more memory than the program takes anyway."""


@dataclass(frozen=True)
class PinVault:
    """How PINs are hashed at this office."""

    pepper: bytes
    cheap: bool = False

    @cached_property
    def _hasher(self) -> PasswordHasher:
        if self.cheap:
            return PasswordHasher.from_parameters(CHEAPEST)
        return PasswordHasher(time_cost=TIMES, memory_cost=MEMORY_KIB, parallelism=1)

    def hashed(self, pin: str) -> str:
        """Hash a PIN for keeping."""
        return self._hasher.hash(self._peppered(pin))

    def verify(self, kept: str, pin: str) -> bool:
        """Tell whether a PIN is the one that was kept."""
        try:
            return self._hasher.verify(kept, self._peppered(pin))
        except (VerificationError, InvalidHashError):
            return False

    def _peppered(self, pin: str) -> str:
        return hmac.new(self.pepper, pin.encode(), "sha256").hexdigest()


def pepper_path(database: Database, folder: Path) -> Path:
    """Say where the pepper is kept: beside a database file, else in the given folder."""
    return database.path.with_name(database.path.name + ".pepper") if database.path else folder / "pepper"


def read_pepper(path: Path) -> bytes:
    """Read the pepper, or make one (mode 0600) when there is none yet; of two processes at once one makes it."""
    if not path.exists():
        _make_pepper(path)
    return path.read_bytes()


def _make_pepper(path: Path) -> None:
    """Put a new pepper in place whole: whoever finds the file finds all of it, and nobody's is replaced."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_hex(32).encode())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        os.unlink(name)

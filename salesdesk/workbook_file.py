"""A workbook that is being written: a disk that is full is told as that, and no part of it is left behind."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO


@contextmanager
def written_workbook(path: Path, how: Mapping[str, object]) -> Iterator[Any]:
    """Give a workbook to fill row by row, which is put into a file at the end.

    Raises:
        OSError: there is no room, or no permission.
    """
    import xlsxwriter  # few commands need it, and a large import has no memory to spare
    from xlsxwriter.exceptions import FileCreateError

    with path.open("wb") as file, TemporaryDirectory() as parts:
        out = _Output(file)
        book = xlsxwriter.Workbook(out, {**how, "constant_memory": True, "tmpdir": parts})
        try:
            yield book
            book.close()
        except FileCreateError as failure:
            raise failure.args[0] from None
        finally:
            for sheet in book.worksheets():
                with suppress(OSError):
                    sheet.row_data_fh.close()
        out.settle()


class _Output:
    """A file that keeps its first failure to itself until it is settled.

    An archive that is told of it at once tries to write its end again when it is thrown away, and complains aloud.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._at = file, 0
        self._failure: OSError | None = None

    def write(self, data: Any) -> int:
        """Write bytes, or leave them out after a failure."""
        self._at += len(data)
        with self._kept():
            self._file.write(data)
        return len(data)

    def seek(self, place: int) -> int:
        """Go to a place from the beginning."""
        self._at = place
        with self._kept():
            self._file.seek(place)
        return place

    def tell(self) -> int:
        """Say where the next byte would stand."""
        return self._at

    def flush(self) -> None:
        """Hand over what waits to be written."""
        with self._kept():
            self._file.flush()

    def settle(self) -> None:
        """Hand over the rest.

        Raises:
            OSError: the first failure.
        """
        self.flush()
        if self._failure is not None:
            with suppress(OSError):
                self._file.close()
            raise self._failure

    @contextmanager
    def _kept(self) -> Iterator[None]:
        if self._failure is None:
            try:
                yield
            except OSError as failure:
                self._failure = failure
        else:
            with suppress(OSError):
                yield

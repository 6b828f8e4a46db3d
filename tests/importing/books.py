"""Tables written as each kind of file an office sends: text in any encoding, old and new workbooks, JSON lines."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

Rows = Sequence[Sequence[str]]
ODS = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(f'xmlns:{name}="{ODS}:{name}:1.0"' for name in ("office", "table", "text"))


def csv_text(rows: Rows, delimiter: str = ",") -> str:
    """Write a table as text with delimiters."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def write_csv(path: Path, rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> None:
    """Write a table as a text file."""
    path.write_bytes(csv_text(rows, delimiter).encode(encoding))


def write_json_lines(path: Path, rows: Rows) -> None:
    """Write a table as JSON lines."""
    lines = (json.dumps(dict(zip(rows[0], row, strict=True)), ensure_ascii=False) for row in rows[1:])
    path.write_text("\n".join(lines) + "\n", "utf-8")


def write_xlsx(path: Path, rows: Rows) -> None:
    """Write a table as a new workbook."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)


def write_xlsm(path: Path, rows: Rows) -> None:
    """Write a table as a workbook that has a macro in it."""
    write_xlsx(path, rows)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")


def write_xls(path: Path, rows: Rows) -> None:
    """Write a table as an old workbook."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    book.save(str(path))


def write_ods(path: Path, rows: Rows) -> None:
    """Write a table as a workbook of the free kind."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = "".join(
        f"<table:table-row>{''.join(cell.format(escape(each)) for each in row)}</table:table-row>" for row in rows
    )
    body = f'<office:body><office:spreadsheet><table:table table:name="a">{lines}</table:table></office:spreadsheet>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml", f"<office:document-content {SPACES}>{body}</office:body></office:document-content>"
        )
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{ODS}:manifest:1.0"/>')


WRITERS: dict[str, Callable[[Path, Rows], None]] = {
    "utf8.csv": write_csv,
    "marked.csv": lambda path, rows: write_csv(path, rows, "utf-8-sig"),
    "utf16.csv": lambda path, rows: write_csv(path, rows, "utf-16"),
    "gb18030.csv": lambda path, rows: write_csv(path, rows, "gb18030", ";"),
    "tabs.tsv": lambda path, rows: write_csv(path, rows, delimiter="\t"),
    "new.xlsx": write_xlsx,
    "macro.xlsm": write_xlsm,
    "old.xls": write_xls,
    "free.ods": write_ods,
    "lines.jsonl": write_json_lines,
}

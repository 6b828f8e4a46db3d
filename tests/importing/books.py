"""Tables written as each kind of file an office sends: text in any encoding, workbooks, web pages, XML, JSON."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

Rows = Sequence[Sequence[str]]
Sheets = Mapping[str, Rows]
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


def write_xlsx_sheets(path: Path, sheets: Sheets) -> None:
    """Write tables as the sheets of a new workbook."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)


def write_xlsm_sheets(path: Path, sheets: Sheets) -> None:
    """Write tables as the sheets of a workbook that has a macro in it."""
    write_xlsx_sheets(path, sheets)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")


def write_xls_sheets(path: Path, sheets: Sheets) -> None:
    """Write tables as the sheets of an old workbook."""
    import xlwt

    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(at, column, value)
    book.save(str(path))


def write_ods_sheets(path: Path, sheets: Sheets) -> None:
    """Write tables as the sheets of a workbook of the free kind."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, rows))}</table:table>'
        for name, rows in sheets.items()
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml", f"<office:document-content {SPACES}>{body}</office:body></office:document-content>"
        )
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{ODS}:manifest:1.0"/>')


def _ods_row(row: Sequence[str]) -> str:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    return f"<table:table-row>{''.join(cell.format(escape(each)) for each in row)}</table:table-row>"


def write_json(path: Path, rows: Rows) -> None:
    """Write a table as a list of objects, each on a line of its own, in what a program answers."""
    objects = [json.dumps(dict(zip(rows[0], row, strict=True)), ensure_ascii=False) for row in rows[1:]]
    text = ",\n".join(objects)
    path.write_text(f'{{"code": 0, "data": {{"list": [{text}], "total": {len(objects)}}}}}', "utf-8")


def write_page_tables(path: Path, sheets: Sheets) -> None:
    """Write tables one below the other, as the web page that systems call an old workbook; their names are lost."""
    head = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="gb2312"><style>td {}</style>'
    tables = "".join(f"<table border=1>{''.join(map(_page_row, rows))}</table>" for rows in sheets.values())
    path.write_bytes(f"{head}</head><body>{tables}</body></html>".encode("gb18030", "replace"))


def _page_row(row: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\r\n"


def write_xml_sheets(path: Path, sheets: Sheets) -> None:
    """Write tables as the sheets of a workbook of 2003 in XML."""
    path.write_text(xml_book({escape(name): "".join(map(_xml_row, rows)) for name, rows in sheets.items()}), "utf-8")


def _xml_row(row: Sequence[str]) -> str:
    cell = '<Cell><Data ss:Type="String">{}</Data></Cell>'
    return f"<Row>{''.join(cell.format(escape(each)) for each in row)}</Row>"


def xml_book(sheets: Mapping[str, str], more: str = "") -> str:
    """Give a workbook of 2003 with sheets of rows that are XML."""
    space = "urn:schemas-microsoft-com:office"
    parts = "".join(f'<Worksheet ss:Name="{name}"><Table>{rows}</Table></Worksheet>' for name, rows in sheets.items())
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{space}:spreadsheet" xmlns:x="{space}:excel" xmlns:ss="{space}:spreadsheet">'
        f"{more}{parts}</Workbook>"
    )


SHEET_WRITERS: dict[str, Callable[[Path, Sheets], None]] = {
    "new.xlsx": write_xlsx_sheets,
    "macro.xlsm": write_xlsm_sheets,
    "old.xls": write_xls_sheets,
    "free.ods": write_ods_sheets,
    "page.xls": write_page_tables,
    "page.html": write_page_tables,
    "book.xml": write_xml_sheets,
}
BOOKS = tuple(name for name in SHEET_WRITERS if not name.startswith("page"))
"""Those whose sheets have names, and are never parts of one list."""


def _alone(write: Callable[[Path, Sheets], None]) -> Callable[[Path, Rows], None]:
    """Give what writes one table as the only sheet."""
    return lambda path, rows: write(path, {"a": rows})


WRITERS: dict[str, Callable[[Path, Rows], None]] = {
    "utf8.csv": write_csv,
    "marked.csv": lambda path, rows: write_csv(path, rows, "utf-8-sig"),
    "utf16.csv": lambda path, rows: write_csv(path, rows, "utf-16"),
    "gb18030.csv": lambda path, rows: write_csv(path, rows, "gb18030", ";"),
    "tabs.tsv": lambda path, rows: write_csv(path, rows, delimiter="\t"),
    "lines.jsonl": write_json_lines,
    "list.json": write_json,
} | {name: _alone(write) for name, write in SHEET_WRITERS.items()}

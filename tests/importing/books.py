"""Tables written as each kind of file an office sends: text in any encoding, workbooks, web pages, XML, JSON."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
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


def write_json(path: Path, rows: Rows) -> None:
    """Write a table as a list of objects, each on a line of its own, in what a program answers."""
    objects = [json.dumps(dict(zip(rows[0], row, strict=True)), ensure_ascii=False) for row in rows[1:]]
    text = ",\n".join(objects)
    path.write_text(f'{{"code": 0, "data": {{"list": [{text}], "total": {len(objects)}}}}}', "utf-8")


def write_page(path: Path, rows: Rows) -> None:
    """Write a table as the web page that systems call an old workbook."""
    head = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="gb2312"><style>td {}</style>'
    lines = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\r\n" for row in rows)
    path.write_bytes(f"{head}</head><body><table border=1>{lines}</table></body></html>".encode("gb18030", "replace"))


def write_xml(path: Path, rows: Rows) -> None:
    """Write a table as a workbook of 2003 in XML."""
    cell = '<Cell><Data ss:Type="String">{}</Data></Cell>'
    lines = "".join(f"<Row>{''.join(cell.format(escape(each)) for each in row)}</Row>" for row in rows)
    path.write_text(xml_book({"a": lines}), "utf-8")


def xml_book(sheets: Mapping[str, str], more: str = "") -> str:
    """Give a workbook of 2003 with sheets of rows that are XML."""
    space = "urn:schemas-microsoft-com:office"
    parts = "".join(f'<Worksheet ss:Name="{name}"><Table>{rows}</Table></Worksheet>' for name, rows in sheets.items())
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{space}:spreadsheet" xmlns:x="{space}:excel" xmlns:ss="{space}:spreadsheet">'
        f"{more}{parts}</Workbook>"
    )


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
    "list.json": write_json,
    "page.xls": write_page,
    "page.html": write_page,
    "book.xml": write_xml,
}

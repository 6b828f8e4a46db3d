"""Web archives: the pages in them are read as a page is, in bounds, whatever else is in there."""

import base64
import quopri
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import DeskError
from salesdesk.importing.refusals import FileDamaged, FileTooLarge, NotATable
from salesdesk.importing.snapshot import take_snapshot
from salesdesk.importing.tables import open_table
from salesdesk.importing.web_archives import pages_of

TABLE = "<table><tr><td>楼栋<td>房号<td>建筑面积<tr><td class=a>3栋<td>0101<td>90.5</table>"
TOP = (
    b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n"
    b'Content-Type: multipart/related; boundary="--=_Next_1"\r\n\r\nText.\r\n'
)


def part(
    page: bytes, packing: str = "7bit", kind: str = "text/html; charset=gb2312", between: str = "--=_Next_1"
) -> bytes:
    packed = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}.get(packing, bytes)(page)
    head = f"--{between}\r\nContent-Location: file:///C:/a.htm\r\nContent-Transfer-Encoding: {packing}\r\n"
    return head.encode() + f"Content-Type: {kind}\r\n\r\n".encode() + packed + b"\r\n"


END = b"----=_Next_1--\r\n<table><tr><td>beyond<td>the end"


@pytest.mark.parametrize("packing", ["quoted-printable", "base64", "8BIT"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_workbook_saved_as_a_single_web_page_is_read(
    text_file: Callable[..., Path], packing: str, encoding: str
) -> None:
    frames = part(b"<html><frameset><noframes><p>no frames</p></noframes></frameset>", "quoted-printable")
    archive = TOP + frames + part(TABLE.encode(encoding), packing) + part(b"\xff\xd8", "base64", "image/jpeg") + END
    with open_table(text_file(archive, name="units.xls")) as table:
        assert (table.format, table.header, table.notes) == ("html", ("楼栋", "房号", "建筑面积"), [])
        assert [row.cells for row in table.rows] == [("3栋", "0101", "90.5")]
        assert table.sha256 == take_snapshot(table.source).sha256 if table.source else False


def test_archives_of_browsers_have_other_lines_first_and_parts_in_parts(text_file: Callable[..., Path]) -> None:
    inner = b"----=_Next_1\r\nContent-Type: multipart/alternative;\r\n boundary=in\r\n\r\n" + part(
        TABLE.encode(), "base64", between="in"
    )
    archive = b"From: <Saved>\r\nSubject: =?utf-8?q?a?=\r\n\tb\r\n" + TOP + inner + b"--in--\r\n" + END
    with open_table(text_file(archive, name="a.mht")) as table:
        assert [row.cells for row in table.rows] == [("3栋", "0101", "90.5")]
    single = b"mime-version: 1.0\nContent-Type: text/html\n\n" + TABLE.encode()
    with open_table(text_file(single)) as table:
        assert len(list(table.rows)) == 1


DEEP = b"".join(b"----=_Next_1\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % at for at in range(20))


@pytest.mark.parametrize(
    ("archive", "refusal"),
    [
        (TOP + part(b"<p>1</p>") + END, NotATable),
        (TOP + part(b"a,b\n1,2\n") + END, NotATable),
        (TOP + part(b"PK\3\4", "base64", "application/zip") + END, NotATable),
        (TOP + DEEP, FileTooLarge),
        (TOP + b"----=_Next_1\r\n\r\n" * 2_000, FileTooLarge),
        (TOP + b"----=_Next_1\r\nX-A: " + b'";' * 50_000, FileTooLarge),
        (TOP + part(TABLE.encode(), "x-uuencode") + END, FileDamaged),
        (TOP + part(b"", "base64") + b"QQ\r\n" + END, FileDamaged),
        (TOP + part(b"", "base64") + b"A" * (1 << 20), FileTooLarge),
    ],
    ids=["no table", "no page", "no html", "deep", "many", "long", "unknown", "broken", "one line"],
)
def test_an_archive_that_has_no_table_or_abuses_the_form_is_refused(
    text_file: Callable[..., Path], archive: bytes, refusal: type[DeskError]
) -> None:
    with pytest.raises(refusal):
        open_table(text_file(archive, name="units.mht"))


@given(st.binary(min_size=1, max_size=300), st.sampled_from(["quoted-printable", "base64"]))
def test_any_page_comes_out_as_it_was_packed(
    tmp_path_factory: pytest.TempPathFactory, page: bytes, packing: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.mht"
    path.write_bytes(TOP + part(page, packing) + END)
    with pages_of(take_snapshot(path)).content.open() as found:
        assert found.read().strip() == page.strip()

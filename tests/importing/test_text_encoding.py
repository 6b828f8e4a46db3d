"""Text in Big5 is told from GB18030 by the names of its columns, and nothing else is ever taken for it."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.import_kinds import ImportKind
from salesdesk.importing.refusals import EncodingUnknown
from salesdesk.importing.snapshot import take_snapshot
from salesdesk.importing.synonyms import fields_of, is_known
from salesdesk.importing.tables import open_table
from salesdesk.importing.text_encoding import find_encoding
from tests.importing.test_traditional import TRADITIONAL


@pytest.mark.parametrize(
    ("text", "encoding", "row"),
    [
        ('客戶名單\n"姓名","電話","備註"\n許功蓋,0900,"測試 | 甲"\n', "big5", ("許功蓋", "0900", "測試 | 甲")),
        ("ID;姓名;電話\n1;王€;0900\n", "cp950", ("1", "王€", "0900")),
        ("姓名\t電話\n深水埗\t0900\n", "big5hkscs", ("深水埗", "0900")),
    ],
)
def test_a_text_in_big5_is_read_where_its_header_tells(
    text_file: Any, text: str, encoding: str, row: tuple[str, ...]
) -> None:
    with open_table(text_file(text, encoding)) as table:
        assert [row.cells for row in table.rows] == [row]
    with pytest.raises(EncodingUnknown, match=f"line {text.count(chr(10)) + 1}"):
        open_table(text_file(text.encode(encoding) + b"x\xff\xff\n"))


def test_no_name_of_a_column_is_one_in_the_other_encoding() -> None:
    """Text in GB18030 is only taken for Big5 if two of its names are known in that, and none in its own."""
    names = {name for kind in ImportKind for field in fields_of(kind).values() for name in field.names}
    names |= {name.translate(TRADITIONAL) for name in names}
    for own, other in (("gb18030", "cp950"), ("cp950", "gb18030")):
        written = [name.encode(own, "ignore") for name in names if not name.isascii()]
        read = [each.decode(other, "replace") for each in written if not each.isascii()]
        assert len(read) > 500
        assert [name for name in read if is_known(name)] == []


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]))


@given(st.lists(st.lists(CELLS, min_size=2), min_size=2))
def test_any_text_in_gb18030_stays_that(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes("\n".join(map(",".join, [["松风", "栋"], *rows])).encode("gb18030"))
    with suppress(EncodingUnknown):
        assert find_encoding(take_snapshot(path)) == "gb18030"

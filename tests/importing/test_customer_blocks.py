"""Customers settled in blocks: exactly what reading the rows one by one gives, and most of a real list at once."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, time
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesdesk.importing.blocks import Block, blocks_of
from salesdesk.importing.customer_blocks import CustomerTerms, GoodCustomers, PlainCustomers
from salesdesk.importing.customer_lists import checked_customers
from salesdesk.importing.customers import check_customers
from salesdesk.importing.mapping import map_columns
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.records import Records
from salesdesk.importing.tables import Table, open_table

PHONE = st.sampled_from(
    ["19900000001", " 19900000002", "199-0000-0003", "+8619900000004", "2125550123", "12", "1.39E+10", "199****0005",
     "19900000006;19900000007", "１９９００００００８", "19900000001.0", "", "--", "无"]
)  # fmt: skip
TEXT = st.sampled_from(
    ["light", " a  b ", "", "-", "无", "x" * 201, "a\tb", "a\u2028b", "a\x01b", "行\n二 ", "é", "e\u0301"]
)
NAME = st.sampled_from(["王伟", "李 娜", "Ada O'Neil", "单于", "", "无", "x" * 81, "\u200b", "a\x01", "ﬁ", "龥" * 80])
PAPER = st.sampled_from(["", "11010519491231002X", "110105194912310021", "p1234567", "1.1E+17", "1101**", "-"])
CELLS = {
    "name": NAME,
    "phone": PHONE,
    "phone_2": PHONE,
    "id_number": PAPER,
    "employer": TEXT,
    "source": TEXT,
    "needs": TEXT,
    "note": TEXT,
    "staff": st.sampled_from(["", "Ada Min", "nobody", "--"]),
    "visits": st.sampled_from(
        ["", "2026-03-05", "2026-03-05; 2026-03-05 09:00", "3/5/2026", "25/3/2026", "2026-03-05 14:30;2026-03-06", "/"]
    ),
    "visit_note": TEXT,
    "needs_2": TEXT,
    "needs_5": TEXT,
    "visits_2": st.sampled_from(["", "2026-03-05", "2026-03-05 14:30", "2026-03-07; 2026-03-08", "x", "26/3/2026"]),
}  # fmt: skip


def terms(region: str = "cn", *, by_work: bool = True) -> CustomerTerms:
    def moment(day: date, at: time | None) -> int:
        return (day.toordinal() * 1440 + (at.hour * 60 + at.minute if at else 540)) * 60_000

    def letters(names: Sequence[str]) -> list[str]:
        return [f"<{name}>" for name in names]

    return CustomerTerms(region, {"adamin": 3}, letters, moment, importer=1, by_work=by_work)


def one_by_one(table: Table, by: CustomerTerms) -> tuple[GoodCustomers, list[RejectedRow]]:
    columns, good, refused = (
        map_columns(table.header, "customers", first=table.first),
        [GoodCustomers()],
        list[RejectedRow](),
    )
    plain = PlainCustomers(columns, by)
    for each in check_customers(table, columns, region=by.region, staff=by.staff):
        if isinstance(each, RejectedRow):
            refused.append(each)
        else:
            good.append(plain.values(each))
    return GoodCustomers.of(good), refused


def in_blocks(table: Table, by: CustomerTerms) -> tuple[GoodCustomers, list[RejectedRow]]:
    checked = list(checked_customers(table, map_columns(table.header, "customers", first=table.first), by))
    return GoodCustomers.of([each.good for each in checked]), [row for each in checked for row in each.refused]


def in_order(good: GoodCustomers) -> list[list[tuple[object, ...]]]:
    rows = [
        (row[0], row[1], row[2] or row[1], *(cell or "" for cell in row[3:])) for row in zip(*good.rows, strict=True)
    ]
    return [sorted(rows), sorted(zip(*good.phones, strict=True)), sorted(zip(*good.visits, strict=True))]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    fields=st.sets(st.sampled_from(sorted(CELLS))),
    rows=st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=8),
    region=st.sampled_from(["cn", "us"]),
    by_work=st.booleans(),
)
def test_a_list_in_blocks_is_the_list_row_by_row(
    fields: set[str], rows: list[dict[str, str]], region: str, by_work: bool, tmp_path: Path
) -> None:
    names = ["name", "phone", *sorted(fields - {"name", "phone"})]
    text = io.StringIO(newline="")
    csv.writer(text).writerows([names, *([row[name] for name in names] for row in rows)])
    path = tmp_path / "customers.csv"
    text.write("王,19900009999" + "," * (len(names) - 2))  # a file without any row is refused
    path.write_text(text.getvalue(), "utf-8", newline="")
    by = terms(region, by_work=by_work)
    with open_table(path) as read:
        table = replace(read, rows=Records(read.rows, partial(blocks_of, read.rows), ()))
        (found, back), (expected, refused) = in_blocks(table, by), one_by_one(table, by)
    assert in_order(found) == in_order(expected)
    assert back == refused


@pytest.mark.parametrize(("region", "phone"), [("cn", "1990000{:04}"), ("us", "212555{:04}")])
def test_plain_rows_are_settled_at_once_and_an_odd_one_among_them_alone_is_read(
    region: str, phone: str, text_file: Callable[..., Path]
) -> None:
    lines = [f"客户,{phone.format(at)},,第{at}公司,2026-03-05,{'=' * at}" for at in range(8)]
    lines[4] = lines[4].replace("客户", "")
    with open_table(text_file("姓名,电话,备用电话,单位,来访日期,备注\n" + "\n".join(lines))) as table:
        columns = map_columns(table.header, "customers")
        (block,) = table.blocks()
        assert isinstance(block, Block)
        good, odd = PlainCustomers(columns, terms(region)).settle(block)
        assert [row.line for row in odd] == [6]
        assert (len(good), len(good.phones[0]), len(good.visits[0])) == (7, 7, 7)
        assert in_order(good) == in_order(one_by_one(table, terms(region))[0])


def test_people_of_one_name_and_employer_have_one_number(text_file: Callable[..., Path]) -> None:
    text = "name,phone,employer\nAda,19900000001,Bank\nADA,19900000002, bank\nAda,19900000003,\nAda,19900000004,Pier\n"
    with open_table(text_file(text)) as table:
        works = in_blocks(table, terms())[0].rows[-1]
    assert works[0] == works[1] != works[3]
    assert works[2] is None

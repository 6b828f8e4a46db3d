"""Amounts in another currency than the project's are not read as if they were in it, wherever the list says so."""

from collections.abc import Callable
from itertools import chain
from pathlib import Path

import openpyxl
import pytest

from salesdesk.domain.units import UnitKind
from salesdesk.importing.currencies import check_titles, is_in_other_money, is_other_money
from salesdesk.importing.known_units import KnownUnit, KnownUnits
from salesdesk.importing.mapping import map_columns
from salesdesk.importing.price_lists import check_prices
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.receipts import check_receipts
from salesdesk.importing.refusals import OtherCurrency
from salesdesk.importing.tables import open_table
from salesdesk.importing.unit_lists import check_units

Write = Callable[[str], Path]
OWN = [
    ("5000000", "CNY"), ("5,000,000.00", "CNY"), ("￥5000000元", "CNY"), ("RMB 5000000", "CNY"), ("5", "CNY"),
    ("500万", "CNY"), ("人民币5万元", "CNY"), ("-¥5", "CNY"), ("5元/套", "CNY"), ("$5000000", "HKD"),
    ("HK$5000000", "HKD"), ("5 HKD", "HKD"), ("＄5", "USD"), ("5美元", "USD"), ("¥5", "JPY"),
    ("MOP$5", "MOP"), ("5.00CR", "CNY"), ("abc", "CNY"),
]  # fmt: skip
OTHER = [
    ("$5000000", "CNY"), ("＄5000000", "CNY"), ("US$ 5", "CNY"), ("USD5000000", "CNY"), ("5000000美元", "CNY"),
    ("500万美元", "CNY"), ("+€5", "CNY"), ("(€5)", "CNY"), ("5 港幣", "CNY"), ("￥5", "HKD"),
    ("HK$5", "USD"), ("$5", "EUR"), ("abc 5 usd", "CNY"),
]  # fmt: skip


@pytest.mark.parametrize(("amount", "currency"), OWN)
def test_amounts_in_the_projects_money_are_its_own(amount: str, currency: str) -> None:
    assert not is_other_money(amount, currency)


@pytest.mark.parametrize(("amount", "currency"), OTHER)
def test_amounts_in_other_money_are_told(amount: str, currency: str) -> None:
    assert is_other_money(amount, currency)


def test_a_columns_name_tells_its_money_in_brackets() -> None:
    assert is_in_other_money("单价(美元/㎡)", "CNY")
    assert is_in_other_money("总价（万美元）", "CNY")
    assert not is_in_other_money("单价(元/㎡)", "USD")
    assert not is_in_other_money("Total (USD)", "USD")
    assert not is_in_other_money("美元房总价(元)", "CNY")


@pytest.mark.parametrize(
    ("header", "cell", "currency", "refused"),
    [
        ("总价", "$5000000", "CNY", True),
        ("总价", "USD 5000000", "CNY", True),
        ("总价(美元)", "5000000", "CNY", True),
        ("总价", "¥5000000", "CNY", False),
        ("总价", "$5000000", "USD", False),
        ("总价", "HK$5000000", "HKD", False),
        ("总价(美元)", "5000000", "USD", False),
    ],
)
def test_no_list_of_prices_is_read_in_another_currency(
    text_file: Write, header: str, cell: str, currency: str, refused: bool
) -> None:
    row = f'楼栋,房号,建筑面积,{header}\n3,101,100,"{cell}"\n'
    known = KnownUnits.of([("3-0-101", KnownUnit("3", "", "101", UnitKind.FLAT, 100_00, None))])
    with open_table(text_file(row)) as table:
        unit, price = map_columns(table.header, "units"), map_columns(table.header, "prices")
        listed = check_units(table, unit, currency=currency), check_prices(table, price, known, currency=currency)
        for found in chain.from_iterable(listed):
            if refused:
                assert isinstance(found, RejectedRow)
                assert [(each.column, each.code) for each in found.problems] == [(header, "not_the_currency")]
            else:
                assert getattr(found, "list_price_minor", None) == 500_000_000


@pytest.mark.parametrize(
    ("header", "row", "currency", "codes"),
    [
        ("日期,金额", "2026-03-05,$100", "CNY", ["not_the_currency"]),
        ("日期,金额", "2026-03-05,1万美元", "CNY", ["not_the_currency"]),
        ("日期,收入,支出", "2026-03-05,,-$100", "CNY", ["not_the_currency"]),
        ("日期,金额", "2026-03-05,$100", "HKD", []),
        ("日期,金额", "2026-03-05,100 HKD", "HKD", []),
        ("日期,金额,币种", "2026-03-05,$100,CNY", "CNY", []),
    ],
)
def test_no_payment_is_booked_in_another_currency(
    text_file: Write, header: str, row: str, currency: str, codes: list[str]
) -> None:
    with open_table(text_file(f"{header}\n{row}\n")) as table:
        (found,) = check_receipts(table, map_columns(table.header, "receipts"), currency=currency)
    assert [each.code for each in getattr(found, "problems", ())] == codes
    assert getattr(found, "amount_minor", 10_000) == 10_000


@pytest.mark.parametrize(
    ("titles", "currency"),
    [
        (["账号： 41 户名： 湖畔 币种： 美元"], "CNY"),
        (["幣別：港幣"], "CNY"),
        (["（单位：万美元）"], "CNY"),
        (["币种[ Currency ]: EUR"], "CNY"),
        (["戶口號碼 Account No. 012 貨幣 Currency HKD"], "CNY"),
        (["币种/Currency：USD"], "CNY"),
        (["單位：千港幣元", "价格表"], "CNY"),
        (["Amounts in HKD"], "CNY"),
        (["币种 人民币"], "USD"),
    ],
)
def test_a_title_that_tells_another_currency_refuses_the_list(titles: list[str], currency: str) -> None:
    with pytest.raises(OtherCurrency, match="counts in"):
        check_titles([titles], currency)


@pytest.mark.parametrize(
    ("titles", "currency"),
    [
        (["币种：人民币"], "CNY"),
        (["单位：万元"], "USD"),
        (["币种：全部", "货币资金明细", "建设单位：美元地产"], "CNY"),
        (["币种：美元", "币种：人民币"], "CNY"),
        (["Currency: CNY"], "CNY"),
    ],
)
def test_titles_that_tell_the_projects_currency_or_none_refuse_nothing(titles: list[str], currency: str) -> None:
    check_titles([titles], currency)


def test_the_titles_of_one_sheet_say_nothing_of_another(tmp_path: Path) -> None:
    """As where a bank puts each account on a sheet of its own."""
    book = openpyxl.Workbook()
    for name in ("人民币", "美元"):
        sheet = book.create_sheet(name)
        for row in ([f"币种：{name}"], ["日期", "金额", "附言"], ["2026-03-05", 100, "D-0001"]):
            sheet.append(row)
    book.save(tmp_path / "bank.xlsx")
    with open_table(tmp_path / "bank.xlsx", all_sheets=True) as table, pytest.raises(OtherCurrency, match="USD"):
        list(check_receipts(table, map_columns(table.header, "receipts", None, table.first)))
    with pytest.raises(OtherCurrency, match="USD"):
        check_titles([["币种：人民币"], ["币种：美元"], ["币种：人民币"]], "CNY")
    check_titles([["币种：人民币"], ["币种：美元", "币种：人民币"]], "CNY")


def test_a_blank_currency_below_a_title_in_other_money_says_that(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    for title, codes in (("美元", ["not_the_currency"]), ("人民币", [])):
        path.write_text(f"币种：{title},,\n日期,金额,币种\n2026-03-05,1,\n2026-03-05,2,CNY\n", "utf-8")
        with open_table(path) as table:
            blank, own = check_receipts(table, map_columns(table.header, "receipts", None, table.first))
        assert [each.code for each in getattr(blank, "problems", ())] == codes
        assert type(own).__name__ == "BankRecord"


def test_a_list_under_a_title_in_other_money_is_refused_unless_its_rows_say_what_they_are_in(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    for extra, said in (("", "x"), (",币种", "x,CNY")):
        path.write_text(f"币种：美元,,,\n交易日期,贷方发生额,对方户名{extra}\n2026-03-05,100,{said}\n", "utf-8")
        with open_table(path) as table:
            columns = map_columns(table.header, "receipts", None, table.first)
            if extra:
                assert [type(each).__name__ for each in check_receipts(table, columns)] == ["BankRecord"]
            else:
                with pytest.raises(OtherCurrency):
                    list(check_receipts(table, columns))
    path.write_text("货币：港元\n楼栋,房号,建筑面积,单价\n3,101,100,15000\n", "utf-8")
    with open_table(path) as table:
        with pytest.raises(OtherCurrency):
            list(check_units(table, map_columns(table.header, "units")))
        with pytest.raises(OtherCurrency):
            list(check_prices(table, map_columns(table.header, "prices"), KnownUnits({}, "{building}-{block}-{room}")))

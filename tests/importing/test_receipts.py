"""Amounts of bank statements, as banks write them."""

from pathlib import Path

import pytest

from salesdesk.domain.errors import BadValue
from salesdesk.importing.currencies import currency_of
from salesdesk.importing.mapping import map_columns, said_by_hand
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.receipts import BankRecord, check_receipts, parse_signed
from salesdesk.importing.refusals import ColumnAmbiguous
from salesdesk.importing.tables import open_table


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1,000.00", 100_000),
        ("¥500", 50_000),
        ("+3.5", 350),
        ("-7", -700),
        ("100元", 10_000),
        ("CNY 12", 1_200),
        ("０", 0),
        ("(3,000.00)", -300_000),
        ("3,000.00-", -300_000),
        ("3000 DR", -300_000),
        ("3000.00CR", 300_000),
        ("1.234,56", 123_456),
        ("-5,00", -500),
        ("5-", -500),
        ("1.5E7", 1_500_000_000),
    ],
)
def test_an_amount_is_read_with_its_sign(text: str, minor: int) -> None:
    assert parse_signed(text) == minor


@pytest.mark.parametrize("text", ["x", "1e9", "1.234", "--5x", "--5", "-5 DR", "(5", "9" * 30, "NaN"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        parse_signed(text)


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (
            "交易日期,交易时间,借方发生额,贷方发生额,余额,对方户名,摘要",
            {"date": 0, "amount": 3, "payer": 5, "summary": 6},
        ),
        ("交易时间,收入,户名,对方户名,附言,用途", {"date": 0, "amount": 1, "payer": 3, "remark": 4, "purpose": 5}),
        (
            "交易日期[ Transaction Date ],交易金额[ Trade Amount ],用途[ Purpose ]",
            {"date": 0, "amount": 1, "purpose": 2},
        ),
        (
            "交易日,借方发生额（支取）,贷方发生额（收入）,对方户名(必填)",
            {"date": 0, "paid_out": 1, "amount": 2, "payer": 3},
        ),
        ("记账日,借/贷,交易金额,对手方户名", {"date": 0, "direction": 1, "amount": 2, "payer": 3}),
        (
            "账务流水号,业务流水号,发生时间,收入金额（+元）,支出金额（-元）",
            {"date": 2, "amount": 3, "paid_out": 4, "reference": 1},
        ),
        ("交易时间,收/支,金额(元),交易单号,商户单号", {"date": 0, "direction": 1, "amount": 2, "reference": 3}),
        ("交易日期,交易金额(收入),交易金额(支出),交易币种", {"amount": 1, "paid_out": 2, "currency": 3}),
        ("Date,Withdrawals,Deposits,Particulars", {"date": 0, "paid_out": 1, "amount": 2, "summary": 3}),
        ("记账日期,起息日,交易金额,凭证号,交易流水号", {"date": 1, "amount": 2, "reference": 4}),
        ("date,value date,transaction amount,amount,customer", {"date": 1, "amount": 3, "payer": 4}),
    ],
)
def test_of_columns_that_say_alike_the_better_one_counts(header: str, fields: dict[str, int]) -> None:
    found = map_columns(header.split(","), "receipts").columns
    assert {name: found[name] for name in fields} == fields


def test_all_that_a_bank_says_of_a_payment_is_its_remark(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_text("日期,金额,摘要,附言,用途\n2026-03-05,1,转账,D-0042,转账\n", "utf-8")
    with open_table(path) as table:
        (record,) = check_receipts(table, map_columns(table.header, "receipts"))
    assert isinstance(record, BankRecord)
    assert record.remark == "D-0042 转账"


def test_two_columns_of_remarks_are_the_remark_together(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_text("日期,金额,摘要,交易附言[ Remark ],备注[ Remarks ]\n2026-03-05,1,转账,,1-1-201 定金\n", "utf-8")
    with open_table(path) as table:
        (record,) = check_receipts(table, map_columns(table.header, "receipts"))
    assert isinstance(record, BankRecord)
    assert record.remark == "1-1-201 定金 转账"


@pytest.mark.parametrize(
    ("cells", "problems"),
    [
        ("2026-03-05,1-1-302,合计,5,", ["客户姓名: '合计' says that this is a sum of payments, not one"]),
        ("2026-03-05,1-1-302小计,高伟,5,", ["房号: '1-1-302小计' says that this is a sum of payments, not one"]),
        ("2026-03-05,1-1-302,高伟,5,定金首付合计", []),
    ],
)
def test_a_sum_that_names_somebody_is_no_payment(tmp_path: Path, cells: str, problems: list[str]) -> None:
    path = tmp_path / "bank.csv"
    path.write_text(f"日期,房号,客户姓名,金额,备注\n{cells}\n", "utf-8")
    with open_table(path) as table:
        (found,) = check_receipts(table, map_columns(table.header, "receipts", None, table.first))
    assert [each.sentence for each in (found.problems if isinstance(found, RejectedRow) else ())] == problems


@pytest.mark.parametrize(
    ("rows", "fields"),
    [
        (["来账,,1-1-201,1", "往账,,1-1-202,2"], {"direction": 0, "unit": 2, "amount": 3}),
        (["来账,转账,201,1", "往账,转账,202,2"], {"direction": 0, "room": 2, "amount": 3}),
        (["转账,,201,1", "往账,,202,2"], {"room": 2, "amount": 3}),
        (["贷,来账,,1"], None),
    ],
)
def test_cells_say_what_a_column_is_whose_name_leaves_it_open(rows: list[str], fields: dict[str, int] | None) -> None:
    header, first = ["交易类型", "业务类型", "房号", "发生额", "日期"], [f"{row},2026-03-05".split(",") for row in rows]
    if fields is None:
        with pytest.raises(ColumnAmbiguous):
            map_columns(header, "receipts", None, first)
    else:
        assert map_columns(header, "receipts", None, first).columns == {**fields, "date": 4}


def test_where_a_fee_was_taken_off_somebody_says_which_amount_counts() -> None:
    header = ["交易日期", "交易金额", "手续费", "入账金额"]
    with pytest.raises(ColumnAmbiguous, match=r"交易金额 \(B\), 入账金额 \(D\)"):
        map_columns(header, "receipts")
    assert map_columns(header, "receipts", {"amount": "交易金额"}).columns["amount"] == 1
    assert map_columns([header[0], header[1], header[3]], "receipts").columns["amount"] == 2


@pytest.mark.parametrize(
    ("direction", "found"),
    [
        ("贷", 300_000),
        ("C", 300_000),
        ("借", "money_out"),
        ("Debit", "money_out"),
        ("", "not_a_direction"),
        ("转", "not_a_direction"),
    ],
)
def test_an_amount_without_a_sign_came_in_only_where_its_direction_says_so(
    tmp_path: Path, direction: str, found: object
) -> None:
    path = tmp_path / "bank.csv"
    path.write_text(f"日期,借贷标志,交易金额,对方户名\n2026-03-05,{direction},3000.00,张三\n", "utf-8")
    with open_table(path) as table:
        (record,) = check_receipts(table, map_columns(table.header, "receipts"))
    if isinstance(record, BankRecord):
        assert record.amount_minor == found
    else:
        assert [(each.column, each.code) for each in record.problems] == [("借贷标志", found)]


@pytest.mark.parametrize(
    ("header", "cell", "found"),
    [
        ("收款方式", "现金", "cash"),
        ("收款方式", "POS机", "card"),
        ("收款方式", "微信（扫码）", "wechat"),
        ("收款方式", "按揭放款", "bank_loan"),
        ("收款方式", "建行POS机2号", "card"),
        ("收款方式", "工行转账", "transfer"),
        ("收款方式", "微信转账", "wechat"),
        ("收款方式", "现金+刷卡", "not_a_method"),
        ("收款方式", "按揭转账", "not_a_method"),
        ("收款方式", "退现金", "not_a_method"),
        ("收款方式", "转账(公积金)", "not_a_method"),
        ("收款方式", "现金（退）", "not_a_method"),
        ("收款方式", "按揭款(公积金)", "not_a_method"),
        ("收款方式", "公积金放款", "fund_loan"),
        ("收款方式", "工行(转账)", "transfer"),
        ("付款方式", "建行刷卡", "card"),
        ("支付状态", "已支付（微信）", ""),
        ("支付状态", "支付成功（已部分退款）", "not_a_status"),
        ("支付状态", "Paid (refunded)", "not_a_status"),
        ("支付状态", "已退款(成功)", "not_paid"),
        ("收款方式", "", ""),
        ("收款方式", "按揭", "not_a_method"),
        ("付款方式", "支付寶", "alipay"),
        ("付款方式", "公积金放款", ""),
        ("付款方式", "一次性", ""),
        ("支付状态", "支付成功", ""),
        ("支付状态", "已退款", "not_paid"),
        ("支付状态", "待支付", "not_paid"),
        ("支付状态", "?", "not_a_status"),
        ("状态", "Closed", "not_paid"),
        ("状态", "已认领", ""),
        ("交易类型", "消费", ""),
        ("交易类型", "消费撤销", "money_out"),
        ("交易类型", "退货", "money_out"),
    ],
)
def test_a_row_says_how_its_money_came_in_and_whether_it_did(
    tmp_path: Path, header: str, cell: str, found: object
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"日期,收款金额,{header},客户姓名\n2026-03-05,3000.00,{cell},张三\n", "utf-8")
    with open_table(path) as table:
        (record,) = check_receipts(table, map_columns(table.header, "receipts", None, table.first))
    if isinstance(record, BankRecord):
        assert record.method == (found or None)
    else:
        assert [(each.column, each.code) for each in record.problems] == [(header, found)]


@pytest.mark.parametrize(
    ("word", "currency"),
    [
        ("人民币", "CNY"), ("人民幣(CNY)", "CNY"), ("156-RMB", "CNY"), ("ＲＭＢ", "CNY"), ("840", "USD"),
        ("HK$", "HKD"), ("港幣 HKD", "HKD"), ("thb", "THB"), ("人民币/美元", ""), ("外币", ""), ("", ""), ("01", ""),
    ],
)  # fmt: skip
def test_a_currency_is_known_by_its_words(word: str, currency: str) -> None:
    assert currency_of(word) == currency


@pytest.mark.parametrize(
    ("header", "cell", "project", "refused"),
    [
        ("币种,金额", "人民币", "CNY", None),
        ("币种,金额(USD)", "RMB", "CNY", None),
        ("币种,金额", "", "CNY", None),
        ("币种,金额", "美元", "CNY", "币种"),
        ("Currency,Amount", "HKD", "HKD", None),
        ("Currency,Amount (HK$)", "--", "CNY", "Amount (HK$)"),
        ("备注,金额（美元）", "RMB", "CNY", "金额（美元）"),
        ("备注,金额(元)", "USD", "CNY", None),
    ],
)
def test_money_in_another_currency_is_not_booked_as_the_projects(
    tmp_path: Path, header: str, cell: str, project: str, refused: str | None
) -> None:
    path = tmp_path / "bank.csv"
    path.write_text(f"日期,{header}\n2026-03-05,{cell},3000.00\n", "utf-8")
    with open_table(path) as table:
        (found,) = check_receipts(table, map_columns(table.header, "receipts"), currency=project)
    problems = [(each.column, each.code) for each in getattr(found, "problems", ())]
    assert problems == ([(refused, "not_the_currency")] if refused else [])


@pytest.mark.parametrize(
    ("header", "days", "by_hand", "found"),
    [
        ("Date (DD/MM/YYYY)", ["5/3/2026"], {}, ["2026-03-05"]),
        ("Date", ["5/3/2026", "25/3/2026"], {}, ["2026-03-05", "2026-03-25"]),
        ("Date", ["3/5/2026"], {"date": "Date:M/D/Y"}, ["2026-03-05"]),
        ("Date", ["3/5/2026"], {}, ["Date: '3/5/2026' could be two days"]),
        ("Date", ["soon"], {}, ["Date: 'soon' is no day"]),
    ],
)
def test_the_order_of_days_is_told_by_header_hand_or_a_day_of_the_column(
    tmp_path: Path, header: str, days: list[str], by_hand: dict[str, str], found: list[str]
) -> None:
    path = tmp_path / "bank.csv"
    path.write_text(f"{header},Amount\n" + "".join(f"{day},100\n" for day in days), "utf-8")
    with open_table(path) as table:
        columns = map_columns(table.header, "receipts", by_hand, table.first)
        read = list(check_receipts(table, columns))
    assert [
        each.day.isoformat() if isinstance(each, BankRecord) else each.problems[0].sentence for each in read
    ] == found
    assert said_by_hand(columns)["date"] == by_hand.get("date", header)


def test_an_order_that_cannot_be_is_refused_with_those_that_can() -> None:
    with pytest.raises(BadValue, match="known are: D/M/Y, M/D/Y, Y/M/D"):
        map_columns(["Date", "Amount"], "receipts", {"date": "Date:sometimes"})


WECHAT = """交易时间,商户号,微信支付订单号,交易类型,交易状态,货币种类,应结订单金额,商品名称,手续费,订单金额
`2026-11-09 12:00:00,`1600,`4200001,`JSAPI,`SUCCESS,`CNY,`5000.00,`3-1-201认购定金,`30.00,`5000.00
`2026-11-09 13:00:00,`1600,`4200002,`JSAPI,`REFUND,`CNY,`5000.00,`3-1-202认购定金,`30.00,`5000.00
"""


def test_a_bill_with_a_grave_accent_before_each_cell_is_read_without_it(tmp_path: Path) -> None:
    path = tmp_path / "bill.csv"
    path.write_text(WECHAT, "utf-8")
    with open_table(path) as table:
        with pytest.raises(ColumnAmbiguous, match="应结订单金额"):
            map_columns(table.header, "receipts", None, table.first)
        columns = map_columns(table.header, "receipts", {"amount": "订单金额"}, table.first)
        paid, back = check_receipts(table, columns)
    assert isinstance(paid, BankRecord)
    assert (paid.amount_minor, str(paid.day), paid.reference, paid.remark) == (
        500_000, "2026-11-09", "4200001", "3-1-201认购定金",
    )  # fmt: skip
    assert isinstance(back, RejectedRow)
    assert [each.code for each in back.problems] == ["not_paid"]

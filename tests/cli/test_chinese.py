"""The command line in Chinese: no English is left in what it says, be it an answer, a sum or a refusal."""

import re
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from salesdesk.language import CHINESE

if TYPE_CHECKING:
    from tests.cli.conftest import Machine

KEPT = (
    r"`[^`]*`",  # a command to type
    r"'[^']*'|“[^”]*”|「[^」]*」",  # what somebody typed
    r"(?:可用的有|已知|是否要用|收款的步骤有|多余的内容|没有命令)：? ?[^。？]*",  # words to type
    r"(?<![\w-])--?[a-z][\w-]*(?:[ =][A-Z]+)?",  # an option
    r"\b(?:[A-Z]-\d+|\d-\d-\d+|(?:request|change|visit):\d+|batch \d)\b",  # numbers, and codes of units
    r"\b(?:[A-Z][A-Z_]+(?::[A-Z]+)?|[A-Z]{2,}|[a-z]+_[a-z_]+)\b",  # stands for a value: NAME; the name of a setting
    r"sqlite:\S+|/\S+|\S*\.(?:csv|xlsx|jsonl)\b",  # a database, a file
    r"[\w ]+: (?:[\d.]+%|rest)(?: \+\d+d)?",  # a part of a plan, as it is typed
    r"salesdesk [a-z ]+\[OPTIONS\] \{DEAL\} \{STEP\}|用法： *salesdesk deal step|<str>|例如 contract",
    r"zh_CN|postgresql|\ben\b",
    r"\b(?:PostgreSQL|SQLite|PIN|m²|3 rooms · south)",
)
"""What is the same in every language, and is not English that was left."""
NAMES = {"Ada", "Min", "Harbour", "Gardens", "rep", "rival", "cashier", "manager", "director", "wall", "salesdesk"}
NAMES |= {"timezone", "one_sum", "instalments", "mortgage", "combined", "Asia", "Shanghai", "local"}
SAID = """
rep: why 3-1-0101
rep: unit 3-1-0101
rep: board
rep: bench 3-1-0101
rep: hold 3-1-0101 --customer 1
rep: hold 3-1-0101 --customer 1
rival: hold 3-1-0101 --customer 1
rival: release 3-1-0101
rival: why 3-1-0101
rep: hold extend 3-1-0201
rep: hold list
rep: release 3-1-0101
manager: withhold 3-1-0201 --reason 业主 --until 2030-01-01
rep: hold 3-1-0201 --customer 1
rep: why 3-1-0201
manager: lock 3-1-0301 --kind show_flat --reason 开放
rep: hold 3-1-0301 --customer 1
manager: lock 3-1-0301 --kind seized --reason 法院
rep: why 3-1-0301
manager: unlock 3-1-0301 --kind barter
rep: order 3-1-0101 --customer 1 --plan gold
rep: order 3-1-0101 --customer 1 --plan provident_fund
rep: order 3-1-0101 --customer 1 --plan mortgage --fund-quota 5
rep: order 3-1-0101 --customer 1 --plan mortgage --dry-run --explain
rep: order 3-1-0101 --customer 1 --plan mortgage --at-price 5
rep: discount request 3-1-0101 --customer 1 --plan mortgage --percent 92 --reason 老客户
rep: discount approve 1
manager: discount approve 1
manager: discount show 1 --explain
rep: order 3-1-0101 --customer 1 --plan mortgage --discount-request 1
director: discount refuse 1 --reason 太低
director: discount refuse 1 --reason 太低
rep: order 3-1-0101 --customer 1 --plan mortgage --explain
rep: order 3-1-0101 --customer 1 --plan mortgage
cashier: receipt add 1 3000 --method cash
cashier: receipt add 1 5 --method cash --step first_payment
cashier: receipt add 1 5 --method cash --step contract
cashier: receipt add 1 5 --method cash --line nothing
cashier: receipt add 1 0 --method cash
cashier: receipt add 1 5 --method gold
rep: deal step 1 contract
Ada Min: deal step 1 top_up
Ada Min: deal step 1 handover
Ada Min: deal undo 1 --reason 误
cashier: receipt add 1 1797000 --method transfer
Ada Min: deal step 1 contract
Ada Min: deal tick 1 nothing
Ada Min: deal tick 1 预售许可证
Ada Min: mortgage open 1 --bank 港湾银行
Ada Min: mortgage submit 1
Ada Min: mortgage paper 1 nothing
Ada Min: mortgage paper 1 身份证
Ada Min: mortgage approve 1
Ada Min: deal step 1 contract --ticked
Ada Min: deal step 1 contract
Ada Min: deal rescind 1 --reason 反悔
Ada Min: deal step 1 mortgage
Ada Min: deal step 1 handover
Ada Min: mortgage withdraw 1 --reason 换行
Ada Min: mortgage withdraw 1 --reason 换行
Ada Min: deal show 1 --explain
Ada Min: deal undo 1 --reason 误
cashier: receipt add 1 50 --method cash
cashier: receipt list
cashier: receipt unallocated --explain
cashier: receipt refund 1 5 --method cash --reason 退
cashier: receipt refund 1 99999999 --method cash --reason 退
cashier: receipt reverse R-3 --reason 误
cashier: receipt reverse R-1 --reason 误
cashier: receipt reverse R-1 --reason 误
Ada Min: settle 1
Ada Min: settle measure 3-1-0101 --built 129.40
Ada Min: settle 1 --explain
Ada Min: settle 1 --apply
Ada Min: settle terms 1 --variant inner
rep: order 3-1-0401 --customer 1 --plan instalments
rep: change unit 2 3-1-0401 --reason 换
rep: change unit 2 3-1-0501 --reason 换
rep: change do 1
rep: change approve 1
rep: change show 1 --explain
manager: change approve 1
manager: change refuse 1 --reason 误
rep: change do 1
rep: change do 1
rep: deal show 2
rep: deal show 3
rep: change buyer 3 remove 1 --reason 误
rep: change plan 3 --plan mortgage --reason 贷款
rep: change withdraw 2
rep: change cancel 3 --outcome offset --reason 不买
rep: change cancel 3 --outcome double --reason 不买 --fee 5
rep: change cancel 3 --outcome forfeit --reason 不买
manager: change show 3
manager: change refuse 3 --reason 再谈
rep: today
cashier: arrears --on 2030-01-01 --explain
cashier: latefee 3 --on 2027-01-01
cashier: dayend --explain
cashier: dayend --close
cashier: receipt add 3 5 --method cash
cashier: chase 3 --outcome promised
cashier: chase 3 --outcome not_reached
manager: price make 涨价 --percent 102
manager: price preview 涨价 --explain
manager: price apply 涨价
manager: price history 3-1-0501
manager: price make 坏 --percent 2000
manager: price make 坏 --percent abc
manager: plan list
manager: plan add 分期 --kind instalments --part '首付: 30%' --part '尾款: 40%'
manager: plan show mortgage
manager: batch add 二期 --permit X --opens 2030-01-01
manager: batch list
manager: batch release 三期
manager: discount publish 老客户 --percent 50
manager: price item add 厨房 --extra 0
Ada Min: holiday add 春节 2030-02-30
Ada Min: project set price_basis outer
Ada Min: project set hold_minutes soon
Ada Min: project set timezone Mars
Ada Min: project set cancel_rank king
Ada Min: project set profile mars
Ada Min: staff role rep --role king
Ada Min: staff add rep --role rep
Ada Min: audit verify
Ada Min: audit verify --head 12
Ada Min: doctor
Ada Min: export units nowhere/units.csv
Ada Min: export units units.doc
Ada Min: export bricks units.csv
Ada Min: customer show 1
Ada Min: customer add '' --phone 1
Ada Min: visit add 1 --at '2030-02-31 10:00'
Ada Min: visit add 1 --at '2030-02-01 10:00'
Ada Min: visit add 1 --at '2030-02-01 10:00'
Ada Min: visit done 1
Ada Min: visit done 1
wall: today
rep: bord
rep: deal
rep: deal dance
rep: deal step
rep: deal step 1 contract deposit
rep: deal step 1 dance
rep: deal step 1 contract --date
rep: deal step 1 contract --datum 5
rep: change cancel 1 --outcome return
rep: deal show x
rep: unit 9-9-9999
rep: unit 3-1-010
rep: deal step --help
"""
"""Who says what, in this order: every kind of answer and refusal of the money side, and what is read wrongly."""


def _left_in(said: str) -> list[str]:
    """Give the Latin words of a text that are neither names of this office nor the same in every language."""
    for each in KEPT:
        said = re.sub(each, " ", said)
    return [each for each in re.findall(r"[A-Za-z_]{2,}", said) if each not in NAMES]


def test_english_in_a_text_is_found() -> None:
    said = "签约尚不能办理：3-1-0101 的 the papers are missing，见 `salesdesk deal show`，或用 --ticked。"
    assert _left_in(said) == ["the", "papers", "are", "missing"]


def _told(machine: "Machine") -> Iterator[tuple[str, str]]:
    for line in SAID.strip().splitlines():
        who, _, words = line.partition(": ")
        ran = machine.by(who, *shlex.split(words), SALESDESK_LANGUAGE=CHINESE)
        assert ran.exit not in {1, 8}, (line, ran.err)
        yield line, ran.out + ran.err


@pytest.mark.slow
def test_the_command_line_speaks_chinese_alone(machine: "Machine") -> None:
    left = {line: words for line, said in _told(machine) if (words := _left_in(said))}
    assert not left, left

"""The payment bench of a unit: where it begins, and its figures as a sheet to print."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal

from rich.cells import cell_len

from salesdesk.domain.bench import BenchTerms, Way, bench, bench_rows
from salesdesk.domain.loans import Repayment
from salesdesk.domain.money import format_minor
from salesdesk.domain.roles import Right
from salesdesk.domain.text import safe
from salesdesk.language import N_, tr, tr_in, word
from salesdesk.services.desk import Look, sees
from salesdesk.services.explained import Explained, found_in
from salesdesk.services.finding import customer_called, unit_called
from salesdesk.services.new_day import begin_day
from salesdesk.services.order_sheets import list_price_of, order_sheet
from salesdesk.services.order_sums import sheet_sums
from salesdesk.services.plans import plan_called
from salesdesk.services.unit_sums import list_price_sums
from salesdesk.services.working_days import working_day

USUAL_YEARS = 30


@dataclass(frozen=True, slots=True)
class BenchStart:
    """Where the bench of a unit begins: the price of today, the terms of the project, and the day."""

    unit: str
    customer: str
    terms: BenchTerms
    deposit_minor: int
    day: date
    working_day: Callable[[date], date]
    price_sums: list[Explained]


@sees(Right.SEE_PRICES, first=begin_day)
def bench_start(look: Look, unit: str, customer: str | None = None, plan: str = "mortgage") -> BenchStart:
    """Begin at a unit's list price, or for a customer at the price that an order of today would have.

    Raises:
        NotFound: there is no such unit or customer.
        NotForSale: the unit has no price.
    """
    row, settings = unit_called(look, unit), look.settings
    list_price_of(look, row)
    price, name, sums = row.list_price_minor or 0, "", list_price_sums(look, row)
    if customer is not None:
        buyer = customer_called(look, customer)
        sheet = order_sheet(look, row, buyer, plan_called(look, plan))
        price, name, sums = sheet.total_minor, buyer.name, found_in(sheet_sums(look, sheet), "price", "list_price")
    terms = BenchTerms(
        price_minor=price,
        down_percent=100 - settings.ltv_percent,
        years=USUAL_YEARS,
        rate_percent=settings.loan_rate_percent,
        fund_minor=0,
        fund_rate_percent=settings.fund_rate_percent,
        loan_step_minor=settings.loan_step_minor,
    )
    return BenchStart(row.code, name, terms, settings.deposit_minor, look.today, working_day(look), sums)


@dataclass(frozen=True, slots=True)
class BenchMonthAnswer:
    """One month; minor units."""

    month: int
    amount_minor: int
    principal_minor: int
    interest_minor: int
    balance_minor: int


@dataclass(frozen=True, slots=True)
class BenchLoanAnswer:
    """One lender's part; minor units."""

    lender: str
    loan_minor: int
    rate_percent: str
    first_month_minor: int
    interest_minor: int


@dataclass(frozen=True, slots=True)
class BenchDue:
    """A payment and its day; minor units."""

    label: str
    due: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class BenchAnswer:
    """What a unit costs by some terms; minor units."""

    unit: str
    customer: str
    price_minor: int
    down_percent: str
    years: int
    way: str
    own_minor: int
    loans: list[BenchLoanAnswer]
    schedule: list[BenchDue]
    first_month_minor: int
    last_month_minor: int
    interest_minor: int
    months: list[BenchMonthAnswer]


@dataclass(frozen=True, slots=True)
class BenchAsked:
    """What is to be other than where the bench begins; `None` leaves it. Amounts in minor units."""

    down_percent: Decimal | None = None
    years: int | None = None
    rate_percent: Decimal | None = None
    fund_minor: int | None = None
    fund_rate_percent: Decimal | None = None


def asked_terms(start: BenchStart, asked: BenchAsked) -> BenchTerms:
    """Turn the terms of a start.

    Raises:
        BadValue: a figure is none that a loan can have.
    """
    given = {each.name: getattr(asked, each.name) for each in fields(BenchAsked)}
    return replace(start.terms, **{name: value for name, value in given.items() if value is not None})


def bench_answer(start: BenchStart, terms: BenchTerms, way: Way = Way.INSTALMENT) -> BenchAnswer:
    """Work out a bench.

    Raises:
        BadValue: a figure is none that a loan can have.
    """
    found = bench(terms)
    months = found.burdens[way].months if found.loans else ()
    named = {"fund": found.fund, "commercial": found.bank}
    return BenchAnswer(
        unit=start.unit,
        customer=start.customer,
        price_minor=terms.price_minor,
        down_percent=f"{terms.down_percent.normalize():f}",
        years=terms.years,
        way=way.value,
        own_minor=found.first_minor,
        loans=[
            BenchLoanAnswer(
                lender=lender,
                loan_minor=loan.loan_minor,
                rate_percent=f"{loan.rate_percent.normalize():f}",
                first_month_minor=loan.by_way[way].months[0].amount_minor,
                interest_minor=loan.by_way[way].interest_minor,
            )
            for lender, loan in named.items()
            if loan.loan_minor
        ],
        schedule=[
            BenchDue(each.label, each.due, each.amount_minor)
            for each in bench_rows(terms, start.day, start.deposit_minor, working_day=start.working_day)
        ],
        first_month_minor=months[0].amount_minor if months else 0,
        last_month_minor=months[-1].amount_minor if months else 0,
        interest_minor=sum(each.interest_minor for each in months),
        months=[_month(each) for each in months],
    )


def _month(each: Repayment) -> BenchMonthAnswer:
    return BenchMonthAnswer(
        each.number, each.amount_minor, each.principal_minor, each.interest_minor, each.balance_minor
    )


def bench_lines(answer: BenchAnswer, dated: Callable[[date], str] = date.isoformat) -> list[tuple[str, str]]:
    """Name each figure of a bench, and write it."""
    loans = [
        (
            tr("{lender} loan, {rate} %").format(lender=tr(LENDERS[each.lender]), rate=each.rate_percent),
            format_minor(each.loan_minor),
        )
        for each in answer.loans
    ]
    months = [
        (tr("first month"), format_minor(answer.first_month_minor)),
        (tr("last month"), format_minor(answer.last_month_minor)),
        (tr("interest in all"), format_minor(answer.interest_minor)),
    ]
    return [
        (tr("price"), format_minor(answer.price_minor)),
        (tr("own money"), format_minor(answer.own_minor)),
        *loans,
        *(months if answer.months else []),
        *((_due_name(each, dated), format_minor(each.amount_minor)) for each in answer.schedule),
    ]


def _due_name(row: BenchDue, dated: Callable[[date], str]) -> str:
    return tr_in("between parts", ", ").join((tr(row.label), dated(row.due)))


LENDERS = {"fund": N_("provident fund"), "commercial": N_("commercial")}


def bench_sheet(answer: BenchAnswer) -> str:
    """Write a bench as a sheet to print: the figures, then every month."""
    terms = tr("{down} % down, {years} years, {way}").format(
        down=answer.down_percent, years=answer.years, way=word(Way(answer.way))
    )
    head = [
        "  ".join(filter(None, (tr("Payments for {unit}").format(unit=safe(answer.unit)), safe(answer.customer)))),
        terms,
        tr("An example without commitment: only an order binds."),
    ]
    figures = bench_lines(answer)
    width = max(cell_len(name) for name, _ in figures) + 2
    lines = [f"{name}{' ' * (width - cell_len(name))}{amount:>16}" for name, amount in figures]
    return "\n".join([*head, "", *lines, "", *map(_row, _month_rows(answer))]) + "\n"


def _month_rows(answer: BenchAnswer) -> list[tuple[str, ...]]:
    heads = (tr("month"), tr("amount"), tr("principal"), tr("interest"), tr("still owed"))
    rows = [
        (str(each.month), each.amount_minor, each.principal_minor, each.interest_minor, each.balance_minor)
        for each in answer.months
    ]
    return [heads, *((number, *map(format_minor, amounts)) for number, *amounts in rows)] if rows else []


def _row(cells: tuple[str, ...]) -> str:
    return "".join(" " * max(16 - cell_len(each), 1) + each for each in cells)

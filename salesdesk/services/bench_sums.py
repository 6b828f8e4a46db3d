"""The sums of a payment bench explained: the price, the loans, the months, the interest, and each payment."""

from collections.abc import Iterator
from dataclasses import replace

from salesdesk.domain.bench import (
    Bench,
    BenchTerms,
    Way,
    bench,
    bench_rows_reckoned,
    interest_reckoned,
    month_reckoned,
    own_money_reckoned,
)
from salesdesk.domain.explain import N_
from salesdesk.domain.loans import repayment_reckoned
from salesdesk.services.bench import BenchStart
from salesdesk.services.explained import Explained


def explain_bench(start: BenchStart, terms: BenchTerms, way: Way, month: int = 1) -> list[Explained]:
    """Explain every sum of a bench; of the months one by its number, and the last."""
    found = bench(terms)
    rows = bench_rows_reckoned(terms, start.day, start.deposit_minor, start.working_day)
    return [
        *start.price_sums,
        Explained("own", own_money_reckoned(found)),
        *(_loan_sums(found, way, month) if found.loans else ()),
        *(Explained(f"row:{at}", replace(each.reckoning, label="{row}", details={"row": each.row.label}))
          for at, each in enumerate(rows)),
    ]  # fmt: skip


def _loan_sums(found: Bench, way: Way, month: int) -> Iterator[Explained]:
    last = len(found.burdens[way].months)
    for name, loan in found.named:
        yield Explained("loan", replace(loan.reckoning, label="{name}", details={"name": name}))
        if way is Way.INSTALMENT:
            label = N_("monthly instalment, {name}")
            yield Explained("instalment", replace(loan.instalment, label=label, details={"name": name}))
    for number in dict.fromkeys((month, last)):
        yield from _month_sums(found, way, number)
    yield Explained("interest", interest_reckoned(found, way))


def _month_sums(found: Bench, way: Way, number: int) -> Iterator[Explained]:
    """Tell a month of one loan by its rate, and what two loans take together by each of them."""
    if len(found.loans) > 1:
        yield Explained(f"month:{number}", month_reckoned(found, way, number))
    for name, loan in found.named:
        one = repayment_reckoned(loan.by_way[way].months[number - 1], loan.rate_percent)
        named = replace(one, label=N_("month {number}, {name}"), details={"number": number, "name": name})
        yield Explained(f"month:{number}", named)

"""The payments of a deal explained: how the amount of each came about, what paid it, and what being late costs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from db import money, mortgages
from db.accounts import PlacedRow
from db.deals import DealRow, LineRow
from salesdesk.domain.deal import RowKind
from salesdesk.domain.explain import N_, Reckoning, Tally
from salesdesk.domain.receipts import receipt_number
from salesdesk.domain.replan_reckoning import told_by_plan
from salesdesk.domain.schedule import Base, ReckonedRow, ScheduleRow, plan_reckoned
from salesdesk.services.deals import charged_from, due_of, fee_on
from salesdesk.services.desk import Look
from salesdesk.services.explained import Explained, fee_told
from salesdesk.services.plans import plan_of
from salesdesk.services.settlement_sums import settlement_applied

AGREED = N_("as the plan of payments has it since it was changed")


@dataclass(frozen=True, slots=True)
class LineSums:
    """What the explanations of one deal's payments are made of."""

    look: Look
    deal: DealRow
    lines: Sequence[LineRow]
    placed: Sequence[PlacedRow]
    day: date

    def all(self) -> Iterator[Explained]:
        """Give for each payment its amount, what is open of it, and its late fee; then what they come to."""
        agreed = _agreed(self.look, self.deal, self.lines)
        paid = money.payments_by_line(self.look.tx, self.deal.id)
        fees = []
        for line in self.lines:
            yield Explained(f"row:{line.id}", self._amount(line, agreed))
            yield Explained(f"open:{line.id}", self._open(line))
            if self.deal.live:
                fees.append(self._fee(line, paid.get(line.id, [])))
                yield Explained(f"fee:{line.id}", fees[-1])
        left = [(each.label, each.open_minor) for each in self.lines] if self.deal.live else []
        yield Explained("open", self._together(N_("open"), left))
        late = [(line.label, fee.sum_minor) for line, fee in zip(self.lines, fees, strict=False) if fee.sum_minor]
        yield Explained("late_fee", self._together(N_("late fees on {day}"), late))

    def _together(self, label: str, rows: Sequence[tuple[str, int]]) -> Reckoning:
        tally = Tally(label, day=self.day)
        for name, minor in rows:
            tally.add(minor, "{name}", name=name)
        return tally.done()

    def _amount(self, line: LineRow, agreed: Mapping[int, Reckoning]) -> Reckoning:
        found = agreed.get(line.id) or self._otherwise(line)
        return replace(found, label="{row}", details={"row": line.label})

    def _otherwise(self, line: LineRow) -> Reckoning:
        if line.kind == RowKind.SETTLEMENT and (applied := settlement_applied(self.look, self.deal)):
            return applied
        if found := _by_lenders(self.look, self.deal, line):
            return found
        return Tally("").add(line.amount_minor, N_("payment plan"), AGREED).done()

    def _open(self, line: LineRow) -> Reckoning:
        tally = Tally(N_("open of {name}"), name=line.label)
        if not self.deal.live:
            return tally.note(N_("the deal has ended")).done()
        tally.add(line.amount_minor, N_("amount"))
        for each in self.placed:
            if each.line_id == line.id:
                number = receipt_number(each.number)
                tally.add(-each.amount_minor, "{receipt}", N_("paid on {day}"), receipt=number, day=each.value_date)
        return tally.done()

    def _fee(self, line: LineRow, payments: Sequence[tuple[date, int]]) -> Reckoning:
        fee = fee_on(self.look, line, payments, self.day)
        return fee_told(line.label, due_of(line), charged_from(line, payments), fee.stretches)


def _agreed(look: Look, deal: DealRow, lines: Sequence[LineRow]) -> dict[int, Reckoning]:
    """Give the arithmetic of the payments that the plan's terms still lead to; what was changed since has none."""
    rows = [ScheduleRow(RowKind(each.kind), each.label, each.due, each.amount_minor) for each in lines]
    return {lines[place].id: found for place, found in told_by_plan(rows, _by_terms(look, deal)).items()}


def _by_terms(look: Look, deal: DealRow) -> Sequence[ReckonedRow]:
    return plan_reckoned(
        deal.total_minor,
        plan_of(look, deal).plan,
        ordered_on=deal.ordered_on,
        deposit_minor=deal.deposit_minor,
        base_dates=dict.fromkeys(Base, deal.ordered_on),  # the amounts do not hang on the days
    )


def _by_lenders(look: Look, deal: DealRow, line: LineRow) -> Reckoning | None:
    """Tell a loan as a bank approved it, or what the banks lend less than was asked, where that is the payment."""
    cases = [each for each in mortgages.cases_of(look.tx, deal.id) if each.approved_minor is not None]
    short = Tally("")
    for each in cases:
        approved, asked = each.approved_minor or 0, each.asked_minor
        if line.kind == RowKind.LOAN and each.line_id == line.id and approved == line.amount_minor:
            less = N_("{bank} approved {approved} {currency}")
            loan = Tally("").add(asked, N_("asked of {bank}"), bank=each.bank)
            return loan.add(approved - asked, N_("not approved"), less, bank=each.bank, approved_minor=approved).done()
        if approved < asked:
            short.add(asked, N_("asked of {bank}"), bank=each.bank)
            short.add(-approved, N_("approved by {bank}"), bank=each.bank)
    missing = line.kind == RowKind.SHORTFALL and short.sum_minor == line.amount_minor
    return short.done() if missing else None

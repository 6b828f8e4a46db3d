"""The sums of loan applications explained: what is asked of a bank, and what it approved."""

from collections.abc import Sequence
from dataclasses import replace

from db import accounts, deals
from db.mortgages import CaseRow
from salesdesk.domain.deal import RowKind
from salesdesk.domain.explain import N_
from salesdesk.domain.receipts import Use
from salesdesk.domain.roles import Right
from salesdesk.services.deals import deal_called
from salesdesk.services.desk import Look, sees
from salesdesk.services.explained import Explained
from salesdesk.services.mortgages import case_called, cases_seen
from salesdesk.services.schedule_sums import LineSums


@sees(Right.SEE_MONEY)
def explain_case(look: Look, case_id: int) -> list[Explained]:
    """Explain the loan of an application, and what the bank leaves to make up.

    Raises:
        NotFound: there is no such application.
    """
    return _sums(look, [case_called(look, case_id)])


@sees(Right.SEE_MONEY)
def explain_cases(look: Look, deal: str | None = None) -> list[Explained]:
    """Explain the loans of all applications, or of a deal's."""
    return _sums(look, cases_seen(look, deal))


def _sums(look: Look, cases: Sequence[CaseRow]) -> list[Explained]:
    return [each for case in cases for each in _case(look, case)]


def _case(look: Look, case: CaseRow) -> list[Explained]:
    deal = deal_called(look, str(case.deal))
    lines = deals.schedule_of(look.tx, deal.id)
    wanted = {f"row:{each.id}" for each in lines if each.id == case.line_id or each.kind == RowKind.SHORTFALL}
    placed = accounts.placed_on_deal(look.tx, deal.id, Use.LINE)
    found = [each for each in LineSums(look, deal, lines, placed, look.today).all() if each.ref in wanted]
    return [_named(case, each) for each in found]


def _named(case: CaseRow, sums: Explained) -> Explained:
    details = {"number": case.id, **sums.reckoning.details}
    named = replace(sums.reckoning, label=N_("application {number}: {row}"), details=details)
    return Explained(f"case:{case.id}:{sums.ref}", named)

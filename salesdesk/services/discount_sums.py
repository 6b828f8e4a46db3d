"""A discount request explained: what it costs, what that does to the project's average, and what is left of a month."""

from dataclasses import replace
from decimal import Decimal

from db import discounts
from salesdesk.domain.discounts import concession_reckoned
from salesdesk.domain.explain import N_, ReckonedLine, Reckoning, Tally
from salesdesk.domain.roles import Right
from salesdesk.services.desk import Look, sees
from salesdesk.services.discounts import RequestAnswer, request_answer, request_called
from salesdesk.services.explained import Explained


@sees(Right.REQUEST_DISCOUNT)
def explain_discount(look: Look, request_id: int) -> list[Explained]:
    """Explain what a request would concede, and what of the month's budget that takes from whoever decides.

    Raises:
        NotFound: there is none, or it may not be seen.
    """
    answer = request_answer(look, request_called(look, request_id))
    found = concession_reckoned(answer.before_minor, answer.asked_minor, answer.list_price_minor)
    named = replace(
        found, label=N_("concession of request {number}"), details={"number": answer.request_id},
        steps=(*found.steps, *_average(look, answer)),
    )  # fmt: skip
    sums = [Explained("concession", named)]
    return [*sums, Explained("month", _month(answer))] if answer.month_left_minor is not None else sums


def _average(look: Look, answer: RequestAnswer) -> list[ReckonedLine]:
    total, listed = discounts.price_average(look.tx, look.project_id)
    said = N_("{total} {currency} / {list} {currency} = {share} %")
    return [
        ReckonedLine(N_("project's average so far"), said, None, _share(total, listed, answer.average_percent)),
        ReckonedLine(
            N_("project's average with it"), said, None,
            _share(total + answer.asked_minor, listed + answer.list_price_minor, answer.average_after_percent),
        ),
    ]  # fmt: skip


def _share(total: int, listed: int, percent: str) -> dict[str, object]:
    return {"total_minor": total, "list_minor": listed, "share_percent": Decimal(percent)}


def _month(answer: RequestAnswer) -> Reckoning:
    """Tell what is left of the month's budget of whoever looks."""
    budget = answer.month_budget_minor or 0
    tally = Tally(N_("left of your month")).add(budget, N_("month's budget for concessions"))
    tally.add(-answer.month_conceded_minor, N_("you granted this month"))
    if tally.sum_minor < 0:
        tally.to(0, N_("more than the budget"))
    return tally.done()

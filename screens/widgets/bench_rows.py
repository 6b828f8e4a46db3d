"""The months of the payment bench as lines of a list."""

from salesdesk.language import tr
from salesdesk.services.bench import BenchAnswer
from screens.widgets.money_column import in_column
from screens.widgets.row_columns import Cell, Column, Row


def month_columns() -> tuple[Column, ...]:
    """Give the columns of the list."""
    heads = (tr("month"), tr("amount"), tr("principal"), tr("interest"), tr("still owed"))
    return tuple(Column(head, is_right=True) for head in heads)


def month_rows(answer: BenchAnswer) -> tuple[Row, ...]:
    """Write each month."""
    sums = zip(
        in_column(each.amount_minor for each in answer.months),
        in_column(each.principal_minor for each in answer.months),
        in_column(each.interest_minor for each in answer.months),
        in_column(each.balance_minor for each in answer.months),
        strict=True,
    )
    return tuple(
        Row(str(each.month), (Cell(str(each.month), "dim"), *(Cell(text) for text in amounts)))
        for each, amounts in zip(answer.months, sums, strict=True)
    )

"""What `e` explains on the money screen: a receipt, an overdue payment, unallocated money, and their sums."""

from salesdesk.domain.receipts import is_receipt_number
from salesdesk.language import tr
from salesdesk.services.arrears import ArrearsLine
from salesdesk.services.arrears_sums import explain_arrears
from salesdesk.services.dayend import day_end
from salesdesk.services.deal_sums import explain_receipt, explained_deal
from salesdesk.services.desk import Desk
from salesdesk.services.explained import Explained, explain_day, explain_unallocated, found_in, with_first
from salesdesk.services.unallocated import list_unallocated


def receipt_sums(desk: Desk, receipt_no: str) -> list[Explained]:
    """Explain where the money of a receipt is, then what today's cash book comes to."""
    return [*explain_receipt(desk, receipt_no), *reversed(explain_day(day_end(desk)))]


def arrears_sums(desk: Desk, line: ArrearsLine) -> list[Explained]:
    """Explain the late fee of an overdue payment day by day, what is open of it, and what all arrears come to."""
    number = line.line_id
    of_line = found_in(explained_deal(desk, line.deal_id), f"fee:{number}", f"open:{number}", f"row:{number}")
    return [*of_line, *all_arrears_sums(desk)]


def all_arrears_sums(desk: Desk) -> list[Explained]:
    """Explain what all that is overdue comes to, and the late fees on it."""
    return found_in(explain_arrears(desk), "open", "late_fee")


def loose_sums(desk: Desk, deal: str) -> list[Explained]:
    """Explain the unallocated money of a deal by its receipts, or of one receipt for none, then all of it."""
    if is_receipt_number(deal):
        return [*explain_receipt(desk, deal), *all_loose_sums(desk)]
    found = found_in(with_first(explained_deal(desk, deal), "unallocated"), "unallocated", "paid")
    return [*found, *all_loose_sums(desk)]


def all_loose_sums(desk: Desk) -> list[Explained]:
    """Explain what all unallocated money comes to."""
    return [explain_unallocated(list_unallocated(desk))]


def day_sums(desk: Desk) -> list[Explained]:
    """Explain what today's cash book comes to, by method and by cashier."""
    return list(reversed(explain_day(day_end(desk))))


def title_of(name: str) -> str:
    """Name the dialog after what is under the cursor."""
    return tr("The sums of {deal}").format(deal=name)

"""A customer beside the list and at the head of the record."""

from datetime import datetime

from textual.content import Content
from textual.reactive import reactive

from salesdesk.services.customer_record import CustomerRecord
from salesdesk.services.customers import CustomerAnswer
from screens.widgets.customer_lines import agreed_lines, person_lines
from screens.widgets.text_lines import TextLines


class PersonLines(TextLines):
    """Who somebody is."""

    customer: reactive[CustomerAnswer | None] = reactive(None, layout=True)

    def lines(self, width: int) -> list[Content]:
        """Write it for a width in cells."""
        return person_lines(self.customer, width) if self.customer else [Content("")]


class CustomerPanel(TextLines):
    """Who somebody is and what was agreed with them."""

    record: reactive[CustomerRecord | None] = reactive(None, layout=True)
    now: reactive[datetime | None] = reactive(None)

    def lines(self, width: int) -> list[Content]:
        """Write it for a width in cells."""
        if self.record is None or self.now is None:
            return [Content("")]
        return [*person_lines(self.record.customer, width), *agreed_lines(self.record, self.now, width)]

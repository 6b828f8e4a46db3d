"""What the parts of the console tell each other, in the past tense."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from db.waiting import ImportUnderWay
    from salesdesk.services.news import News


@dataclass
class NewsCame(Message):
    """Somebody, here or elsewhere, changed something."""

    news: "News"
    waiting: int = 0

    def can_replace(self, message: Message) -> bool:
        """Let the later message stand for this one, which nobody has read yet, if it says no less."""
        return isinstance(message, NewsCame) and self.news.topics <= message.news.topics


@dataclass
class DatabaseLost(Message):
    """The database cannot be reached for now."""

    sentence: str


@dataclass
class DatabaseBack(Message):
    """The database can be reached again."""


@dataclass
class ImportAwaited(Message):
    """A change that somebody makes here waits for an import that is being written."""

    under_way: "ImportUnderWay"


@dataclass
class SentAway(Message):
    """Whoever sits here may not any more."""


@dataclass
class Worked(Message):
    """A piece of work in a thread came to its end: an answer, or a refusal."""

    purpose: str
    answer: object = None
    refusal: Exception | None = None

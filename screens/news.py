"""Looking out for what others change: a thread that tells the console what concerns its screens."""

import time
from collections.abc import Callable

from textual.message import Message

from salesdesk.domain.errors import DeskError, NotSignedIn
from salesdesk.language import explain
from salesdesk.services.desk import Desk
from salesdesk.services.news import look_out, news_since
from salesdesk.services.waiting import waiting_for
from screens.messages import DatabaseBack, DatabaseLost, NewsCame, SentAway

PAUSE_SECONDS = 1.0


def tell_news(desk: Desk, seq: int, tell: Callable[[Message], object], is_over: Callable[[], bool]) -> None:
    """Tell of every event after `seq` until it is over; what came while the database was away is told afterwards."""
    owed, is_lost = True, False
    with look_out(desk.database) as watch:
        while not is_over():
            try:
                owed = watch.changed() or owed
                if owed:
                    news = news_since(desk, seq)
                    tell(NewsCame(news, waiting_for(desk)))
                    seq, owed = news.seq, False
                if is_lost:
                    tell(DatabaseBack())
                is_lost = False
            except NotSignedIn:
                tell(SentAway())
                return
            except DeskError as trouble:
                if not is_lost:
                    tell(DatabaseLost(explain(trouble)))
                is_lost = True
                time.sleep(PAUSE_SECONDS)

"""Words for the locks over a unit."""

from salesdesk.domain.units import Lock
from salesdesk.language import tr, word
from salesdesk.services.board import LaidLock


def lock_said(laid: LaidLock) -> str:
    """Say which lock it is, and why it was laid to whoever may know."""
    kind = word(Lock(laid.lock))
    return tr("{lock}: {reason}").format(lock=kind, reason=laid.reason) if laid.reason else kind

"""What a machine says when a file cannot be had, in our own words, so that any language can say it."""

import errno

from salesdesk.domain.phrases import Phrase

_NOT_ALLOWED = Phrase("you are not allowed to")
_KNOWN = {
    errno.ENOENT: Phrase("there is no such file or folder"),
    errno.ENOTDIR: Phrase("there is no such file or folder"),
    errno.EISDIR: Phrase("it is a folder"),
    errno.EEXIST: Phrase("it is there already"),
    errno.EACCES: _NOT_ALLOWED,
    errno.EPERM: _NOT_ALLOWED,
    errno.ENOSPC: Phrase("the disk is full"),
    errno.EFBIG: Phrase("it would be larger than a file may be"),
    errno.EROFS: Phrase("it is on a read-only disk"),
    errno.EIO: Phrase("the disk does not answer as it should"),
    errno.ENAMETOOLONG: Phrase("its name is too long"),
}


def trouble(failure: OSError) -> str:
    """Say why the machine refused; what is not known is said as the machine says it."""
    return _KNOWN.get(failure.errno or 0) or failure.strerror or str(failure)

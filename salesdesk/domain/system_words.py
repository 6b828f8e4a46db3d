"""What a machine says when a file cannot be had, in our own words, so that any language can say it."""

import errno

from salesdesk.domain.phrases import Phrase

_NOT_ALLOWED = Phrase("you are not allowed to")
_IN_USE = Phrase("another program is using it")
_TOO_MANY = Phrase("too many files are open at once")
_SILENT = Phrase("the place where it lies does not answer")
_KNOWN = {
    errno.ENOENT: Phrase("there is no such file or folder"),
    errno.ENOTDIR: Phrase("there is no such file or folder"),
    errno.EISDIR: Phrase("it is a folder"),
    errno.EEXIST: Phrase("it is there already"),
    errno.EACCES: _NOT_ALLOWED,
    errno.EPERM: _NOT_ALLOWED,
    errno.ENOSPC: Phrase("the disk is full"),
    errno.EROFS: Phrase("it is on a read-only disk"),
    errno.EIO: Phrase("the disk does not answer as it should"),
    errno.ENAMETOOLONG: Phrase("its name is too long"),
    errno.ELOOP: Phrase("its links go round in a circle"),
    errno.EFBIG: Phrase("it would be larger than a file may be"),
    errno.EDQUOT: Phrase("your share of the disk is used up"),
    errno.EBUSY: _IN_USE,
    errno.ETXTBSY: _IN_USE,
    errno.EMFILE: _TOO_MANY,
    errno.ENFILE: _TOO_MANY,
    errno.ETIMEDOUT: _SILENT,
    errno.ESTALE: _SILENT,
}


def trouble(failure: OSError) -> str:
    """Say why the machine refused; what is not known is said as the machine says it, after a word that it does."""
    return _KNOWN.get(failure.errno or 0) or reported(failure.strerror or str(failure))


def reported(said: str) -> str:
    """Give what a machine or a library reports in its own words, with a word of ours before it."""
    return Phrase("an error is reported ({said})", said=said)

"""Text from data, made harmless for a terminal: nothing in a name may move the cursor or turn the line round."""

import re
import unicodedata

# C0, DEL and C1 controls; zero-width, bidi and invisible format characters; line separators; tags; surrogates.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_SAYING_NOTHING = re.compile("[\u200b\u200e\u200f\u2060\ufeff]")
_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def safe(text: object) -> str:
    """Show control, bidi and invisible characters as visible signs; every other character stays as it is."""
    return _UNSAFE.sub(_visible, str(text))


def _visible(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return f"<{code:04X}>"


def without_marks(text: str) -> str:
    """Leave out marks of direction and of no width, which come along when a number is copied and say nothing of it."""
    return _MARKS.sub("", text)


def tidy(text: str) -> str:
    """Give a name as it is stored: NFC, inner white space folded to one space, ends stripped.

    Signs of no width that say nothing are left out: with them nobody would find the name again. Joiners stay, which
    some scripts write with.
    """
    plain = text if text.isascii() else _SAYING_NOTHING.sub("", text)
    return " ".join(unicodedata.normalize("NFC", plain).split())


def search_key(text: str) -> str:
    """Give the form in which two spellings of a name compare equal: NFKC, case folded, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def in_one_line(text: str) -> str:
    """Give a text of several lines as one, with a dot between them."""
    return " · ".join(text.split("\n"))

"""Phone numbers as people write them, turned into the one international form in which they are unique."""

import re
import unicodedata

import phonenumbers

from salesdesk.domain.errors import BadValue
from salesdesk.domain.text import without_marks
from salesdesk.language import N_, tr

LONGEST = 40
CUT_OFF = re.compile(r"(?a:[\d.,]+[eE][+-]?\d+)")
_MIXED = re.compile(r"[^\d+()\-./\s]")
DAMAGED = N_("a spreadsheet has cut its digits off; format the column as text and write the number again")
NO_NUMBER = N_("a phone number of this country, or +country code and number, is wanted, such as {example}")
EXAMPLES = {"CN": "199-0000-1234", "US": "+1 212 555 0123"}
SHAPES = (re.compile(r"\+861[3-9]\d{9}"), re.compile(r"\+1[2-9]\d{2}[2-9]\d{6}"))
"""Numbers that are right by their shape, though the table of ranges in use may not know them yet."""


def normalise_phone(text: str, region: str) -> str:
    """Give a phone number in its international form (E.164) for a region such as `CN` or `US`.

    Raises:
        BadValue: the text is no phone number, or a spreadsheet has turned it into something like 1.39E+10.
    """
    plain = unicodedata.normalize("NFKC", without_marks(text)).strip()
    if CUT_OFF.fullmatch(plain):
        raise BadValue(what=tr("phone"), value=text, why=tr(DAMAGED))
    number = _international(plain, region.upper())
    if number is None:
        example = EXAMPLES.get(region.upper(), "+44 20 7946 0000")
        raise BadValue(what=tr("phone"), value=text, why=tr(NO_NUMBER).format(example=example))
    return number


def phone_digits(text: str, region: str) -> str | None:
    """Give the international form of a text if it is a phone number: for finding people by what is typed."""
    try:
        return normalise_phone(text, region)
    except BadValue:
        return None


def _international(plain: str, region: str) -> str | None:
    if len(plain) > LONGEST or _MIXED.search(plain):
        return None
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return None
    text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if number.extension:
        return None
    known = phonenumbers.is_valid_number(number) or any(shape.fullmatch(text) for shape in SHAPES)
    return text if known else None

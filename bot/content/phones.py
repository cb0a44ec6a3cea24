"""Telephone numbers as people write them: what a phone dials, and how a card shows it."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import shortnumberinfo

_NO_NUMBER = re.compile(r"[^0-9\s+()./\u2010-\u2015-]")
_LONG_BLOCK = re.compile(r"(?<= )(\d{3,4})(\d{4})$")
"""The seven or eight digits that libphonenumber writes in one block, too long to read aloud."""


def dialled(written: str) -> tuple[str, str] | None:
    """What to dial (+358..., or a short number such as 112 and 116 117) and to show; None where none can exist.

    A letter makes it none: libphonenumber would drop the "O" of 56OO, or dial another digit for it.
    """
    if _NO_NUMBER.search(written):
        return None
    try:
        number = phonenumbers.parse(written, "FI")
    except phonenumbers.NumberParseException:
        return None
    if shortnumberinfo.is_valid_short_number_for_region(number, "FI"):
        return str(number.national_number), written
    if not phonenumbers.is_valid_number(number):
        return None
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    dial = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return dial, _LONG_BLOCK.sub(r"\1 \2", shown)

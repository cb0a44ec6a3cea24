"""Telephone numbers as people write them: what a phone dials, and how a card shows it."""

from __future__ import annotations

import re

import phonenumbers

_LONG_BLOCK = re.compile(r"(?<= )(\d{3,4})(\d{4})$")
"""The seven or eight digits that libphonenumber writes in one block, too long to read aloud."""


def dialled(written: str) -> tuple[str, str] | None:
    """What to dial (+358..., or a short number such as 112 and 116 117) and to show; None where none can exist."""
    digits = "".join(character for character in written if character.isdigit())
    if written.replace(" ", "").isdigit() and (digits == "112" or digits.startswith("116")):
        return digits, written
    try:
        number = phonenumbers.parse(written, "FI")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    dial = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return dial, _LONG_BLOCK.sub(r"\1 \2", shown)

"""Typed words that matched nothing, made fit to show and to keep: never a name, a number or an address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from bot.matching.personal_data import REDACTED, redact

LONGEST = 200
"""Characters kept of a text; what matters stands at the beginning."""
SHORTEST = 3

_NUMBER = re.compile(r"\d[\d\s.,:/+-]*\d")
_CAPITAL = re.compile(r"(?<=\s)[^\W\d_a-zåäö][\w’'-]*", re.UNICODE)
_LETTER = re.compile(r"[^\W\d_]")


def shareable(text: str, own_numbers: Collection[str] = ()) -> str | None:
    """The text as it may be sent to the editors, or None where nothing worth reading is left.

    Besides personal data, every number of two digits or more and every word with a capital letter inside the text
    is taken out: it may be a name or a place.
    """
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text[: 4 * LONGEST]).split())
    plain = redact(unicodedata.normalize("NFC", plain), own_numbers)
    plain = _NUMBER.sub(REDACTED, plain)
    plain = _CAPITAL.sub(lambda word: REDACTED if word[0][0].isupper() else word[0], plain)
    plain = re.sub(rf"(?:{re.escape(REDACTED)}\s*)+", REDACTED + " ", plain).strip()[:LONGEST]
    left = plain.replace(REDACTED, "")
    return plain if len(_LETTER.findall(left)) >= SHORTEST else None

"""Help that never depends on content (H1): 112 and a short list of national lines, built in.

These are the only contacts outside the knowledge; a test holds them equal to it.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import Text

NUMBER = "112"

EMERGENCY = Text(
    fi="Vaara nyt? Soita 112.",
    sv="Fara nu? Ring 112.",
    en="Danger now? Call 112.",
)
"""On top of every screen. `NUMBER` stands in it once, so that a channel can make it tappable."""

UNAVAILABLE = Text(
    fi="Ohjeita ei saada juuri nyt näkyviin. Nämä numerot toimivat silti:",
    sv="Anvisningarna kan inte visas just nu. De här numren fungerar ändå:",
    en="Guidance is not available right now. These numbers still work:",
)

START_AGAIN = Text(fi="Aloita alusta", sv="Börja om", en="Start again")


@dataclass(frozen=True, slots=True)
class NationalLine:
    """A line that serves all of Finland; `contact` is its id in the knowledge, `shown` its number as one reads it."""

    contact: str
    name: Text
    phone: str
    shown: str


NATIONAL_LINES = (
    NationalLine(
        "nat-poliisi-neuvonta",
        Text("Poliisin neuvonta (arkisin)", "Polisens rådgivning (vardagar)", "Police helpline (weekdays)"),
        "+358295419800",
        "+358 29 541 9800",
    ),
    NationalLine(
        "nat-nollalinja",
        Text(
            "Nollalinja, lähisuhdeväkivalta (ympäri vuorokauden)",
            "Nollinjen, våld i nära relationer (dygnet runt)",
            "Nollalinja, domestic violence (24/7)",
        ),
        "+35880005005",
        "+358 80 005 005",
    ),
    NationalLine(
        "nat-mieli-fi",
        Text(
            "MIELI kriisipuhelin, suomeksi (ympäri vuorokauden)",
            "MIELI kristelefon, på finska (dygnet runt)",
            "MIELI crisis helpline, in Finnish (24/7)",
        ),
        "+358925250111",
        "+358 9 2525 0111",
    ),
    NationalLine(
        "nat-mieli-sv",
        Text("MIELI kriisipuhelin, ruotsiksi", "MIELI kristelefon, på svenska", "MIELI crisis helpline, in Swedish"),
        "+358925250112",
        "+358 9 2525 0112",
    ),
    NationalLine(
        "nat-mieli-en-ar",
        Text(
            "MIELI kriisipuhelin, englanniksi ja arabiaksi",
            "MIELI kristelefon, på engelska och arabiska",
            "MIELI crisis helpline, in English and Arabic",
        ),
        "+358925250113",
        "+358 9 2525 0113",
    ),
    NationalLine(
        "nat-riku",
        Text(
            "Rikosuhripäivystys RIKU",
            "Brottsofferjouren RIKU",
            "Victim Support Finland RIKU",
        ),
        "116006",
        "116 006",
    ),
)

"""A door in words: number, hours, rung, language, source and age, and what stands in for a number not shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlsplit

import phonenumbers
import pytest

from bot.hours import FINLAND
from bot.model import (
    LOCALES,
    Area,
    Assurance,
    Contact,
    Door,
    Kind,
    Knowledge,
    Level,
    Locale,
    OpeningHours,
    Phone,
    Rung,
    Source,
    Status,
    Text,
)
from bot.wording.catalogs import words_in
from bot.wording.doors import checked, door_lines, in_reading_order, opening, provenance, site, worth_showing

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=FINLAND)
NAME = Text("Tiimi", "Teamet", "The team")
DOES = Text("Neuvoo", "Ger råd", "Gives advice")
KIND = Kind("anchor", NAME, DOES, DOES, DOES, (), "phone", urgent=False, recheck_days=365, source="x")
CONTACT = Contact(
    "team",
    "anchor",
    NAME,
    "county",
    ("c1",),
    "active",
    (Phone("+358295419800", "+358 295 419 800"),),
    "always",
    Source("https://www.example.org/a", "2025-12", "2026-11-22"),
    url=Text("https://fi.example.org/", "https://sv.example.org/", "https://en.example.org/"),
)


def said(knowledge: Knowledge, locale: Locale, nearest: Contact, *behind: Contact, reachable: bool = True) -> list[str]:
    """The lines of a door whose nearest contact is this one."""
    known = replace(knowledge, counties={"c1": Area("c1", Text("Alue", "Området", "The area"), "https://c1.example/")})
    rungs = (Rung(nearest.level, nearest, KIND),)
    after = tuple(Rung(contact.level, contact, KIND) for contact in behind)
    door = Door(KIND, None, rungs, rungs if reachable else (), after, None)
    return [line.text for line in door_lines(known, words_in(locale), door, 1, set(), NOW)]


@pytest.mark.parametrize(
    ("locale", "parts"),
    [
        (
            "fi",
            [
                "1. Tiimi: +358 295 419 800",
                "Neuvoo",
                "auki nyt, ympäri vuorokauden",
                "koko alueen yhteinen: Alue",
                "tieto: example.org, 12/2025",
                "emme ole vielä varmistaneet",
            ],
        ),
        (
            "sv",
            [
                "1. Teamet: +358 295 419 800",
                "Ger råd",
                "öppet nu, dygnet runt",
                "gemensam för hela området: Området",
                "uppgift: example.org, 12/2025",
                "ännu inte kontrollerad av oss",
            ],
        ),
        (
            "en",
            [
                "1. The team: +358 295 419 800",
                "Gives advice",
                "open now, around the clock",
                "for the whole area: The area",
                "source: example.org, Dec 2025",
                "not yet checked by us",
            ],
        ),
    ],
)
def test_a_contact_in_three_languages(knowledge: Knowledge, locale: Locale, parts: list[str]) -> None:
    """Name and number, what it does, hours and rung, source with its age, in this order."""
    assert " · ".join(said(knowledge, locale, CONTACT)).split(" · ") == parts


@pytest.mark.parametrize(
    ("status", "line"),
    [
        ("unconfirmed", "1. The team: its number is not confirmed, so we do not show it. Details: en.example.org"),
        ("temporarily-closed", "1. The team: closed for the time being. Details: en.example.org"),
    ],
)
def test_a_number_that_may_not_be_shown_is_not(knowledge: Knowledge, status: Status, line: str) -> None:
    """The page stands in its place, and the next rung under it (H3)."""
    behind = replace(CONTACT, id="duty", phones=(Phone("116117", "116 117"),))
    lines = said(knowledge, "en", replace(CONTACT, status=status), behind, reachable=False)
    assert lines[0] == line
    assert lines[-1] == "Call instead: The team: 116 117 · open now, around the clock"
    assert "419 800" not in "".join(lines)


def test_a_contact_that_has_no_number_says_so(knowledge: Knowledge) -> None:
    """Without a page or anybody behind, only that it exists is said."""
    lines = said(knowledge, "en", replace(CONTACT, phones=(), url=None), reachable=False)
    assert lines[0] == "1. The team: we do not know its number."


def test_the_next_rung_stands_under_one_that_answers(knowledge: Knowledge) -> None:
    """Somebody to call when nobody picks up."""
    behind = replace(CONTACT, id="duty", phones=(Phone("116117", "116 117"),))
    assert said(knowledge, "sv", CONTACT, behind)[-1] == "Om ingen svarar: Teamet: 116 117 · öppet nu, dygnet runt"


def test_what_a_line_is_not_for_is_told_also_behind(knowledge: Knowledge) -> None:
    """Whoever is sent to the next number learns what it does not take."""
    about = Text("Ei uhkauksille.", "Inte för hot.", "Not for threats.")
    behind = replace(CONTACT, id="advice", phones=(Phone("116117", "116 117"),), about=about)
    assert said(knowledge, "en", CONTACT, behind)[-1].endswith("open now, around the clock · Not for threats.")


def test_who_answers_now_stands_behind(knowledge: Knowledge) -> None:
    """Of two on the next rung the one that is open is named, whichever the file lists first."""
    shut = replace(CONTACT, id="shut", phones=(Phone("116006", "116 006"),), schedule=())
    awake = replace(CONTACT, id="awake", phones=(Phone("116117", "116 117"),))
    for behind in ((shut, awake), (awake, shut)):
        assert said(knowledge, "en", CONTACT, *behind)[-1].startswith("If there is no answer: The team: 116 117")


def test_a_line_in_another_language_is_named_only_where_ours_is_shut() -> None:
    """A Swedish reader gets the Swedish line, and at night the Finnish one that answers besides it."""
    finnish = replace(CONTACT, id="fi", languages=("fi",))
    swedish = replace(CONTACT, id="sv", languages=("sv",))
    for own, shown in ((swedish, ["sv"]), (replace(swedish, schedule=()), ["sv", "fi"])):
        rungs = tuple(Rung("nation", contact, KIND) for contact in (finnish, own))
        assert [rung.contact.id for rung in worth_showing(rungs, "sv", NOW)] == shown


def test_a_service_in_other_languages_says_which(knowledge: Knowledge) -> None:
    """A Swedish reader learns that the line answers in Finnish; a Finnish one is not told."""
    finnish = replace(CONTACT, languages=("fi",))
    assert "servicespråk: finska" in "".join(said(knowledge, "sv", finnish))
    assert "palvelukieli" not in "".join(said(knowledge, "fi", finnish))


@pytest.mark.parametrize(
    ("level", "area", "line"),
    [
        ("municipality", "598", "local: Jakobstad"),
        ("police-department", "lappi", "for the whole area: Lapland Police Department"),
        ("nation", "finland", "nationwide"),
    ],
)
def test_the_rung_is_named(knowledge: Knowledge, level: Level, area: str, line: str) -> None:
    """How near the contact stands."""
    assert line in " · ".join(said(knowledge, "en", replace(CONTACT, level=level, areas=(area,)))).split(" · ")


def test_the_readers_language_comes_first() -> None:
    """Then those who do not say, then those who serve only in others."""
    fi, sv, any_ = (
        Rung("nation", replace(CONTACT, id=name, languages=languages), KIND)
        for name, languages in (("fi", ("fi",)), ("sv", ("sv",)), ("any", ()))
    )
    assert [rung.contact.id for rung in in_reading_order((fi, any_, sv), "sv")] == ["sv", "any", "fi"]


@pytest.mark.parametrize(
    ("on", "line"),
    [
        (None, "not yet checked by us"),
        ("2026-11-01", "checked 1 Nov 2026"),
        ("2025-11-24", "checked 24 Nov 2025"),
        ("2025-11-23", "last checked 23 Nov 2025, 366 days ago"),
    ],
)
def test_the_last_check_is_told_and_its_age_once_due(on: str | None, line: str) -> None:
    """The kind says after how many days a new check is due."""
    contact = replace(CONTACT, assured=Assurance(on, "duty officer") if on else None)
    assert checked(words_in("en"), contact, KIND.recheck_days, NOW) == line


def test_an_undated_source_says_when_it_was_read() -> None:
    """A fact without a date is not given one (H3)."""
    contact = replace(CONTACT, source=Source("https://kst.ax/x", "unknown", "2026-11-22"))
    line = "source: kst.ax (undated, read 22 Nov 2026) · not yet checked by us"
    assert provenance(words_in("en"), Rung("nation", contact, KIND), NOW) == line


@pytest.mark.parametrize(
    ("url", "name"),
    [("https://www.pohde.fi/a?b", "pohde.fi"), ("http://kst.ax:8080", "kst.ax"), ("https://a.b.org", "a.b.org")],
)
def test_a_site_is_named_as_people_say_it(url: str, name: str) -> None:
    """Without scheme, www, port and path."""
    assert site(url) == name


def test_every_shown_number_can_be_dialled(knowledge: Knowledge) -> None:
    """Written for people and for phones, and both are the same number that can exist in Finland."""
    phones = [phone for contact in knowledge.contacts.values() for phone in contact.numbers]
    assert len(phones) > 50
    for phone in phones:
        written = phone.shown.replace(" ", "").replace("-", "")
        short = phone.dial == "112" or phone.dial.startswith("116")
        assert written == phone.dial
        assert short or phonenumbers.is_valid_number(phonenumbers.parse(phone.dial))


def test_every_contact_has_a_source_one_can_open(knowledge: Knowledge) -> None:
    """An address, the day it was read, and the date of the fact or an honest unknown (H3)."""
    for contact in knowledge.contacts.values():
        assert urlsplit(contact.source.url).netloc
        assert date.fromisoformat(contact.source.read_on)
        assert contact.source.as_of == "unknown" or contact.source.as_of[:2] == "20"
        assert all(contact.name[locale] for locale in LOCALES)


@pytest.mark.parametrize(
    ("locale", "line"),
    [
        ("fi", "ma–pe 8.00–16.15, la, su 18.00–24.00"),
        ("sv", "mån–fre 8.00–16.15, lör, sön 18.00–24.00"),
        ("en", "Mon–Fri 08:00–16:15, Sat, Sun 18:00–24:00"),
    ],
)
def test_hours_are_told_for_any_hour(locale: Locale, line: str) -> None:
    """Where there is no moment, as on paper: days in a row from the first to the last, others by name."""
    schedule = (OpeningHours((0, 1, 2, 3, 4), 480, 975), OpeningHours((5, 6), 1080, 1440))
    assert opening(words_in(locale), schedule) == line

"""Open now, or opens when: weekdays, Finland's holidays, midnight, summer time; in three languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.hours import FINLAND, OpenState, is_public_holiday, schedule_said, state
from bot.model import LOCALES, Contact, Locale, OpeningHours, Schedule, Source, Text
from bot.wording.catalogs import words_in
from bot.wording.doors import hours

OFFICE: Schedule = (OpeningHours((0, 1, 2, 3, 4), 8 * 60, 16 * 60 + 15),)
"""The police helpline's hours: weekdays 8-16.15."""
EVENINGS: Schedule = (OpeningHours((0, 1, 2, 3, 4, 5, 6), 18 * 60, 24 * 60),)
"""Every day 18-24."""
NIGHTS: Schedule = (OpeningHours((4,), 22 * 60, 24 * 60), OpeningHours((5,), 0, 4 * 60))
"""The night from Friday to Saturday, as an editor must write it."""
ON_CALL: Schedule = (
    OpeningHours((0, 1, 2, 3, 4), 0, 8 * 60),
    OpeningHours((0, 1, 2, 3, 4), 16 * 60, 24 * 60),
    OpeningHours((5, 6), 0, 24 * 60),
)
"""Outside office hours."""


def at(moment: str) -> datetime:
    """A moment by Finland's clocks."""
    return datetime.fromisoformat(moment).replace(tzinfo=FINLAND)


def contact(schedule: Schedule, hours_as_of: str | None = None) -> Contact:
    """A contact of which only the hours matter."""
    source = Source("https://poliisi.fi/", "2026", "2026-01-01")
    name = Text("x", "x", "x")
    return Contact("x", "x", name, "nation", ("finland",), "active", (), schedule, source, hours_as_of=hours_as_of)


@pytest.mark.parametrize(
    ("now", "changes"),
    [
        ("2026-11-24T08:00", "2026-11-24T16:15"),
        ("2026-11-24T16:14", "2026-11-24T16:15"),
        ("2026-11-27T10:00", "2026-11-27T16:15"),
    ],
)
def test_open_until(now: str, changes: str) -> None:
    """Inside the hours, from the first minute to the last."""
    assert state(OFFICE, at(now)) == OpenState(is_open=True, changes=at(changes))


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-24T07:59", "2026-11-24T08:00"),
        ("2026-11-24T16:15", "2026-11-25T08:00"),
        ("2026-11-27T23:59", "2026-11-30T08:00"),
        ("2026-01-01T10:00", "2026-01-02T08:00"),
        ("2026-01-05T17:00", "2026-01-07T08:00"),
        ("2026-04-02T17:00", "2026-04-07T08:00"),
        ("2026-05-01T10:00", "2026-05-04T08:00"),
        ("2026-05-14T10:00", "2026-05-15T08:00"),
        ("2026-06-19T10:00", "2026-06-22T08:00"),
        ("2026-12-24T10:00", "2026-12-28T08:00"),
        ("2027-12-06T10:00", "2027-12-07T08:00"),
    ],
)
def test_closed_until_over_evenings_weekends_and_holidays(now: str, opens: str) -> None:
    """The next opening skips New Year, Epiphany, Easter, May Day, Ascension, Midsummer, Christmas, Independence Day."""
    assert state(OFFICE, at(now)) == OpenState(is_open=False, changes=at(opens))


@pytest.mark.parametrize("day", ["2026-06-19", "2026-12-24", "2026-12-06", "2026-10-31", "2027-01-06"])
def test_offices_rest(day: str) -> None:
    """Midsummer Eve and Christmas Eve count, as offices are closed then."""
    assert is_public_holiday(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-12-31", "2026-04-30", "2026-06-18", "2026-12-23", "2026-11-24"])
def test_offices_work(day: str) -> None:
    """Eves that are working days, and an ordinary Tuesday."""
    assert not is_public_holiday(date.fromisoformat(day))


def test_a_line_with_sunday_hours_keeps_them_on_holidays() -> None:
    """A crisis line that answers every evening answers on Christmas Eve too."""
    assert state(EVENINGS, at("2026-12-24T19:00")) == OpenState(is_open=True, changes=at("2026-12-25T00:00"))


def test_on_call_answers_when_the_office_keeps_a_holiday() -> None:
    """Outside office hours is the whole of Independence Day, a Monday in 2027, and the night after it."""
    assert state(ON_CALL, at("2027-12-06T10:00")) == OpenState(is_open=True, changes=at("2027-12-07T08:00"))


def test_midnight_ends_the_day() -> None:
    """Hours to 24 end with the day; a minute before is open, midnight is not."""
    assert state(EVENINGS, at("2026-11-24T23:59")) == OpenState(is_open=True, changes=at("2026-11-25T00:00"))
    assert state(EVENINGS, at("2026-11-25T00:00")) == OpenState(is_open=False, changes=at("2026-11-25T18:00"))


def test_a_night_goes_on_over_midnight() -> None:
    """Two entries that meet at midnight are one opening."""
    assert state(NIGHTS, at("2026-11-27T23:00")) == OpenState(is_open=True, changes=at("2026-11-28T04:00"))


def test_always_and_unknown() -> None:
    """Neither ever changes, and unknown is neither open nor closed."""
    assert state("always", at("2026-12-25T03:00")) == OpenState(is_open=True)
    assert state("unknown", at("2026-11-24T10:00")) == OpenState(None)


def test_no_hours_at_all_is_closed() -> None:
    """A schedule with no opening in sight says closed and no more."""
    assert state((), at("2026-11-24T10:00")) == OpenState(is_open=False)


@pytest.mark.parametrize(("summer", "winter"), [("2026-10-23", "2026-10-26"), ("2026-03-30", "2026-03-27")])
def test_hours_follow_finlands_clock_when_it_changes(summer: str, winter: str) -> None:
    """5.30 UTC is half past eight in summer and half past seven in winter, whatever the server's time zone."""
    moments = [datetime.fromisoformat(f"{day}T05:30").replace(tzinfo=UTC) for day in (summer, winter)]
    assert [state(OFFICE, moment).is_open for moment in moments] == [True, False]


def test_the_opening_after_the_clocks_change_is_by_the_clock() -> None:
    """Closed on the Friday before summer time, open on Monday at 8 by the clock, five o'clock UTC."""
    changes = state(OFFICE, at("2026-03-27T18:00")).changes
    assert changes is not None
    assert changes.astimezone(UTC) == datetime(2026, 3, 30, 5, 0, tzinfo=UTC)


SAID: list[tuple[str, Schedule, tuple[str, str, str]]] = [
    ("2026-11-24T10:00", OFFICE, ("auki nyt, klo 16.15 asti", "öppet nu, till kl. 16.15", "open now, until 16:15")),
    (
        "2026-11-24T07:00",
        OFFICE,
        (
            "nyt kiinni, avautuu tänään klo 8.00",
            "stängt nu, öppnar i dag kl. 8.00",
            "closed now, opens today at 08:00",
        ),
    ),
    (
        "2026-11-24T17:00",
        OFFICE,
        (
            "nyt kiinni, avautuu huomenna klo 8.00",
            "stängt nu, öppnar i morgon kl. 8.00",
            "closed now, opens tomorrow at 08:00",
        ),
    ),
    (
        "2026-11-27T17:00",
        OFFICE,
        (
            "nyt kiinni, avautuu maanantaina klo 8.00",
            "stängt nu, öppnar på måndag kl. 8.00",
            "closed now, opens on Monday at 08:00",
        ),
    ),
    (
        "2026-11-24T10:00",
        (OpeningHours((1,), 9 * 60, 10 * 60),),
        (
            "nyt kiinni, avautuu 1.12.2026 klo 9.00",
            "stängt nu, öppnar 1.12.2026 kl. 9.00",
            "closed now, opens on 1 Dec 2026 at 09:00",
        ),
    ),
    (
        "2026-12-25T03:00",
        "always",
        ("auki nyt, ympäri vuorokauden", "öppet nu, dygnet runt", "open now, around the clock"),
    ),
    (
        "2026-11-24T10:00",
        "unknown",
        ("aukioloa ei tiedossa", "öppettiderna är inte kända", "opening hours not known"),
    ),
    ("2026-11-24T10:00", (), ("nyt kiinni", "stängt nu", "closed now")),
]


@pytest.mark.parametrize(("now", "schedule", "said"), SAID)
def test_hours_are_said_in_three_languages(now: str, schedule: Schedule, said: tuple[str, str, str]) -> None:
    """Open now, opens today, tomorrow, on a weekday, on a date, always, unknown, never."""
    assert tuple(hours(words_in(locale), contact(schedule), at(now)) for locale in LOCALES) == said


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("fi", "auki nyt, klo 16.15 asti (aukiolo vuodelta 2021, voi olla muuttunut)"),
        ("sv", "öppet nu, till kl. 16.15 (öppettider från 2021, kan ha ändrats)"),
        ("en", "open now, until 16:15 (hours from 2021, may have changed)"),
    ],
)
def test_old_hours_say_how_old_they_are(locale: Locale, said: str) -> None:
    """Hours read years ago are shown with their year."""
    assert hours(words_in(locale), contact(OFFICE, "2021"), at("2026-11-24T10:00")) == said


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        (OFFICE, "Mon–Fri 08:00–16:15"),
        ((OpeningHours((5, 0, 1), 0, 1440), OpeningHours((2,), 540, 600)), "Mon–Tue, Sat 00:00–24:00; Wed 09:00–10:00"),
        ("always", "at all hours"),
        ("unknown", "not known"),
        ((), "never"),
    ],
)
def test_editors_are_told_hours_in_a_few_words(schedule: Schedule, said: str) -> None:
    """The same words wherever they are asked, shown or compared."""
    assert schedule_said(schedule) == said

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.catalogue.mapping import schedule_of, spans_of
from bot.catalogue.model import Channel, Connection, Exceptional, Hours, Item, Loss, Phone, Service, ServiceArea
from bot.catalogue.plan import Answer, Call, UnexpectedAnswer
from bot.catalogue.v11 import Reader
from bot.model import OpeningHours
from tests.catalogue.world import key

TODAY = date(2026, 11, 24)
ID = key(1, 1)
DAILY = {"serviceHourType": "DaysOfTheWeek", "validForNow": True}


def read(stage: Any, *raw: object) -> Answer:  # noqa: ANN401 - a stage
    """What a list of raw items holds."""
    return Reader().read(Call(stage, "/x/list", ids=(ID,)), list(raw), TODAY)


def channel(**fields: object) -> tuple[Channel, list[str]]:
    """A channel of these fields, and what was lost of it."""
    answer = read("channels", {"id": ID, **fields})
    assert isinstance(answer.items[0], Channel)
    return answer.items[0], [loss.what for loss in answer.losses]


def hours(*listed: object) -> tuple[Hours, list[str]]:
    """The hours that these entries make, and what was lost."""
    found, lost = channel(serviceHours=list(listed))
    return found.hours, lost


def opening(first: str, start: str, end: str, last: str = "") -> dict[str, str]:
    """An opening as the catalogue writes it."""
    return {"dayFrom": first, "dayTo": last, "from": start, "to": end}


def phone(number: str | None, **fields: object) -> dict[str, object]:
    """A number as the catalogue writes it."""
    return {"type": "Phone", "prefixNumber": "+358", "number": number, "language": "fi", **fields}


def test_numbers_are_merged_with_their_languages_and_remarks() -> None:
    """One number for each, in the way it dials; a 0 after the prefix is dropped, a short number stays short."""
    found, lost = channel(
        phoneNumbers=[
            phone("500000001", additionalInformation="Ympäri vuorokauden"),
            phone("0500000001", language="sv", additionalInformation="Dygnet runt"),
            phone("116117", prefixNumber=None, isFinnishServiceNumber=True),
            phone("500000002", type="Sms"),
            phone("500000003", type="Fax"),
            phone("1"),
            phone(None),
        ]
    )
    remarks = {"fi": "Ympäri vuorokauden", "sv": "Dygnet runt"}
    assert found.phones == (
        Phone("+358500000001", "voice", ("fi", "sv"), remarks),
        Phone("116117", "voice", ("fi",)),
        Phone("+358500000002", "sms", ("fi",)),
    )
    assert sorted(set(lost)) == ["a fax number is left out", "a number that cannot exist is left out"]


@pytest.mark.parametrize("number", ["500000001 ext 5", "500000001 / 2", "500 000 001, 3", "500000001 (1)"])
def test_a_number_with_more_than_a_number_in_it_is_left_out(number: str) -> None:
    """An extension would be dialled as more digits of it."""
    found, lost = channel(phoneNumbers=[phone(number)])
    assert found.phones == ()
    assert lost == ["a number with words or another number in it is left out"]


def test_the_help_desk_of_a_form_is_no_number_to_call() -> None:
    """It helps with the form, not with the worry."""
    found, _ = channel(supportPhones=[phone("500000001")])
    assert found.phones == ()


@pytest.mark.parametrize(
    ("entries", "schedule"),
    [
        ([{**DAILY, "isAlwaysOpen": True, "openingHour": []}], "always"),
        ([{**DAILY, "openingHour": [opening("Monday", "08:00:00", "16:00:00")]}], (OpeningHours((0,), 480, 960),)),
        (
            [{**DAILY, "openingHour": [opening(day, "09:00:00", "00:00:00") for day in ("Monday", "Sunday")]}],
            (OpeningHours((0, 6), 540, 1440),),
        ),
        (
            [{**DAILY, "openingHour": [opening("Sunday", "22:00:00", "06:00:00")]}],
            (OpeningHours((0,), 0, 360), OpeningHours((6,), 1320, 1440)),
        ),
        (
            [
                {
                    "serviceHourType": "OverMidnight",
                    "openingHour": [opening("Friday", "16:00:00", "08:00:00", "Monday")],
                }
            ],
            (OpeningHours((0,), 0, 480), OpeningHours((4,), 960, 1440), OpeningHours((5, 6), 0, 1440)),
        ),
        ([{**DAILY, "isClosed": True}], "unknown"),
        ([], "unknown"),
    ],
)
def test_hours_become_a_week(entries: list[object], schedule: object) -> None:
    """Always open, days, nights and whole weekends; nothing said is unknown."""
    assert hours(*entries) == (Hours(schedule), [])  # type: ignore[arg-type]


def test_a_week_of_whole_days_is_always() -> None:
    """Two ways to write the same hours are the same."""
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    assert hours({**DAILY, "openingHour": [opening(day, "00:00:00", "00:00:00") for day in days]})[0] == Hours("always")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({**DAILY, "validFrom": "2027-06-01T00:00:00", "validTo": "2027-08-31T00:00:00"}, "another season"),
        ({**DAILY, "validTo": "2026-12-31T00:00:00", "isAlwaysOpen": True}, "until 2026-12-31 only"),
        ({**DAILY, "isReservation": True}, "has to book"),
        ({**DAILY, "openingHour": [opening("Moonday", "08:00", "16:00")]}, "could not be read"),
        ({**DAILY, "openingHour": [opening("Monday", "25:00", "16:00")]}, "could not be read"),
        ({"serviceHourType": "Exceptional", "validFrom": "soon"}, "could not be read"),
    ],
)
def test_hours_that_are_lost_are_told(entry: object, said: str) -> None:
    """What no week can hold is said of the item."""
    (lost,) = hours(entry)[1]
    assert said in lost


def test_exceptions_are_kept_beside_the_week() -> None:
    """Closed days, and days with hours of their own."""
    closed = {"serviceHourType": "Exceptional", "validFrom": "2026-12-24T00:00:00", "validTo": "2026-12-26T00:00:00"}
    short = {"serviceHourType": "Exceptional", "validFrom": "2026-12-31T00:00:00"}
    found, lost = hours(
        {**closed, "isClosed": True}, {**short, "openingHour": [opening("Thursday", "08:00:00", "12:00:00")]}
    )
    assert found.exceptions == (
        Exceptional("2026-12-24", "2026-12-26"),
        Exceptional("2026-12-31", "2026-12-31", ((480, 720),)),
    )
    assert lost == []


@pytest.mark.parametrize("schedule", ["always", (OpeningHours((0, 1), 0, 90), OpeningHours((6,), 600, 1440))])
def test_a_week_goes_there_and_back(schedule: Any) -> None:  # noqa: ANN401 - a schedule
    """Hours to spans to hours."""
    spans = spans_of(schedule)
    assert spans is not None
    assert schedule_of(spans) == schedule


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Päivystys\n\n* yksi\n* **kaksi**", "Päivystys\nyksi\nkaksi"),
        ("<p>Soita <b>heti</b></p><script>alert(1)</script>", "Soita heti"),
        ("a\x1b[31mb", "a[31mb"),
        ("[linkki](https://example.org)", "linkki"),
    ],
)
def test_texts_are_plain(written: str, shown: str) -> None:
    """No markup, no code, nothing that steers a terminal."""
    found, _ = channel(serviceChannelNames=[{"language": "fi", "value": written, "type": "Name"}])
    assert found.names == {"fi": shown}


@pytest.mark.parametrize(
    ("fields", "area"),
    [
        ({"areaType": "Nationwide"}, ServiceArea("finland")),
        ({"areaType": "NationwideExceptAlandIslands", "areas": None}, ServiceArea("mainland")),
        (
            {"areaType": "LimitedType", "areas": [{"type": "WellbeingServiceCounties", "code": "07"}]},
            ServiceArea(None, (), ("07",)),
        ),
        (
            {"areas": [{"type": "Municipality", "code": None, "municipalities": [{"code": "091"}]}]},
            ServiceArea(None, ("091",)),
        ),
        ({"areas": None, "areaType": None}, ServiceArea()),
    ],
)
def test_areas_are_codes(fields: dict[str, object], area: ServiceArea) -> None:
    """The nation, counties or municipalities; null is none."""
    assert channel(**fields)[0].area == area


def test_a_connection_brings_its_own_numbers_and_hours() -> None:
    """Beside the channel's."""
    tie = {
        "serviceChannel": {"id": ID, "name": None},
        "contactDetails": {"phoneNumbers": [phone("500000009")]},
        "serviceHours": [{**DAILY, "isAlwaysOpen": True}],
    }
    answer = read("services", {"id": key(3, 1), "serviceChannels": [tie, {"serviceChannel": None}]})
    service, connection = answer.items
    assert isinstance(service, Service)
    assert connection == Connection(key(3, 1), ID, (Phone("+358500000009", languages=("fi",)),), Hours("always"))
    assert answer.wanted["channels"] == (ID,)


@pytest.mark.parametrize("value", [None, [], "x", 7, {}])
@pytest.mark.parametrize("name", ["phoneNumbers", "serviceHours", "areas", "languages", "serviceChannelNames"])
def test_any_list_may_be_null_and_a_wrong_type_is_told(name: str, value: object) -> None:
    """Null and empty are the same; anything else is a loss of this item, not the end."""
    answer = read("channels", {"id": ID, name: value}, {"id": key(1, 2)})
    items: list[Item] = list(answer.items)
    if value is None or value == []:
        assert (len(items), answer.losses) == (2, ())
    else:
        assert [each.id for each in items if isinstance(each, Channel)] == [key(1, 2)]
        assert answer.losses == (Loss(ID, f"not read: {name} is wrong (list_type)"),)
    assert answer.gone == ()


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2026-10-02T21:30:00.1234567", "2026-10-03"), ("2026-01-02T03:04:05", "2026-01-02"), ("x", "unknown")],
)
def test_the_date_is_finlands(moment: str, day: str) -> None:
    """`modified` is UTC without a mark, with any count of decimals."""
    assert channel(modified=moment)[0].published == day


@pytest.mark.parametrize("body", [None, 7, "x", [7], {"itemList": {}}, {"itemList": [{"id": "../../x"}]}])
def test_another_shape_is_no_page(body: object) -> None:
    """An id that is none, or no list at all."""
    with pytest.raises(UnexpectedAnswer):
        Reader().read(Call("services", "/Service", page=1), body, TODAY)

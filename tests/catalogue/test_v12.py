from __future__ import annotations

from datetime import date

import pytest

from bot.catalogue.model import Channel, Gone, Hours, Phone, ServiceArea
from bot.catalogue.plan import Answer, Call, Scope, UnexpectedAnswer
from bot.catalogue.v12 import Reader, array
from bot.model import OpeningHours
from tests.catalogue.world import key

TODAY = date(2026, 11, 24)
ID = key(1, 1)


def read(call: Call, body: object) -> Answer:
    """What an answer holds."""
    return Reader().read(call, body, TODAY)


def channel(**fields: object) -> tuple[Channel, list[str]]:
    """A channel of these fields, and what was lost of it."""
    answer = read(Call("channels", "/x", ids=(ID,)), {"contentId": ID, **fields})
    (found,) = answer.items
    assert isinstance(found, Channel)
    return found, [loss.what for loss in answer.losses]


def test_numbers_of_every_language_and_kind_are_read() -> None:
    """Domestic ones as they are, others with their dial code; empty translations are none."""
    phones = [
        {"type": "InternationalPhone", "dialCode": "+358", "number": "500000001"},
        {"type": "DomesticPhone", "number": "116117"},
        {"type": "Fax", "dialCode": "+358", "number": "500000003"},
    ]
    texts = {"fi": {"name": "Nimi", "phoneNumbers": phones}, "sv": {"name": "", "contactPhoneNumbers": phones[:1]}}
    found, lost = channel(languageVersions={**texts, "en": None})
    assert found.phones == (
        Phone("+358500000001", languages=("fi", "sv")),
        Phone("116117", languages=("fi",)),
    )
    assert found.names == {"fi": "Nimi"}
    assert lost == ["a fax number is left out"]


WEEK = {"monday": {"hours": [{"start": "08:00", "end": "16:00", "openingStatus": "Open"}]}, "tuesday": None}


@pytest.mark.parametrize(
    ("hour", "schedule", "lost"),
    [
        ({"type": "ContinuousAlwaysValidServiceHour", "openingStatus": "Open"}, "always", []),
        (
            {"type": "WeeklyUntilFurtherNoticeServiceHour", "weeklyHours": WEEK},
            (OpeningHours((0,), 480, 960),),
            [],
        ),
        (
            {
                "type": "ContinuousWeekdaysUntilFurtherNoticeServiceHour",
                "fromDay": "Friday",
                "fromTime": "16:00",
                "toDay": "Saturday",
                "toTime": "08:00",
            },
            (OpeningHours((4,), 960, 1440), OpeningHours((5,), 0, 480)),
            [],
        ),
        (
            {
                "type": "WeeklyUntilFurtherNoticeServiceHour",
                "weeklyHours": {"monday": {"hours": [{"start": "08:00", "end": "16:00", "repetition": "OddWeeks"}]}},
            },
            "unknown",
            ["hours of every other week are left out"],
        ),
        (
            {"type": "WeeklyDateRangeServiceHour", "toDate": "2026-01-31", "weeklyHours": WEEK},
            "unknown",
            ["hours for another season are left out"],
        ),
        (
            {"type": "WeeklyUntilFurtherNoticeServiceHour", "weeklyHours": {"moonday": WEEK["monday"]}},
            "unknown",
            ["hours that could not be read are left out"],
        ),
    ],
)
def test_hours_become_a_week(hour: object, schedule: object, lost: list[str]) -> None:
    """And what no week can hold is told."""
    found, told = channel(serviceHours={"hours": [hour], "holidayServiceHours": None})
    assert (found.hours, told) == (Hours(schedule), lost)  # type: ignore[arg-type]


def test_holidays_and_exceptions() -> None:
    """Days that differ are kept beside the week; hours by the name of a holiday are a loss that is told."""
    closed = {"type": "ExceptionalDateRangeServiceHour", "fromDate": "2026-12-24", "openingStatus": "Closed"}
    found, lost = channel(serviceHours={"hours": [closed], "holidayServiceHours": {"MidsummerEve": {}}})
    assert [each.first for each in found.hours.exceptions] == ["2026-12-24"]
    assert lost == ["hours of single holidays are not kept"]


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        (None, ServiceArea()),
        ({"areaType": "WholeCountry"}, ServiceArea("finland")),
        ({"areaType": "WholeCountryExceptAland"}, ServiceArea("mainland")),
        (
            {"areaType": "LimitedArea", "municipalities": ["091"], "wellbeingServicesCounties": ["07"]},
            ServiceArea(None, ("091",), ("07",)),
        ),
    ],
)
def test_areas_are_codes(area: object, expected: ServiceArea) -> None:
    """The nation, counties or municipalities."""
    assert channel(area=area)[0].area == expected


@pytest.mark.parametrize(("reason", "status"), [("NotPublished", "withdrawn"), ("Unknown", "missing")])
def test_a_channel_that_is_not_found_says_why(reason: str, status: object) -> None:
    """Withdrawn, or never heard of."""
    answer = read(Call("channels", "/x", ids=(ID,)), {"reason": reason})
    assert answer.gone == (Gone(ID, status),)  # type: ignore[arg-type]


def test_filters_ask_for_any_and_name_few_at_once() -> None:
    """All is the interface's default, and 20 values its limit."""
    codes = tuple(f"{count:03}" for count in range(25))
    calls = Reader().first(Scope(counties=("07",), municipalities=codes, classes=("P5.5", "P3.8")))
    services = [call.query for call in calls if call.stage == "services"]
    assert [len(query.get("municipalities", "").split(",")) for query in services] == [1, 20, 5]
    assert all(query["serviceClassesMatch"] == "any" for query in services)
    assert services[0]["wellbeingServicesCountiesMatch"] == "any"
    assert array(("a", "b")) == "a,b"


@pytest.mark.parametrize("body", [None, [], 7, {"items": 7}, {"items": [], "totalPages": "many"}])
def test_another_shape_is_no_page(body: object) -> None:
    """Not an object, or one whose items are none."""
    with pytest.raises(UnexpectedAnswer):
        read(Call("services", "/x", page=1), body)

"""Version 12 of the catalogue's interface (beta in 2026, needs a key): its answers as neutral values.

Searches give pages of full items, their texts by language; what ties a service to its channels is another search.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ValidationError

from bot.catalogue.mapping import (
    CONFIG,
    DAYS,
    NULL_IS_EMPTY,
    WEEK,
    Id,
    Note,
    Span,
    Validity,
    day_span,
    long_span,
    merged,
    minutes,
    phone,
    plain,
    published,
    schedule_of,
    told,
    unreadable,
    words,
)
from bot.catalogue.model import (
    Channel,
    Connection,
    Exceptional,
    Gone,
    Hours,
    Item,
    Loss,
    Organization,
    Phone,
    Service,
    ServiceArea,
    Status,
)
from bot.catalogue.plan import Answer, Call, Scope, Stage, UnexpectedAnswer

BASE = "https://api-gw.palvelutietovaranto.suomi.fi/api/v12"
MOST_IDS = 20
"""Ids that one query may name."""
BATCHES: Mapping[Stage, int] = {"connections": MOST_IDS, "channels": 1, "organizations": 1}
ARCHIVED_SINCE = "2023-01-01T00:00:00Z"
"""How far back archived channels are asked for: the wellbeing services counties began on that day."""


class _Shape(BaseModel):
    model_config = CONFIG


class _Page(_Shape):
    page: int = 1
    total_pages: int = 1
    items: Annotated[list[Any], NULL_IS_EMPTY] = []


class _Phone(_Shape):
    type: str | None = None
    dial_code: str | None = None
    number: str | None = None
    additional_information: str | None = None


_Phones = Annotated[list[_Phone], NULL_IS_EMPTY]


class _Version(_Shape):
    """One language of an item."""

    name: str | None = None
    alternative_name: str | None = None
    summary: str | None = None
    phone_numbers: _Phones = []
    contact_phone_numbers: _Phones = []


class _Opening(_Shape):
    start: str | None = None
    end: str | None = None
    opening_status: str | None = None
    repetition: str | None = None


class _Day(_Shape):
    hours: Annotated[list[_Opening], NULL_IS_EMPTY] = []


class _Hour(_Shape):
    type: str | None = None
    opening_status: str | None = None
    from_date: str | None = None
    to_date: str | None = None
    from_day: str | None = None
    to_day: str | None = None
    from_time: str | None = None
    to_time: str | None = None
    weekly_hours: dict[str, _Day | None] | None = None
    hours: Annotated[list[_Opening], NULL_IS_EMPTY] = []
    additional_information: dict[str, str | None] | None = None


class _Hours(_Shape):
    hours: Annotated[list[_Hour], NULL_IS_EMPTY] = []
    holiday_service_hours: Any = None


class _Area(_Shape):
    area_type: str | None = None
    municipalities: Annotated[list[str], NULL_IS_EMPTY] = []
    regions: Annotated[list[str], NULL_IS_EMPTY] = []
    wellbeing_services_counties: Annotated[list[str], NULL_IS_EMPTY] = []


class _Published(_Shape):
    published_at: str | None = None
    language_versions: dict[str, _Version | None] | None = None

    @property
    def versions(self) -> Mapping[str, _Version]:
        """The languages there are."""
        return {code: version for code, version in (self.language_versions or {}).items() if version is not None}


class _Service(_Published):
    content_id: Id
    organization_content_id: Id | None = None
    general_description_content_id: Id | None = None
    service_classes: Annotated[list[str], NULL_IS_EMPTY] = []
    ontology_terms: Annotated[list[str], NULL_IS_EMPTY] = []
    service_languages: Annotated[list[str], NULL_IS_EMPTY] = []
    area: _Area | None = None


class _Channel(_Published):
    content_id: Id
    organization_content_id: Id | None = None
    service_languages: Annotated[list[str], NULL_IS_EMPTY] = []
    area: _Area | None = None
    service_hours: _Hours | None = None


class _Connection(_Published):
    service_content_id: Id
    channel_content_id: Id
    service_hours: _Hours | None = None


class _Organization(_Published):
    content_id: Id


class _Archived(_Shape):
    content_id: Id


class Reader:
    """Plans and reads the calls of version 12."""

    name = "v12"
    batch = BATCHES

    def first(self, scope: Scope) -> tuple[Call, ...]:
        """Services by area and class; where all is read, all channels and organisations too; archived channels."""
        parts = [
            scope.municipalities[start : start + MOST_IDS] for start in range(0, len(scope.municipalities), MOST_IDS)
        ]
        areas = [_any("wellbeingServicesCounties", (code,)) for code in scope.counties]
        areas += [_any("municipalities", codes) for codes in parts]
        classes = _any("serviceClasses", scope.classes) if scope.classes else {}
        calls = [_search("services", "/service/search", {**area, **classes}) for area in areas or [{}]]
        if scope.is_whole:
            calls.append(_search("channels", "/service-channel/search"))
            calls.append(_search("organizations", "/organization/search"))
        archived = {"archivedAtOrAfter": ARCHIVED_SINCE, "pageSize": "100"}
        calls.append(Call("gone", "/service-channel/search/archived", archived, 1, status="archived"))
        return tuple(calls)

    def by_id(self, stage: Stage, ids: tuple[str, ...]) -> Call:
        """The connections of some services, or one channel or organisation."""
        if stage == "connections":
            query = {"serviceContentIds": array(ids), "pageSize": "100"}
            return Call(stage, "/connection/search", query, 1, ids)
        room = "service-channel" if stage == "channels" else "organization"
        return Call(stage, f"/{room}/search/{ids[0]}", ids=ids)

    def read(self, call: Call, body: Any, day: date) -> Answer:  # noqa: ANN401 - JSON
        """A page of items, one item, or why there is none (404). Raises UnexpectedAnswer."""
        if not isinstance(body, dict):
            raise UnexpectedAnswer("an object was expected")
        if call.page is None:
            return _not_found(call, body) if "contentId" not in body else _read(call, [body], day)
        try:
            page = _Page.model_validate(body)
        except ValidationError:
            raise UnexpectedAnswer("a page of items was expected") from None
        return replace(_read(call, page.items, day), pages=page.total_pages)


def array(values: tuple[str, ...]) -> str:
    """How a query holds several values: with commas between, as the descriptions of the interface say."""
    return ",".join(values)


def _any(name: str, values: tuple[str, ...]) -> dict[str, str]:
    """A filter that one of its values passes; unless told, the interface wants all of them."""
    return {name: array(values), f"{name}Match": "any"}


def _search(stage: Stage, path: str, query: Mapping[str, str] | None = None) -> Call:
    return Call(stage, path, {**(query or {}), "pageSize": "100"}, 1)


def _not_found(call: Call, body: dict[str, Any]) -> Answer:
    if call.stage != "channels":
        return Answer()
    status: Status = "withdrawn" if body.get("reason") == "NotPublished" else "missing"
    return Answer(gone=tuple(Gone(each, status) for each in call.ids))


def _read(call: Call, raws: list[Any], day: date) -> Answer:
    items: list[Item] = []
    losses: list[Loss] = []
    gone = []
    listed = []
    for raw in raws:
        try:
            if call.status is not None:
                archived = _Archived.model_validate(raw)
                gone.append(Gone(archived.content_id, call.status))
                listed.append(archived.content_id)
                continue
            item = _item(call.stage, raw, day, losses)
        except ValidationError as wrong:
            name = raw.get("contentId") if isinstance(raw, dict) else None
            known = isinstance(name, str) and name in call.ids
            losses.append(Loss(str(name) if known else "", unreadable(wrong)))
            continue
        items.append(item)
        listed.append(f"{item.service}/{item.channel}" if isinstance(item, Connection) else item.id)
    services = tuple(item.id for item in items if isinstance(item, Service))
    channels = tuple(item.channel for item in items if isinstance(item, Connection))
    behind = tuple(item.organization for item in items if isinstance(item, Service | Channel) and item.organization)
    wanted: dict[Stage, tuple[str, ...]] = {"connections": services, "channels": channels, "organizations": behind}
    return Answer(tuple(items), wanted, tuple(gone), tuple(losses), tuple(listed))


def _item(stage: Stage, raw: Any, day: date, losses: list[Loss]) -> Item:  # noqa: ANN401 - JSON
    if stage == "services":
        return _service(_Service.model_validate(raw), losses)
    if stage == "channels":
        channel = _Channel.model_validate(raw)
        return _channel(channel, day, told(losses, channel.content_id))
    if stage == "connections":
        shape = _Connection.model_validate(raw)
        note = told(losses, shape.service_content_id)
        hours = _hours(shape.service_hours, day, note)
        return Connection(shape.service_content_id, shape.channel_content_id, _phones(shape, note), hours)
    organization = _Organization.model_validate(raw)
    return Organization(organization.content_id, _names(organization))


def _service(shape: _Service, losses: list[Loss]) -> Service:
    note = told(losses, shape.content_id)
    description = shape.general_description_content_id
    return Service(
        id=shape.content_id,
        organization=shape.organization_content_id or "",
        names=_names(shape),
        description=plain(next((each.summary for each in shape.versions.values() if each.summary), "")),
        classes=tuple(shape.service_classes),
        terms=(*shape.ontology_terms, *([description] if description else [])),
        area=_area(shape.area, note),
        languages=tuple(shape.service_languages),
        published=published(shape.published_at, note),
    )


def _channel(shape: _Channel, day: date, note: Note) -> Channel:
    return Channel(
        id=shape.content_id,
        organization=shape.organization_content_id or "",
        names=_names(shape),
        phones=_phones(shape, note),
        hours=_hours(shape.service_hours, day, note),
        area=_area(shape.area, note),
        languages=tuple(shape.service_languages),
        published=published(shape.published_at, note),
    )


def _names(shape: _Published) -> dict[str, str]:
    return words((code, each.name or each.alternative_name) for code, each in shape.versions.items())


def _area(shape: _Area | None, note: Note) -> ServiceArea:
    if shape is None:
        return ServiceArea()
    if shape.area_type == "WholeCountry":
        return ServiceArea("finland")
    if shape.area_type == "WholeCountryExceptAland":
        return ServiceArea("mainland")
    if shape.regions:
        note("its area given as regions is not kept")
    return ServiceArea(None, tuple(shape.municipalities), tuple(shape.wellbeing_services_counties))


def _phones(shape: _Published, note: Note) -> tuple[Phone, ...]:
    return merged(
        (
            phone(
                each.type,
                None if each.type == "DomesticPhone" else each.dial_code,
                each.number,
                language,
                each.additional_information,
            )
            for language, version in shape.versions.items()
            for each in (*version.phone_numbers, *version.contact_phone_numbers)
        ),
        note,
    )


def _hours(shape: _Hours | None, day: date, note: Note) -> Hours:
    if shape is None:
        return Hours()
    if shape.holiday_service_hours:
        note("hours of single holidays are not kept")
    spans: list[Span] = []
    exceptions = []
    for hour in shape.hours:
        try:
            if (hour.type or "").startswith(("ExceptionalDateRange", "ContinuousDateRange")):
                exceptions.append(_exceptional(hour))
            else:
                spans += _spans(hour, day, note)
        except ValueError:
            note("hours that could not be read are left out")
    remarks = words(pair for hour in shape.hours for pair in (hour.additional_information or {}).items())
    return Hours(schedule_of(spans), tuple(exceptions), remarks)


def _spans(hour: _Hour, day: date, note: Note) -> Iterator[Span]:
    """The openings of a usual week. Raises ValueError where a time or day cannot be read."""
    if hour.opening_status == "Closed":
        return
    if hour.opening_status == "OpenOnReservation":
        note("that one has to book is not kept")
    if not Validity(hour.from_date, hour.to_date).holds_on(day):
        note("hours for another season are left out")
        return
    if hour.to_date:
        note(f"its hours hold until {plain(hour.to_date[:10])} only")
    yield from _stretches(hour)
    for name, listed in (hour.weekly_hours or {}).items():
        for opening in listed.hours if listed is not None else ():
            if opening.repetition in ("OddWeeks", "EvenWeeks"):
                note("hours of every other week are left out")
            elif opening.opening_status != "Closed":
                yield day_span(DAYS.index(name.lower()), opening.start or "", opening.end or "")


def _stretches(hour: _Hour) -> Iterator[Span]:
    if hour.type == "ContinuousAlwaysValidServiceHour":
        yield 0, WEEK
    elif hour.type == "ContinuousWeekdaysUntilFurtherNoticeServiceHour":
        first, last = (DAYS.index((name or "").lower()) for name in (hour.from_day, hour.to_day))
        yield long_span(first, hour.from_time or "", last, hour.to_time or "")


def _exceptional(hour: _Hour) -> Exceptional:
    """Days that differ. Raises ValueError."""
    first, last = (hour.from_date or hour.to_date or "")[:10], (hour.to_date or hour.from_date or "")[:10]
    openings = tuple((minutes(each.start or ""), minutes(each.end or "")) for each in hour.hours if each.start)
    closed = hour.opening_status == "Closed"
    return Exceptional(
        date.fromisoformat(first).isoformat(), date.fromisoformat(last).isoformat(), () if closed else openings
    )

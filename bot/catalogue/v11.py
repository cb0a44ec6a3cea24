"""Version 11 of the catalogue's interface (open, ends in 2027): its answers as neutral values.

Lists give ids, and full items come by `/list?guids=`. Every field may be null; `modified` is UTC without a zone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

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
    Words,
)
from bot.catalogue.plan import Answer, Call, Scope, Stage, UnexpectedAnswer

BASE = "https://api.palvelutietovaranto.suomi.fi/api/v11"
BATCH = 50
"""Full items asked for at once; the interface allows 100, but has been seen to time out at fewer."""
BATCHES: Mapping[Stage, int] = {"services": BATCH, "channels": BATCH, "organizations": BATCH}
CLASS_URI = "http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/"
"""What a service class's code follows in its URI."""


class _Shape(BaseModel):
    model_config = CONFIG


class _Ref(_Shape):
    id: Id
    name: str | None = None


class _Page(_Shape):
    page_count: int = 1
    item_list: Annotated[list[_Ref], NULL_IS_EMPTY] = []


class _Words(_Shape):
    language: str | None = None
    value: str | None = None
    type: str | None = None


_Texts = Annotated[list[_Words], NULL_IS_EMPTY]


class _Phone(_Shape):
    type: str | None = None
    additional_information: str | None = None
    prefix_number: str | None = None
    is_finnish_service_number: bool | None = None
    number: str | None = None
    language: str | None = None


_Phones = Annotated[list[_Phone], NULL_IS_EMPTY]


class _Opening(_Shape):
    day_from: str | None = None
    day_to: str | None = None
    opens: str | None = Field(None, alias="from")
    closes: str | None = Field(None, alias="to")


class _Hours(_Shape):
    service_hour_type: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    is_closed: bool | None = None
    is_always_open: bool | None = None
    is_reservation: bool | None = None
    additional_information: _Texts = []
    opening_hour: Annotated[list[_Opening], NULL_IS_EMPTY] = []


_HoursList = Annotated[list[_Hours], NULL_IS_EMPTY]


class _Code(_Shape):
    code: str | None = None
    uri: str | None = None
    new_uri: str | None = None


_Codes = Annotated[list[_Code], NULL_IS_EMPTY]


class _Area(_Shape):
    type: str | None = None
    code: str | None = None
    municipalities: _Codes = []


class _Placed(_Shape):
    """What services and channels have in common."""

    id: Id
    area_type: str | None = None
    areas: Annotated[list[_Area], NULL_IS_EMPTY] = []
    languages: Annotated[list[str], NULL_IS_EMPTY] = []
    modified: str | None = None


class _Details(_Shape):
    phone_numbers: _Phones = []


class _Connected(_Shape):
    service_channel: _Ref | None = None
    service_hours: _HoursList = []
    contact_details: _Details | None = None


class _Responsible(_Shape):
    organization: _Ref | None = None
    role_type: str | None = None


class _Service(_Placed):
    service_names: _Texts = []
    service_descriptions: _Texts = []
    service_classes: _Codes = []
    ontology_terms: _Codes = []
    general_description_id: Id | None = None
    organizations: Annotated[list[_Responsible], NULL_IS_EMPTY] = []
    service_channels: Annotated[list[_Connected], NULL_IS_EMPTY] = []


class _Channel(_Placed):
    organization_id: Id | None = None
    service_channel_names: _Texts = []
    phone_numbers: _Phones = []
    service_hours: _HoursList = []


class _Organization(_Shape):
    id: Id
    organization_names: _Texts = []


class Reader:
    """Plans and reads the calls of version 11."""

    name = "v11"
    batch = BATCHES

    def first(self, scope: Scope) -> tuple[Call, ...]:
        """Lists of services by area and class, and of archived and withdrawn channels."""
        paths = [f"/Service/area/WellbeingServiceCounties/code/{code}" for code in scope.counties]
        paths += [f"/Service/area/Municipality/code/{code}" for code in scope.municipalities]
        lists = [Call("services", path, {"includeWholeCountry": "true"}, 1) for path in paths]
        if not lists:
            lists = [Call("services", "/Service/serviceClass", {"uri": CLASS_URI + code}, 1) for code in scope.classes]
        if not lists:
            lists = [Call("services", "/Service", {}, 1)]
        gone = [
            Call("gone", "/ServiceChannel", {"status": "Archived"}, 1, status="archived"),
            Call("gone", "/ServiceChannel", {"status": "Withdrawn"}, 1, status="withdrawn"),
        ]
        return (*lists, *gone)

    def by_id(self, stage: Stage, ids: tuple[str, ...]) -> Call:
        """Full items by their ids."""
        path = {"services": "/Service/list", "channels": "/ServiceChannel/list"}.get(stage, "/Organization/list")
        return Call(stage, path, {"guids": ",".join(ids)}, ids=ids)

    def read(self, call: Call, body: Any, day: date) -> Answer:  # noqa: ANN401 - JSON
        """A page of ids, or a bare array of items. Raises UnexpectedAnswer."""
        if call.page is not None:
            return _read_page(call, body)
        if isinstance(body, dict) and "errorMessage" in body:
            body = []  # none of the ids is known any more
        if not isinstance(body, list):
            raise UnexpectedAnswer("a list of items was expected")
        return _read_items(call, body, day)


def _read_page(call: Call, body: Any) -> Answer:  # noqa: ANN401 - JSON
    try:
        page = _Page.model_validate(body)
    except ValidationError:
        raise UnexpectedAnswer("a page of ids was expected") from None
    ids = tuple(each.id for each in page.item_list)
    if call.status is not None:
        return Answer(gone=tuple(Gone(each, call.status) for each in ids), listed=ids, pages=page.page_count)
    return Answer(wanted={call.stage: ids}, listed=ids, pages=page.page_count)


def _read_items(call: Call, body: list[Any], day: date) -> Answer:
    items: list[Item] = []
    losses: list[Loss] = []
    came = set()
    for raw in body:
        name = raw.get("id") if isinstance(raw, dict) else None
        item = name if isinstance(name, str) and name in call.ids else ""
        came.add(item)
        try:
            items += _items(call.stage, raw, day, losses)
        except ValidationError as wrong:
            losses.append(Loss(item, unreadable(wrong)))
    channels = tuple(item.channel for item in items if isinstance(item, Connection))
    behind = tuple(item.organization for item in items if isinstance(item, Service | Channel) and item.organization)
    gone = tuple(Gone(each, "missing") for each in call.ids if each not in came) if call.stage == "channels" else ()
    return Answer(tuple(items), {"channels": channels, "organizations": behind}, gone, tuple(losses))


def _items(stage: Stage, raw: Any, day: date, losses: list[Loss]) -> list[Item]:  # noqa: ANN401 - JSON
    if stage == "services":
        return list(_service(_Service.model_validate(raw), day, losses))
    if stage == "channels":
        channel = _Channel.model_validate(raw)
        return [_channel(channel, day, told(losses, channel.id))]
    organization = _Organization.model_validate(raw)
    return [Organization(organization.id, _names(organization.organization_names))]


def _service(shape: _Service, day: date, losses: list[Loss]) -> Iterator[Service | Connection]:
    note = told(losses, shape.id)
    responsible = [each.organization for each in shape.organizations if each.role_type == "Responsible"]
    summary = next((text.value for text in shape.service_descriptions if text.type == "Summary" and text.value), "")
    terms = [uri for term in shape.ontology_terms for uri in (term.uri, term.new_uri) if uri]
    yield Service(
        id=shape.id,
        organization=next((each.id for each in responsible if each is not None), ""),
        names=_names(shape.service_names),
        description=plain(summary),
        classes=tuple(each.code for each in shape.service_classes if each.code),
        terms=(*terms, *([shape.general_description_id] if shape.general_description_id else [])),
        area=_area(shape, note),
        languages=tuple(shape.languages),
        published=published(shape.modified, note),
    )
    for each in shape.service_channels:
        if each.service_channel is not None:
            phones = each.contact_details.phone_numbers if each.contact_details is not None else []
            hours = _hours(each.service_hours, day, note)
            yield Connection(shape.id, each.service_channel.id, _phones(phones, note), hours)


def _channel(shape: _Channel, day: date, note: Note) -> Channel:
    return Channel(
        id=shape.id,
        organization=shape.organization_id or "",
        names=_names(shape.service_channel_names),
        phones=_phones(shape.phone_numbers, note),
        hours=_hours(shape.service_hours, day, note),
        area=_area(shape, note),
        languages=tuple(shape.languages),
        published=published(shape.modified, note),
    )


def _names(texts: list[_Words]) -> Words:
    """The names by language; an alternative one only where there is no other."""
    in_order = sorted(texts, key=lambda text: text.type == "AlternativeName")
    return words((text.language, text.value) for text in in_order)


def _area(shape: _Placed, note: Note) -> ServiceArea:
    if shape.area_type == "Nationwide":
        return ServiceArea("finland")
    if shape.area_type == "NationwideExceptAlandIslands":
        return ServiceArea("mainland")
    municipalities, counties = [], []
    for area in shape.areas:
        if area.type == "Municipality":
            municipalities += [each.code for each in area.municipalities if each.code]
        elif area.type in ("WellbeingServiceCounties", "WellbeingServiceCounty"):
            counties += [area.code] if area.code else []
        else:
            municipalities += [each.code for each in area.municipalities if each.code]
            note(f"its area of type {plain(area.type or 'none')} is kept as municipalities")
    return ServiceArea(None, tuple(municipalities), tuple(counties))


def _phones(phones: list[_Phone], note: Note) -> tuple[Phone, ...]:
    return merged(
        (
            phone(
                each.type,
                None if each.is_finnish_service_number else each.prefix_number,
                each.number,
                each.language or "",
                each.additional_information,
            )
            for each in phones
        ),
        note,
    )


def _hours(listed: list[_Hours], day: date, note: Note) -> Hours:
    spans: list[Span] = []
    exceptions = []
    for hours in listed:
        validity = Validity(hours.valid_from, hours.valid_to)
        if hours.service_hour_type == "Exceptional":
            exceptions.append(_exceptional(hours, note))
            continue
        if not validity.holds_on(day):
            note("hours for another season are left out")
            continue
        if hours.valid_to:
            note(f"its hours hold until {plain(hours.valid_to[:10])} only")
        if hours.is_reservation:
            note("that one has to book is not kept")
        if hours.is_closed:
            continue
        if hours.is_always_open:
            spans.append((0, WEEK))
        for opening in hours.opening_hour:
            try:
                spans.append(_span(opening, over=hours.service_hour_type == "OverMidnight"))
            except ValueError:
                note("hours that could not be read are left out")
    remarks = words((text.language, text.value) for hours in listed for text in hours.additional_information)
    return Hours(schedule_of(spans), tuple(each for each in exceptions if each is not None), remarks)


def _span(opening: _Opening, *, over: bool) -> Span:
    first = DAYS.index((opening.day_from or "").lower())
    opens, closes = opening.opens or "", opening.closes or ""
    if over:
        return long_span(first, opens, DAYS.index((opening.day_to or "").lower()), closes)
    return day_span(first, opens, closes)


def _exceptional(hours: _Hours, note: Note) -> Exceptional | None:
    first = (hours.valid_from or hours.valid_to or "")[:10]
    last = (hours.valid_to or hours.valid_from or "")[:10]
    try:
        openings = [(minutes(each.opens or ""), minutes(each.closes or "")) for each in hours.opening_hour]
        days = date.fromisoformat(first).isoformat(), date.fromisoformat(last).isoformat()
    except ValueError:
        note("exceptional hours that could not be read are left out")
        return None
    return Exceptional(*days, () if hours.is_closed else tuple(openings))

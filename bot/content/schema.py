"""The shapes of the knowledge files, as editors write them.

One model per thing in a file; the field descriptions are what an editor reads. Extra keys are errors and
nothing is converted: a number where a text belongs is told, not guessed. `at` is put in by `source`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, SkipValidation, StringConstraints, Tag
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from bot.content.source import AT, At


def _existing_day(text: str) -> str:
    """The date as it stands; one that no calendar has, such as 2026-02-30 or 2025-13, is told."""
    if text != "unknown":
        year, month, day = [*map(int, text.split("-")), 1, 1][:3]
        try:
            date(year, month, day)
        except ValueError:
            raise PydanticCustomError("no_such_day", "is no date that exists") from None
    return text


def _whole_address(text: str) -> str:
    """The address as it stands; one that names no host is told."""
    try:
        has_host = bool(urlsplit(text).hostname)
    except ValueError:
        has_host = False
    if not has_host:
        raise PydanticCustomError("no_host", "names no host")
    return text


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$", max_length=60)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,3}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
CountyCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
Day = Annotated[
    str, StringConstraints(pattern=r"^(unknown|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)$"), AfterValidator(_existing_day)
]
FullDay = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_existing_day)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
Url = Annotated[
    str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$", max_length=500), AfterValidator(_whole_address)
]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=200)]
Feedback = Annotated[
    str, StringConstraints(pattern=r"^[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+$|^https://[^\s<>\"]+$", max_length=500)
]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Words = Annotated[str, StringConstraints(max_length=2000)]


def _pattern(kind: object) -> str:
    return str(get_args(kind)[1].pattern)


MEANINGS = {
    _pattern(Id): "letters, digits and hyphens",
    _pattern(Key): "one to three small letters or digits",
    _pattern(Code): "three digits in quotes",
    _pattern(CountyCode): "two digits in quotes",
    _pattern(Day): "a date such as 2025-12-28, 2025-12 or 2025, or unknown",
    _pattern(FullDay): "a date such as 2025-12-28",
    _pattern(Clock): "a time such as 08:00, at most 24:00",
    _pattern(Url): "an address that begins with https://",
    _pattern(Email): "an e-mail address",
    _pattern(Feedback): "an e-mail address or one that begins with https://",
    _pattern(LanguageCode): "a language code such as fi",
}
"""What each pattern asks for, in words for editors."""


class Shape(BaseModel):
    """A mapping in a file, and where it stands."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        arbitrary_types_allowed=True,
        frozen=True,
        defer_build=True,  # only whole files are validated: a validator for each shape would be built for nothing
    )

    at: SkipJsonSchema[SkipValidation[At]] = Field(alias=AT, repr=False)


class TextShape(Shape):
    """The same text in the three languages."""

    fi: Words | None = Field(None, description="Finnish")
    sv: Words | None = Field(None, description="Swedish, as written in Finland")
    en: Words | None = Field(None, description="English")


class AlsoSaidShape(Shape):
    """What people type for an answer besides its label, in each language."""

    fi: list[Words] = []
    sv: list[Words] = []
    en: list[Words] = []


class OptionShape(Shape):
    """One answer to a question."""

    id: Id
    key: Key = Field(description="Stands for the option inside buttons; never change or reuse it")
    label: TextShape
    also_said: AlsoSaidShape | None = Field(None, description="What people type for it besides its label")
    group: Id | None = None
    implies: dict[str, Any] | None = Field(None, description="Answers that follow from this one, question: option")
    banner: TextShape | None = Field(None, description="Stands on top of every later screen")
    banner_unless: dict[str, Any] | None = Field(None, description="Readers whom the banner is not for")
    unknown: bool = Field(default=False, description="true for the option that says I don't know")
    only_implied: bool = Field(default=False, description="true when only another answer leads here")


class GroupShape(Shape):
    """A heading for some of a question's options."""

    id: Id
    key: Key
    label: TextShape


class HintShape(Shape):
    """A line under a question; the first that fits is shown."""

    when: dict[str, Any] | None = None
    text: TextShape


class QuestionShape(Shape):
    """A question and its answers."""

    id: Id
    key: Key
    text: TextShape
    kind: Literal["options", "municipality"] = "options"
    ask_when: list[dict[str, Any]] = Field(default=[], description="Asked in any of these cases; always when left out")
    groups: list[GroupShape] = []
    hints: list[HintShape] = []
    options: list[OptionShape] = Field(min_length=1)


class MunicipalityShape(Shape):
    """A municipality."""

    code: Code = Field(description="Statistics Finland's three-digit code, in quotes")
    name: TextShape
    languages: list[LanguageCode] = Field(min_length=1)
    county: Id
    police_department: Id
    genitive: Words
    local_case: Words
    other_names: list[Words] = Field(default=[], description="Districts, former municipalities, short forms, slang")
    villages: list[Words] = Field(default=[], description="Small places, understood only when spelt right")
    common_words: list[Words] = Field(default=[], description="Those of the names that are everyday words too")
    shared_names: list[Words] = Field(default=[], description="Those of the names that people bear too")


class AreaShape(Shape):
    """A county-level area or a police department."""

    id: Id
    name: TextShape
    law: Literal["mainland", "aland"] = "mainland"
    url: Url
    code: CountyCode | None = Field(None, description="Statistics Finland's two-digit code of a county, in quotes")
    region: TextShape | None = Field(None, description="The region a county lies in, which people type for a place")


class SourceShape(Shape):
    """Where a fact was read and how old it is."""

    url: Url
    as_of: Day = Field(description="Date of the source: 2025-12-28, 2025-12, 2025, or unknown")
    read_on: FullDay = Field(description="When we read it")


class PhoneShape(Shape):
    """A telephone number."""

    number: Annotated[str, StringConstraints(max_length=30)]
    label: TextShape | None = None
    languages: list[LanguageCode] = []


class HoursShape(Shape):
    """Opening hours on some weekdays."""

    byday: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = Field(min_length=1)
    opens_at: Clock
    closes_at: Clock


Link = Annotated[
    Annotated[Url, Tag("[text]")] | Annotated[TextShape, Tag("[mapping]")],
    Discriminator(lambda value: "[mapping]" if isinstance(value, dict) else "[text]"),
]
"""One address, or one for each language."""

HoursGiven = Annotated[
    Annotated[Literal["always", "unknown"], Tag("[text]")] | Annotated[list[HoursShape], Tag("[list]")],
    Discriminator(lambda value: "[list]" if isinstance(value, list) else "[text]"),
]


class ServiceAreaShape(Shape):
    """Whom a contact serves: exactly one of these."""

    municipalities: list[Code] = []
    counties: list[Id] = []
    police_departments: list[Id] = []
    nation: Literal["finland", "mainland"] | None = None


class AssuredShape(Shape):
    """Set only when your own organisation has checked the contact."""

    on: FullDay
    by: Words = Field(description="The role of the person who checked, never a name")


class ContactShape(Shape):
    """A contact: stands once, and is used wherever its service and area fit."""

    id: Id
    service: Id = Field(description="The kind of service, an id from kinds.yaml")
    also_serves_as: list[Id] = Field(default=[], description="Other kinds of service that the same door gives")
    name: TextShape
    service_area: ServiceAreaShape
    status: Literal["active", "unconfirmed", "closed", "temporarily-closed"]
    phones: list[PhoneShape] = []
    email: Email | None = None
    url: Link | None = None
    schedule: HoursGiven = "unknown"
    hours_as_of: Day | None = None
    languages: list[LanguageCode] = []
    about: TextShape | None = None
    successors: list[Id] = []
    named_person: bool = False
    assured: AssuredShape | None = None
    source: SourceShape


class KindShape(Shape):
    """A kind of service."""

    id: Id
    name: TextShape
    does: TextShape
    does_not: TextShape
    next: TextShape
    instead: list[Id] = []
    reached_by: Literal["phone", "page", "walk-in"] = "phone"
    urgent: bool = False
    recheck_days: int = Field(gt=0)
    source: Id
    page: Literal["county"] | None = Field(None, description="county: its own site, where no contact is known")
    not_for: list[Id] = Field(default=[], description="Roles that are never sent there, such as its own staff")
    applies_to: Literal["mainland", "finland"] = Field(
        "finland", description="mainland: no such service is known on Åland, and none is named there"
    )
    local_level: Literal["county", "police-department"] | None = Field(
        None, description="Who is expected to have a number of their own; `luotsi check --gaps` lists those without one"
    )


class LawShape(Shape):
    """One provision that a card may cite."""

    id: Id
    act: TextShape
    number: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}/[0-9]{4}$")]
    section: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,3}[a-z]?$")]
    subsection: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,2}$")] | None = None
    chapter: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,2}[a-z]?$")] | None = None
    force: Literal["duty", "right", "permission", "rule"]
    binds: list[Id] | None = Field(None, description="Roles it binds; everybody when left out")
    binds_partly: list[Id] = Field(default=[], description="Roles of which it binds some: the step must say which")
    applies_to: Literal["mainland", "finland"]
    wording: TextShape
    status: Literal["read-2026", "read-2018", "unconfirmed"]
    source: SourceShape


class ReferenceShape(Shape):
    """A source that is not an act."""

    id: Id
    name: TextShape
    url: Url | None = None
    as_of: Day = "unknown"
    read_on: FullDay


class VariantShape(Shape):
    """What a step says to some readers."""

    when: dict[str, Any] | None = None
    unless: dict[str, Any] | None = None
    force: Literal["duty", "right", "permission"] | None = None
    laws: list[Id] = []
    source: Id | None = None
    text: TextShape


class StepShape(Shape):
    """A line of a card."""

    id: Id
    variants: list[VariantShape] = Field(min_length=1)


class CallShape(Shape):
    """A kind of service to call."""

    service: Id
    when: dict[str, Any] | None = None
    unless: dict[str, Any] | None = None
    about: TextShape | None = None
    optional: bool = Field(default=False, description="true: left out where no such contact is known")


class CaseShape(Shape):
    """The answer to a situation for some readers."""

    id: Id
    when: dict[str, Any] | None = None
    unless: dict[str, Any] | None = None
    action: TextShape
    call: list[CallShape] = Field(min_length=1)
    steps: list[Id] = Field(min_length=1)
    tell: list[Id] = []
    talk: list[Id] = []
    avoid: list[Id] = []
    after: list[Id] = []
    worse: list[Id] = []


class SituationShape(Shape):
    """A kind of worry."""

    id: Id
    name: TextShape
    answered_by: list[Id] = Field(
        default=[], description="Kinds of service that count as an answer at any hour, besides 112"
    )
    cases: list[CaseShape] = Field(min_length=1)


class AvoidShape(Shape):
    """Words that must not stand for a term, by language."""

    fi: list[Words] = []
    sv: list[Words] = []
    en: list[Words] = []


class TermShape(Shape):
    """An official term, and the words that must not stand for it."""

    id: Id
    term: TextShape
    avoid: AvoidShape


class PhrasesShape(Shape):
    """What workers type about a situation, in each language on its own."""

    situation: Id = Field(description="The situation these words mean, or off-topic for words that mean none")
    fi: list[Words] = []
    sv: list[Words] = []
    en: list[Words] = []


class WordsShape(Shape):
    """Words of one idea, in each language: `word` is whole, `word-` a beginning, `-word-` a part of a word."""

    id: Id
    fi: list[Words] = []
    sv: list[Words] = []
    en: list[Words] = []


class DangerShape(Shape):
    """Groups of words that together mean danger now, and those that take it back."""

    all: list[Id] = Field(min_length=1, description="The text has a word of each of these groups")
    unless: list[Id] = Field(default=[], description="and of none of these")


class HintWordsShape(Shape):
    """Words that tell an answer; the first entry that has a word in the text counts."""

    means: dict[str, Any] = Field(description="The answer they suggest, question: option")
    fi: list[Words] = []
    sv: list[Words] = []
    en: list[Words] = []


class ExerciseShape(Shape):
    """A case to practise on; nobody in it exists, and nobody has a name."""

    id: Id
    role: Id = Field(description="The role of the reader in the story")
    place: Code = Field(description="The municipality of the story, by its code")
    text: TextShape
    answers: dict[str, Any] = Field(description="The right answers, question: option")
    also: dict[str, Any] | None = Field(None, description="Answers that are as good, question: [options]")
    why: TextShape = Field(description="What the story shows, and why the answers are right")


class ListingShape(Shape):
    """Where the national service catalogue files a kind of service."""

    service: Id
    classes: list[Words] = Field(default=[], description="Service classes such as P5.5")
    terms: list[Words] = Field(default=[], description="Addresses of ontology terms, ids of general descriptions")
    fi: list[Words] = Field(default=[], description="Words of the Finnish names of such services")
    sv: list[Words] = Field(default=[], description="Words of the Swedish names")


class AuthorityShape(Shape):
    """The authority that supervises accessibility."""

    name: TextShape
    url: Url


class OperatorShape(Shape):
    """Whoever runs the service, for the accessibility statement of its web page; what is left out is not known yet."""

    name: TextShape | None = Field(None, description="The organisation that runs the service")
    feedback: Feedback | None = Field(None, description="Where those write who notice a problem")
    authority: AuthorityShape | None = Field(None, description="Who supervises accessibility")
    assessed_on: FullDay | None = Field(None, description="The day of the last assessment")
    result: Literal["full", "partial"] | None = Field(None, description="Whether the requirements are met")
    shortcomings: list[TextShape] = Field(default=[], description="What is not accessible yet")


class FileShape(Shape):
    """One knowledge file: any of these lists."""

    draft: bool = Field(default=False, description="true: looked at, never served; remove the line to publish the file")
    as_of: Day | None = None
    questions: list[QuestionShape] = []
    municipalities: list[MunicipalityShape] = []
    elsewhere: list[Words] = Field(default=[], description="Places that are not municipalities, with commas between")
    counties: list[AreaShape] = []
    police_departments: list[AreaShape] = []
    kinds: list[KindShape] = []
    contacts: list[ContactShape] = []
    laws: list[LawShape] = []
    sources: list[ReferenceShape] = []
    steps: list[StepShape] = []
    situations: list[SituationShape] = []
    phrases: list[PhrasesShape] = []
    terms: list[TermShape] = []
    words: list[WordsShape] = []
    danger: list[DangerShape] = []
    hints: list[HintWordsShape] = []
    exercises: list[ExerciseShape] = Field(default=[], description="Cases to practise on, in the order they are played")
    catalogue: list[ListingShape] = []
    operator: OperatorShape | None = None

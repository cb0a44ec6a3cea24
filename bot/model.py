"""The words every room shares: what the knowledge holds, what a person sends, what comes back.

Everything here is a frozen value and imports nothing from `bot`. Directory words follow Open Referral
HSDS where it has one (contact, phone, schedule, service area, assured). Ids are neutral strings; every
word a person reads is a `Text` in three languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Locale = Literal["fi", "sv", "en"]
LOCALES: tuple[Locale, ...] = ("fi", "sv", "en")
LANGUAGE_NAMES: Mapping[Locale, str] = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}

WHOLE_COUNTRY = "whole-country"
"""The place option of somebody who cannot or will not name a municipality."""


class Where(NamedTuple):
    """A place in a knowledge file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


NOWHERE = Where("knowledge", 1, 1)


@dataclass(frozen=True, slots=True)
class Text:
    """One text in three languages; "" where a language is missing, which `luotsi check` reports."""

    fi: str
    sv: str
    en: str
    at: Where = field(default=NOWHERE, compare=False, repr=False)

    def __getitem__(self, locale: Locale) -> str:
        return self.fi if locale == "fi" else self.sv if locale == "sv" else self.en

    @property
    def is_complete(self) -> bool:
        """Whether no language is missing."""
        return bool(self.fi and self.sv and self.en)


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds when every facet listed has one of its values; a facet nobody answered has none."""

    facets: tuple[tuple[str, frozenset[str]], ...] = ()

    def holds(self, facets: Mapping[str, str]) -> bool:
        """Whether it is true of these facets; always, where nothing is listed."""
        for facet, values in self.facets:  # noqa: SIM110 - asked at each question of each turn; `all` takes twice as long
            if facets.get(facet) not in values:
                return False
        return True


ALWAYS = Condition()


@dataclass(frozen=True, slots=True)
class Rule:
    """`when` must hold and `unless`, where there is one, must not."""

    when: Condition = ALWAYS
    unless: Condition | None = None

    def holds(self, facets: Mapping[str, str]) -> bool:
        """Whether the thing this rule guards is for a reader with these facets."""
        return self.when.holds(facets) and not (self.unless is not None and self.unless.holds(facets))


# --- the guide: questions -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question. `key` stands for it in a button and is never changed or reused.

    `banner` stands on top of every later screen, except for readers of whom `banner_unless` holds. `also_said` is what
    people type for it besides its label, in any of the languages.
    """

    id: str
    key: str
    label: Text
    also_said: tuple[str, ...] = ()
    group: str | None = None
    implies: tuple[tuple[str, str], ...] = ()
    banner: Text | None = None
    banner_unless: Condition | None = None
    unknown: bool = False
    only_implied: bool = False
    at: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Group:
    """A heading under which a long list of options is folded."""

    id: str
    key: str
    label: Text


@dataclass(frozen=True, slots=True)
class Hint:
    """A line under a question, for those it holds for."""

    rule: Condition
    text: Text


@dataclass(frozen=True, slots=True)
class Question:
    """A question, whom it is asked of (`ask_when`: any of them; () asks everybody) and its answers."""

    id: str
    key: str
    text: Text
    options: Mapping[str, Option]
    ask_when: tuple[Condition, ...] = ()
    groups: tuple[Group, ...] = ()
    hints: tuple[Hint, ...] = ()
    asks_place: bool = False
    at: Where = field(default=NOWHERE, compare=False, repr=False)

    def is_asked(self, facets: Mapping[str, str]) -> bool:
        """Whether somebody who has answered this much is asked the question."""
        for condition in self.ask_when:
            if condition.holds(facets):
                return True
        return not self.ask_when

    @property
    def choices(self) -> tuple[Option, ...]:
        """The options a person can pick (those another answer implies are left out)."""
        return tuple(option for option in self.options.values() if not option.only_implied)


# --- the areas ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality by its three-digit code; `local_case` is Finnish "in ...".

    `common_words` and `shared_names` are those of its names that are everyday words or that people bear.
    """

    code: str
    name: Text
    languages: tuple[str, ...]
    county: str
    police_department: str
    genitive: str
    local_case: str
    other_names: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()
    common_words: tuple[str, ...] = ()
    shared_names: tuple[str, ...] = ()
    at: Where = field(default=NOWHERE, compare=False, repr=False)


Territory = Literal["mainland", "aland"]
"""Whose acts hold."""


@dataclass(frozen=True, slots=True)
class Area:
    """A county-level area or a police department; `law` tells whose acts hold there.

    `code` is Statistics Finland's number of a county, by which the national service catalogue names it; `region` is the
    region (maakunta, landskap) that a county lies in or is the same as.
    """

    id: str
    name: Text
    url: str
    law: Territory = "mainland"
    code: str = ""
    region: Text | None = None
    at: Where = field(default=NOWHERE, compare=False, repr=False)


# --- the directory: kinds of service and contacts -----------------------------------------------------

Level = Literal["municipality", "county", "police-department", "nation"]
"""A rung of the ladder: how near to the reader a contact stands."""

LEVELS: tuple[Level, ...] = ("municipality", "county", "police-department", "nation")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read. `as_of` is an ISO date, year-month or year, or "unknown"."""

    url: str
    as_of: str
    read_on: str


@dataclass(frozen=True, slots=True)
class Phone:
    """`dial` is what a phone dials (+358... or a short number); `shown` is how it is written."""

    dial: str
    shown: str
    label: Text | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Open on weekdays `byday` (0 is Monday) from `opens` to `closes`, minutes after midnight (to 1440)."""

    byday: tuple[int, ...]
    opens: int
    closes: int


Schedule = Literal["always", "unknown"] | tuple[OpeningHours, ...]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""How the files name the days of `byday`."""
Status = Literal["active", "unconfirmed", "closed", "temporarily-closed"]


@dataclass(frozen=True, slots=True)
class Assurance:
    """The operating organisation's own check of a contact: day and role of the checker."""

    on: str
    by: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A door one can knock on. Its numbers are shown only while `status` is active.

    `doubted` is never written in the knowledge: users have lately reported that its number does not work.
    """

    id: str
    service: str
    name: Text
    level: Level
    areas: tuple[str, ...]
    status: Status
    phones: tuple[Phone, ...]
    schedule: Schedule
    source: Source
    email: str | None = None
    url: Text | None = None
    languages: tuple[str, ...] = ()
    about: Text | None = None
    hours_as_of: str | None = None
    named_person: bool = False
    also_serves_as: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    assured: Assurance | None = None
    doubted: bool = False
    at: Where = field(default=NOWHERE, compare=False, repr=False)

    @property
    def numbers(self) -> tuple[Phone, ...]:
        """The phones that may be shown: none unless the contact is active (H3)."""
        return self.phones if self.status == "active" else ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of service: what it does and does not do, what happens next, and which kind stands in for it.

    `local_level` is where somebody must have a number of their own, so that its lack is a gap. A kind of the mainland
    is not named to readers on Åland, and no kind to roles it is `not_for`.
    """

    id: str
    name: Text
    does: Text
    does_not: Text
    next: Text
    instead: tuple[str, ...]
    reached_by: Literal["phone", "page", "walk-in"]
    urgent: bool
    recheck_days: int
    source: str
    county_page: bool = False
    local_level: Literal["county", "police-department"] | None = None
    applies_to: Literal["mainland", "finland"] = "finland"
    not_for: frozenset[str] = frozenset()
    at: Where = field(default=NOWHERE, compare=False, repr=False)

    def is_known_in(self, where: str) -> bool:
        """Whether the service is named to readers there: on the mainland, on Åland or ("") nobody knows where."""
        return self.applies_to == "finland" or where != "aland"


@dataclass(frozen=True, slots=True)
class Listing:
    """Where the national service catalogue files a kind: service classes, terms it is known by, words of its names."""

    service: str
    classes: tuple[str, ...]
    terms: tuple[str, ...]
    names: Mapping[Locale, tuple[str, ...]]
    at: Where = field(default=NOWHERE, compare=False, repr=False)


# --- law, procedure, situations -----------------------------------------------------------------------

Force = Literal["duty", "right", "permission"]


@dataclass(frozen=True, slots=True)
class Law:
    """One citable provision, the roles it binds (None: everyone) wholly or only in part, and where it applies."""

    id: str
    act: Text
    number: str
    section: str
    subsection: str | None
    chapter: str | None
    force: Literal["duty", "right", "permission", "rule"]
    binds: frozenset[str] | None
    binds_partly: frozenset[str]
    applies_to: Literal["mainland", "finland"]
    wording: Text
    status: Literal["read-2026", "read-2018", "unconfirmed"]
    source: Source
    at: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """A source that is not an act: a handbook, an authority's page, or Luotsi's own advice (no url)."""

    id: str
    name: Text
    url: str | None
    as_of: str
    read_on: str
    at: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Variant:
    """What a step says to the readers its rule holds for, and on what ground."""

    rule: Rule
    text: Text
    force: Force | None
    laws: tuple[str, ...]
    source: str | None
    at: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a card; the first variant whose rule holds speaks, and where none does the line is left out."""

    id: str
    variants: tuple[Variant, ...]
    at: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A kind of service to call, and what for; an optional one is named only where it can be reached."""

    service: str
    rule: Rule
    about: Text | None
    optional: bool = False
    at: Where = field(default=NOWHERE, compare=False, repr=False)


Section = Literal["steps", "tell", "talk", "avoid", "after", "worse"]
SECTIONS: tuple[Section, ...] = ("steps", "tell", "talk", "avoid", "after", "worse")


@dataclass(frozen=True, slots=True)
class Case:
    """The answer to a situation for the readers its rule holds for."""

    id: str
    rule: Rule
    action: Text
    call: tuple[Call, ...]
    sections: Mapping[Section, tuple[str, ...]]
    at: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Situation:
    """A kind of worry and its cases; the first that holds is the answer.

    `answered_by` are the kinds of service that suit it at any hour; others on its cards are for later.
    """

    id: str
    name: Text
    cases: tuple[Case, ...]
    answered_by: frozenset[str] = frozenset()
    at: Where = field(default=NOWHERE, compare=False, repr=False)

    def case_for(self, facets: Mapping[str, str]) -> Case | None:
        """The case for these facets, or None: a hole that `luotsi check` names."""
        return next((case for case in self.cases if case.rule.holds(facets)), None)


@dataclass(frozen=True, slots=True)
class Term:
    """An official term, and the words that must not stand for it, by language."""

    id: str
    term: Text
    avoid: Mapping[Locale, tuple[str, ...]]
    at: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Phrases:
    """What workers type about a situation, by language; `off-topic` holds words that mean none."""

    situation: str
    texts: Mapping[Locale, tuple[str, ...]]
    at: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class WordGroup:
    """Words of one idea, by language: `word` is whole, `word-` a beginning, `-word-` a part of a word."""

    id: str
    texts: Mapping[Locale, tuple[str, ...]]
    at: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class DangerRule:
    """Ids of word groups: a text with a word of each of `all` and of none of `unless` sounds like danger now."""

    all: frozenset[str]
    unless: frozenset[str]
    at: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class HintWords:
    """Words that suggest an answer to a question; the first of the knowledge with a word in the text counts."""

    question: str
    option: str
    texts: Mapping[Locale, tuple[str, ...]]
    at: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Exercise:
    """A case to practise on: a role, a place and a story, and the answers that are right by question id.

    `also` are other answers that are as good, and `why` tells what the story shows.
    """

    id: str
    role: str
    place: str
    text: Text
    answers: Mapping[str, str]
    also: Mapping[str, frozenset[str]]
    why: Text
    at: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever runs the service, as its accessibility statement names them; what is not filled in is None.

    `feedback` is a mailto: or https: address, `authority` the name and the page of whoever supervises accessibility,
    `assessed_on` the day of the last assessment, `shortcomings` what it found.
    """

    name: Text | None
    feedback: str | None
    authority: tuple[Text, str] | None
    assessed_on: str | None
    result: Literal["full", "partial"] | None
    shortcomings: tuple[Text, ...]
    at: Where = field(default=NOWHERE, compare=False, repr=False)

    @property
    def unfilled(self) -> tuple[str, ...]:
        """The keys that an accessibility statement needs and nobody has filled in."""
        needed = ("name", "feedback", "authority", "assessed_on", "result")
        return tuple(key for key in needed if getattr(self, key) is None)


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """All content, by id. `version` is a short digest of the files it came from. Equal only to itself."""

    questions: tuple[Question, ...]
    situations: Mapping[str, Situation]
    steps: Mapping[str, Step]
    laws: Mapping[str, Law]
    references: Mapping[str, Reference]
    kinds: Mapping[str, Kind]
    contacts: Mapping[str, Contact]
    municipalities: Mapping[str, Municipality]
    counties: Mapping[str, Area]
    police_departments: Mapping[str, Area]
    version: str
    phrases: tuple[Phrases, ...] = ()
    terms: tuple[Term, ...] = ()
    elsewhere: tuple[str, ...] = ()
    words: Mapping[str, WordGroup] = field(default_factory=dict)
    danger: tuple[DangerRule, ...] = ()
    hints: tuple[HintWords, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    catalogue: tuple[Listing, ...] = ()
    operator: Operator | None = None

    def question(self, question_id: str) -> Question | None:
        """The question with this id, or None."""
        return next((question for question in self.questions if question.id == question_id), None)


# --- what a person sends ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """Typed text, as it came."""

    text: str


@dataclass(frozen=True, slots=True)
class Chose:
    """An option was picked; both ids come from outside and may be forged or old."""

    question: str
    option: str


@dataclass(frozen=True, slots=True)
class Change:
    """Ask this question again and keep the other answers."""

    question: str


@dataclass(frozen=True, slots=True)
class Back:
    """One step back."""


@dataclass(frozen=True, slots=True)
class Restart:
    """From the beginning, in the same language."""


@dataclass(frozen=True, slots=True)
class Language:
    """Go on in another language; the position stays."""

    code: str


@dataclass(frozen=True, slots=True)
class Show:
    """Unfold one part of the card."""

    part: str


@dataclass(frozen=True, slots=True)
class Accept:
    """What was understood is right."""


@dataclass(frozen=True, slots=True)
class Discard:
    """What was understood is wrong: ask instead."""


@dataclass(frozen=True, slots=True)
class Expired:
    """A button whose meaning is lost."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a card was worth: "helped", "not-needed", or "number-failed" with the id of the contact ("" asks which)."""

    answer: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What to do with typed words that matched nothing: "look" at what would be sent, "send" it, or "drop" it."""

    step: str


Message = Said | Chose | Change | Accept | Discard | Back | Restart | Language | Show | Expired | Feedback | Offer


# --- where the talk stands ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Session:
    """The whole memory of a talk: language, answers by question id, and the question being changed, if any.

    `proposed` are answers read from a typed sentence that the person has not confirmed; nothing follows from them.
    """

    locale: Locale = "fi"
    answers: Mapping[str, str] = field(default_factory=dict)
    changing: str | None = None
    proposed: Mapping[str, str] = field(default_factory=dict)


Notice = Literal[
    "sounds-dangerous",
    "not-understood",
    "no-such-place",
    "which-place",
    "region-named",
    "no-longer-known",
    "expired",
    "guidance-unavailable",
    "thanks",
    "thanks-not-needed",
    "thanks-number",
    "thanks-text",
    "you-are-welcome",
]


@dataclass(frozen=True, slots=True)
class Ask:
    """The talk stands at this question; `candidates` are municipality codes close to what was typed."""

    question: Question
    facets: Mapping[str, str]
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reached:
    """Every question is answered: `facets` fix the card."""

    facets: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Confirm:
    """A sentence was read: what was understood waits for a yes, or to be changed.

    `situations` are other situations it may mean, `places` municipalities to choose from where it named several.
    """

    proposed: Mapping[str, str]
    facets: Mapping[str, str]
    situations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


StepReached = Ask | Confirm | Reached


@dataclass(frozen=True, slots=True)
class Turn:
    """What one message led to. `part` is the part of the card asked for, or None for its first screen.

    `personal` are the kinds of personal data that stood in the text, which was read without them. `closed` is the id
    of a contact named in it that is no more.
    """

    session: Session
    step: StepReached
    notice: Notice | None = None
    part: str | None = None
    personal: tuple[str, ...] = ()
    closed: str | None = None


# --- the card -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rung:
    """A contact on the ladder and how near it stands; `kind` is the kind it really is."""

    level: Level
    contact: Contact
    kind: Kind


@dataclass(frozen=True, slots=True)
class Door:
    """A kind of service for this reader: the nearest contacts, and who stands behind them.

    `nearest` are the contacts of the most local level that has any, `reachable` those of the first level
    that can be reached (the same ones where the nearest can), `behind` those of the next level with a number.
    `page` is the county's own site, where there is no local contact.
    """

    kind: Kind
    about: Text | None
    nearest: tuple[Rung, ...]
    reachable: tuple[Rung, ...]
    behind: tuple[Rung, ...]
    page: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """The answer: what to do first, whom to call, and the lines of each section, in no language yet."""

    facets: Mapping[str, str]
    situation: Situation
    case: Case
    doors: tuple[Door, ...]
    sections: Mapping[Section, tuple[Variant, ...]]
    law: Territory


# --- what a channel shows -----------------------------------------------------------------------------

LineKind = Literal["emergency", "banner", "notice", "title", "heading", "text", "item", "detail", "standing"]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line; `href` is a tel:, mailto: or https: address."""

    text: str
    strong: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line; an item has its number, a detail stands calm under the item before it.

    `standing` is a detail too: how a contact stands at this hour, how near it is, and where that was read.

    `locale` is the language of the words where it is not that of the screen.
    """

    kind: LineKind
    spans: tuple[Span, ...]
    number: int | None = None
    locale: Locale | None = None

    @property
    def text(self) -> str:
        """The line without its looks."""
        words = "".join(span.text for span in self.spans)
        return f"{self.number}. {words}" if self.number is not None else words


@dataclass(frozen=True, slots=True)
class Button:
    """Something to tap: its words and the message it sends. Heading: the group it stands under."""

    label: str
    message: Message
    heading: str = ""
    control: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """What is shown: lines in reading order, then buttons. `completions` are words worth completing."""

    locale: Locale
    lines: tuple[Line, ...]
    buttons: tuple[Button, ...]
    completions: tuple[str, ...] = ()

    @property
    def is_answer(self) -> bool:
        """Whether this is the first screen of a card, the one that parts unfold from."""
        shown = (button.message for button in self.buttons if not button.control)
        return any(isinstance(message, Show) and message.part != "card" for message in shown)

    @property
    def text(self) -> str:
        """All lines as plain text, one a row."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Fold:
    """A part of the card that is one tap away: its name and its lines."""

    part: str
    name: str
    lines: tuple[Line, ...]

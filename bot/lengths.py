"""How long the messages of a card are: measured on real screens, or added up from pieces that many cards share.

A message channel has a limit, and an editor should meet it, not a worker. `screen_lengths` makes every screen of one
card. `Lengths` comes to the same figures for millions of cards by adding: each line is measured once, and what
depends on the reader's own answers (a title, a banner, a municipality's name) is added last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.answering import Answering
from bot.conversation import banner
from bot.hours import FINLAND
from bot.model import (
    SECTIONS,
    Call,
    Card,
    Contact,
    Door,
    Kind,
    Knowledge,
    Locale,
    Question,
    Rung,
    Section,
    Text,
    Variant,
)
from bot.wording.catalogs import words_in
from bot.wording.doors import door_lines
from bot.wording.screens import (
    FOLDED,
    answering_lines,
    card_screen,
    contact_source_line,
    contacts_on,
    folded_line,
    grounds,
    kinds_on,
    law_source_line,
    part_screen,
    reference_line,
    service_lines,
    stands_in_title,
)

SCREEN_LIMIT = 4096
"""Characters in one Telegram message."""
HOURS_ROOM = 150
"""Characters kept free because "opens on Wednesday" is longer than "opens today"."""
ROOM = SCREEN_LIMIT - HOURS_ROOM
LATE = datetime(2026, 1, 3, 23, 0, tzinfo=FINLAND)
"""A Saturday night: most doors are closed and say when they open."""

LATE_IN_A_LIST = 99
"""The number of a door that takes as much room as any number does."""

PARTS = ("card", *FOLDED, "services", "why", "share")
"""The messages of a card: the first screen, the folded parts, and the version to forward."""

NOTHING: Mapping[Section, tuple[Variant, ...]] = dict.fromkeys(SECTIONS, ())


def screen_lengths(knowledge: Knowledge, card: Card, locale: Locale) -> dict[str, int]:
    """The characters in each message of a card, by part."""
    words = words_in(locale)
    lengths = {"card": len(card_screen(knowledge, words, card, LATE).text)}
    for part in PARTS[1:]:
        lengths[part] = len(part_screen(knowledge, words, card, part, LATE).text)
    return lengths


@dataclass(frozen=True, slots=True)
class DoorsLength:
    """What a set of doors adds to the first screen (and the version to forward), to `services` and to `why`."""

    card: int
    services: int
    why: int


@dataclass(frozen=True, slots=True)
class AnswersLength:
    """What a reader's answers add: a banner on every screen, labels in the title, lines under `why`."""

    banner: int
    title: int
    why: int


@dataclass(frozen=True, slots=True)
class SectionLength:
    """The characters of a section's lines, and the laws and other sources they rest on.

    It holds the lines themselves, so that what is remembered by their identity is never another's.
    """

    length: int
    grounds: frozenset[str]
    said: tuple[Variant, ...]
    why: int
    """What those alone add under `why`."""


class Lengths:
    """The same figures as `screen_lengths` in one language, by adding up."""

    def __init__(self, knowledge: Knowledge, locale: Locale) -> None:
        self.knowledge = knowledge
        self.locale: Locale = locale
        self.words = words_in(locale)
        self._frames: dict[tuple[object, ...], dict[str, int]] = {}
        self._folded_frames: dict[str, int] = {}
        self._labels = {
            (question.id, option.id): self._label(question, option.id, option.label[locale])
            for question in knowledge.questions
            for option in question.options.values()
        }
        self._places = {
            code: self._label(question, code, municipality.name[locale])
            for question in knowledge.questions
            if question.asks_place
            for code, municipality in knowledge.municipalities.items()
        }
        self._longest: dict[tuple[str, ...], AnswersLength] = {}
        self._options = [option for question in knowledge.questions for option in question.options.values()]
        self._lines: dict[int, int] = {}
        self._sections: dict[tuple[Section, int], SectionLength] = {}
        self._grounds: dict[str, int] = {}
        self._kinds: dict[str, int] = {}
        self._contacts: dict[str, int] = {}
        self._doors: dict[tuple[object, ...], tuple[int, frozenset[str]]] = {}
        self._met: dict[int, tuple[Door, frozenset[str]]] = {}
        self._doors_alone: dict[tuple[int, int], DoorsLength] = {}
        self._standing: int | None = None

    def frame(self, card: Card) -> dict[str, int]:
        """Each message of a case without doors, lines and anything that depends on the reader's own answers."""
        given = card.facets.get("place")
        key = (card.case.at, given in self.knowledge.municipalities or given, card.law)
        if key not in self._frames:
            empty = replace(card, doors=(), sections=NOTHING)
            own, place = self.answers(card.facets), self.place(card.facets.get("place", ""))
            frames = {part: self._length(empty, part) for part in ("card", "share")}
            frames["card"] -= own.banner + own.title + place.title
            if not self._folded_frames:
                folded = (*FOLDED, "services", "why")
                self._folded_frames = {part: self._length(empty, part) - own.banner for part in folded}
                self._folded_frames["why"] -= own.why + place.why
            self._frames[key] = frames | self._folded_frames
        return self._frames[key]

    def _length(self, card: Card, part: str) -> int:
        if part == "card":
            return len(card_screen(self.knowledge, self.words, card, LATE).text)
        return len(part_screen(self.knowledge, self.words, card, part, LATE).text)

    def answers(self, facets: Mapping[str, str]) -> AnswersLength:
        """What a reader's answers add, a municipality left aside."""
        title = why = 0
        for question, given in facets.items():
            label = self._labels.get((question, given))
            if label is not None:
                title += label.title
                why += label.why
        option = banner(self.knowledge, facets)
        above = 0 if option is None or option.banner is None else len(option.banner[self.locale]) + 1
        return AnswersLength(above, title, why)

    def at_most(self, asked: tuple[str, ...]) -> AnswersLength:
        """What the answers to these questions add where each is the longest there is."""
        if asked not in self._longest:
            banners = title = why = 0
            for question in self.knowledge.questions:
                if question.id in asked or any(question.id in dict(option.implies) for option in self._options):
                    labels = [self._labels[question.id, option] for option in question.options]
                    title += max([label.title for label in labels], default=0)
                    why += max([label.why for label in labels], default=0)
                said = [option.banner for option in question.options.values() if option.banner is not None]
                banners = max([banners, *(len(banner_text[self.locale]) + 1 for banner_text in said)])
            self._longest[asked] = AnswersLength(banners, title, why)
        return self._longest[asked]

    def place(self, code: str) -> AnswersLength:
        """What a municipality adds; nothing where it is not one."""
        return self._places.get(code, AnswersLength(0, 0, 0))

    def _label(self, question: Question, given: str, label: str) -> AnswersLength:
        """What one answer adds to the title, where it stands there, and to the lines under `why`."""
        title = len(" · ") + len(label) if stands_in_title(question, given) else 0
        return AnswersLength(0, title, len(question.text[self.locale]) + len(" ") + len(label) + 1)

    def lines(self, sections: Mapping[Section, tuple[Variant, ...]]) -> dict[str, int]:
        """What the lines of a card add to each message."""
        measured = self.sections(sections)
        grounds_of_all = frozenset().union(*[each.grounds for each in measured.values()])
        why = sum(self._grounds[ground] for ground in grounds_of_all)
        steps = measured["steps"].length
        added = {section: measured[section].length for section in FOLDED}
        return added | {"card": steps, "share": steps, "services": 0, "why": why}

    def sections(self, sections: Mapping[Section, tuple[Variant, ...]]) -> dict[Section, SectionLength]:
        """The sections of a card, each measured once."""
        return {section: self._section(section, said) for section, said in sections.items()}

    def _section(self, section: Section, said: tuple[Variant, ...]) -> SectionLength:
        key = (section, id(said))
        if key not in self._sections:
            lengths = [self._line(variant) for variant in said]
            if section == "steps":
                lengths = [length + len(f"{number}. ") for number, length in enumerate(lengths, 1)]
            else:
                lengths = [length + len("– ") for length in lengths]
            laws, references = grounds(self.knowledge, {section: said})
            for law in laws:
                if law.id not in self._grounds:
                    self._grounds[law.id] = len(law_source_line(self.words, law).text) + 1
            for reference in references:
                if reference.id not in self._grounds:
                    self._grounds[reference.id] = len(reference_line(self.words, reference).text) + 1
            named = frozenset({law.id for law in laws} | {reference.id for reference in references})
            why = sum([self._grounds[ground] for ground in named])
            self._sections[key] = SectionLength(sum(lengths), named, said, why)
        return self._sections[key]

    def _line(self, variant: Variant) -> int:
        """One line of a section, its number or dash left aside."""
        if id(variant) not in self._lines:
            self._lines[id(variant)] = len(folded_line(self.knowledge, self.words, variant).text) - len("– ") + 1
        return self._lines[id(variant)]

    def doors(self, called: Sequence[tuple[Call, Door]], standing: Answering) -> DoorsLength:
        """What these doors add, each contact named once, and the word about who answers late on a Saturday.

        A door is measured as it stands without its call, and what it is called for is added.
        """
        shown: frozenset[str] = frozenset()
        card, number = self._standing_of(standing), 1
        for call, door in called:
            length, shown = self._door(door, number, shown)
            if length:
                card += length + self._called_for(door.kind, call.about)
                number += 1
        doors = tuple(door for _, door in called)
        services = sum([self._service(kind) for kind in kinds_on(doors)])
        return DoorsLength(card, services, sum([self._contact(contact) for contact in contacts_on(doors)]))

    def doors_at_most(self, called: Iterable[tuple[Call, Door]]) -> DoorsLength:
        """The same at most, and quicker: as if no two doors had a contact or a kind in common."""
        each = [self._alone(call, door) for call, door in called]
        card = self._standing_at_most() + sum([length.card for length in each])
        return DoorsLength(card, sum([length.services for length in each]), sum([length.why for length in each]))

    def _alone(self, call: Call, door: Door) -> DoorsLength:
        """What one door adds that comes late in a long list and repeats no other."""
        key = (id(call), id(door))
        if key not in self._doors_alone:
            card = self._door(door, LATE_IN_A_LIST, frozenset())[0] + self._called_for(door.kind, call.about)
            why = sum([self._contact(contact) for contact in contacts_on((door,))])
            self._doors_alone[key] = DoorsLength(card, self._service(door.kind), why)
        return self._doors_alone[key]

    def _standing_at_most(self) -> int:
        """The longest word about who answers late on a Saturday."""
        if self._standing is None:
            kinds = self.knowledge.kinds
            known = [each for each in self.knowledge.contacts.values() if each.service in kinds]
            rungs = [Rung("nation", each, kinds[each.service]) for each in known]
            said = [Answering(is_open=False, opens_next=rung) for rung in (None, *rungs)]
            self._standing = max([self._standing_of(standing) for standing in said])
        return self._standing

    def _standing_of(self, standing: Answering) -> int:
        return sum([len(line.text) + 1 for line in answering_lines(self.words, standing, LATE)])

    def _door(self, door: Door, number: int, shown: frozenset[str]) -> tuple[int, frozenset[str]]:
        """What a door adds after doors that have `shown` these contacts, and all that are shown then."""
        contacts = self._contacts_on(door)
        key = (id(door), len(str(number)), None if shown.isdisjoint(contacts) else shown & contacts)
        if key not in self._doors:
            named = set(shown)
            lines = list(door_lines(self.knowledge, self.words, door, number, named, LATE))
            self._doors[key] = (sum(len(line.text) + 1 for line in lines), frozenset(named) - shown)
        length, newly = self._doors[key]
        return length, shown | newly

    def _called_for(self, kind: Kind, about: Text | None) -> int:
        """How much longer a door is when it says what it is called for than when it says what the service does."""
        return 0 if about is None else len(about[self.locale]) - len(kind.does[self.locale])

    def _contacts_on(self, door: Door) -> frozenset[str]:
        """The contacts on a door, worked out once; the door is kept with them, so that its id stays its own."""
        found = self._met.get(id(door))
        if found is None:
            contacts = frozenset(rung.contact.id for rung in (*door.nearest, *door.reachable, *door.behind))
            found = self._met[id(door)] = (door, contacts)
        return found[1]

    def _service(self, kind: Kind) -> int:
        if kind.id not in self._kinds:
            self._kinds[kind.id] = sum(len(line.text) + 1 for line in service_lines(self.words, kind))
        return self._kinds[kind.id]

    def _contact(self, contact: Contact) -> int:
        if contact.id not in self._contacts:
            line = contact_source_line(self.knowledge, self.words, contact, LATE)
            self._contacts[contact.id] = len(line.text) + 1
        return self._contacts[contact.id]

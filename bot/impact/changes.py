"""All changes between two knowledge bases, each with exactly the readers, places and languages that meet it.

Like the proof, it looks once at readers whom no rule can tell apart and at places that are served by the same
contacts, before and after: two million combinations are a few thousand cards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from bot.conversation import banner
from bot.impact.differences import Difference, of_banner, of_danger, of_question, of_served, of_text, of_told
from bot.impact.readers import Laws, Reader, places_by_law, readers
from bot.impact.told import Served, Side, Told
from bot.model import LOCALES, WHOLE_COUNTRY, Area, Knowledge, Locale, Text, Where
from bot.paths import Facets, place_classes


@dataclass(frozen=True, slots=True)
class Met:
    """Readers (indexes into `Impact.readers`) who meet a change at each of these places."""

    readers: frozenset[int]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A difference and who meets it; no reader and place stand in two of `met`."""

    difference: Difference
    met: tuple[Met, ...]

    @property
    def readers(self) -> frozenset[int]:
        """All who meet it somewhere."""
        return frozenset().union(*[each.readers for each in self.met])

    @property
    def places(self) -> tuple[str, ...]:
        """All places where somebody meets it: municipality codes, and perhaps the whole country."""
        return tuple(sorted({place for each in self.met for place in each.places}))

    @property
    def combinations(self) -> int:
        """Of readers, places and languages."""
        return sum(len(each.readers) * len(each.places) for each in self.met) * len(self.difference.locales)


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A text that changed in some languages and not in the others, which so became stale."""

    subject: str
    at: Where
    changed: tuple[Locale, ...]
    stale: tuple[Locale, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """What an edit changes; `changes` begin with those that lose protection, and the widest of them."""

    old: Knowledge
    new: Knowledge
    readers: tuple[Reader, ...]
    changes: tuple[Change, ...]
    left_behind: tuple[LeftBehind, ...]

    @property
    def lost(self) -> tuple[Change, ...]:
        """The changes that leave somebody worse protected."""
        return tuple(change for change in self.changes if change.difference.is_lost)


def impact(old: Knowledge, new: Knowledge) -> Impact:
    """What readers of the new knowledge get that readers of the old did not, and the other way round."""
    comparison = _Comparison(old, new)
    comparison.compare_questions()
    comparison.compare_cards()
    comparison.compare_danger()
    changes = sorted(comparison.changes(), key=lambda each: (not each.difference.is_lost, each.difference.at))
    return Impact(old, new, comparison.readers, tuple(changes), tuple(_left_behind(changes)))


def _left_behind(changes: list[Change]) -> Iterator[LeftBehind]:
    for change in changes:
        difference = change.difference
        if difference.aspect == "text" and 0 < len(difference.wordings) < len(LOCALES):
            stale = tuple(locale for locale in LOCALES if locale not in difference.locales)
            yield LeftBehind(difference.subject, difference.at, difference.locales, stale)


class _Comparison:
    """Two knowledge bases side by side."""

    def __init__(self, old: Knowledge, new: Knowledge) -> None:
        self.both = (old, new)
        self.sides = (Side(old), Side(new))
        self.by_law = places_by_law(old, new)
        self.readers = readers(old, new, self.by_law)
        self._alike = {laws: tuple(_served_alike(old, new, codes)) for laws, codes in self.by_law.items()}
        self._doors: dict[tuple[Served, Served], tuple[Difference, ...]] = {}
        self._named: dict[str, tuple[Difference, ...]] = {}
        self._met: dict[Difference, dict[tuple[str, ...], set[int]]] = {}

    def _meet(self, difference: Difference, who: set[int], places: tuple[str, ...]) -> None:
        held = self._met.setdefault(difference, {})
        held.setdefault(places, set()).update(who)

    def _places(self, laws: Laws | None) -> tuple[str, ...]:
        return (WHOLE_COUNTRY,) if laws is None else self.by_law[laws]

    def compare_questions(self) -> None:
        """What is asked, and the line above it."""
        if self.both[0].questions == self.both[1].questions:
            return
        grouped: dict[tuple[tuple[str, ...], tuple[str, ...], Laws | None], set[int]] = defaultdict(set)
        for number, reader in enumerate(self.readers):
            if reader.before is None or reader.after is None:
                continue
            grouped[reader.before.asked, reader.after.asked, reader.laws].add(number)
            banners = (banner(*side) for side in zip(self.both, _facets(reader), strict=True))
            for difference in of_banner(*banners):
                self._meet(difference, {number}, self._places(reader.laws))
        for (before, after, laws), who in grouped.items():
            for name in dict.fromkeys((*before, *after)):
                old = self.both[0].question(name) if name in before else None
                new = self.both[1].question(name) if name in after else None
                for difference in of_question(old, new):
                    self._meet(difference, who, self._places(laws))

    def compare_danger(self) -> None:
        """What is heard as danger, whoever types it."""
        for difference in of_danger(*self.both):
            for number, reader in enumerate(self.readers):
                self._meet(difference, {number}, self._places(reader.laws))

    def compare_cards(self) -> None:
        """What is answered."""
        grouped: dict[tuple[Told | None, Told | None, Laws | None], set[int]] = defaultdict(set)
        for number, reader in enumerate(self.readers):
            before, after = (
                None if path is None else side.told(path.facets)
                for side, path in zip(self.sides, (reader.before, reader.after), strict=True)
            )
            grouped[before, after, reader.laws].add(number)
        with_doors: dict[tuple[object, ...], tuple[Told, Told, Laws | None, set[int]]] = {}
        for (before, after, laws), who in grouped.items():
            for difference in of_told(self.both, before, after):
                self._meet(difference, who, self._places(laws))
            if before is None or after is None:
                continue
            doors = (before.situation.id, after.situation.id, before.calls, after.calls, laws)
            for role, some in self._by_barred_role(who).items():
                with_doors.setdefault((*doors, role), (before, after, laws, set()))[-1].update(some)
        for each in with_doors.values():
            self._compare_doors(*each)

    def _by_barred_role(self, who: set[int]) -> dict[str, set[int]]:
        """Readers by their role, where some service is not for it; all others together."""
        found: dict[str, set[int]] = defaultdict(set)
        for number in who:
            role = self.readers[number].answers.get("role", "")
            found[role if any(role in side.barred for side in self.sides) else ""].add(number)
        return found

    def _compare_doors(self, before: Told, after: Told, laws: Laws | None, who: set[int]) -> None:
        """The doors of cards, at each place; `who` meet the same ones."""
        old_facets, new_facets = _facets(self.readers[min(who)])
        for places in ((WHOLE_COUNTRY,),) if laws is None else self._alike[laws]:
            old = self.sides[0].served(before, old_facets, places[0])
            new = self.sides[1].served(after, new_facets, places[0])
            for difference in (*self._of_served(after, old, new), *self._of_place(places[0])):
                self._meet(difference, who, places)

    def _of_served(self, told: Told, old: Served, new: Served) -> tuple[Difference, ...]:
        """As `of_served`, worked out once for the same doors."""
        found = self._doors.get((old, new))
        if found is None:
            found = self._doors[old, new] = tuple(of_served(told.situation, old, new))
        return found

    def _of_place(self, code: str) -> tuple[Difference, ...]:
        """How the names differ that a card of this place shows."""
        if code not in self._named:
            self._named[code] = tuple(_of_place(*self.both, code))
        return self._named[code]

    def changes(self) -> Iterator[Change]:
        """Each difference with all who meet it."""
        for difference, met in self._met.items():
            yield Change(difference, tuple(Met(frozenset(who), places) for places, who in met.items()))


def _facets(reader: Reader) -> tuple[Facets, Facets]:
    """The facets of a reader before and after; {} on a side that does not know them."""
    before, after = reader.before, reader.after
    return {} if before is None else before.facets, {} if after is None else after.facets


def _of_place(before: Knowledge, after: Knowledge, code: str) -> Iterator[Difference]:
    old, new = before.municipalities.get(code), after.municipalities.get(code)
    if old is None or new is None:
        return
    yield from of_text(f"the name of the municipality {code}", old.name, new.name)
    counties = before.counties.get(old.county), after.counties.get(new.county)
    yield from of_text(f"the name of the county {new.county}", *_names(*counties))
    police = before.police_departments.get(old.police_department), after.police_departments.get(new.police_department)
    yield from of_text(f"the name of the police department {new.police_department}", *_names(*police))


def _names(before: Area | None, after: Area | None) -> tuple[Text | None, Text | None]:
    return None if before is None else before.name, None if after is None else after.name


def _served_alike(old: Knowledge, new: Knowledge, codes: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """These municipalities, grouped by who serves them before and after; one that was renamed stands alone."""
    class_of = [
        {code: each.example for each in place_classes(knowledge) for code in each.places} for knowledge in (old, new)
    ]
    grouped: dict[tuple[str | None, ...], list[str]] = defaultdict(list)
    for code in codes:
        before, after = old.municipalities.get(code), new.municipalities.get(code)
        is_renamed = before is None or after is None or before.name != after.name
        grouped[class_of[0].get(code), class_of[1].get(code), code if is_renamed else None].append(code)
    yield from map(tuple, grouped.values())

"""The gap report: what the log tells, made safe to publish, and a ranked list of what to write, call or fix next.

Pure: counters in, a `Report` out. Every number in it is a published one (see `bot.usage.privacy`). Rows are ranked by
how many people a gap has cost something; a contact in doubt always stands first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from statistics import median

from rapidfuzz import fuzz

from bot.errors import BotError
from bot.gaps import Gap, gaps
from bot.model import LOCALES, Contact, Knowledge, Locale, Question, Where
from bot.usage.doubts import doubted
from bot.usage.facts import DIMENSIONS, Fact, Kept, Tally
from bot.usage.privacy import BASE, Path, published, quarter_of

NAMES: Mapping[Locale, str] = {"fi": "Finnish", "sv": "Swedish", "en": "English"}
ALIKE = 80
"""Likeness (0-100, rapidfuzz token_set_ratio) from which two texts stand for the same words."""
TOO_OFTEN = 0.2
"""A share above which "I do not know" or "not what I needed" is worth a look."""

WEIGHTS: Mapping[str, float] = {
    "doubted": 1_000_000,
    "no-local": 0.5,
    "not-needed": 4,
    "unclear": 2,
    "words": 2,
    "left": 3,
    "other-language": 2,
    "no-language": 0.1,
    "unknown": 0.5,
    "overdue": 0.05,
    "unshown": 0,
}
"""What one occurrence of each kind of gap weighs: somebody who leaves or complains costs more than a page to update.

A contact in doubt stands above everything else.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One gap: what happened, how often (0: fewer than five), where, in which languages, and what to edit.

    `counties` and `languages` are names with a number each, most first; () where the log does not tell, by design.
    A place and a language are never counted together, so a row has one or the other.
    """

    kind: str
    what: str
    count: int
    counties: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    file: str
    line: int
    key: str
    remedy: str
    score: float


@dataclass(frozen=True, slots=True)
class Flow:
    """A question, how often each option was picked and how many left there."""

    id: str
    text: str
    options: tuple[tuple[str, int], ...]
    left: int

    @property
    def answered(self) -> int:
        """How many answered."""
        return sum(count for _, count in self.options)


@dataclass(frozen=True, slots=True)
class Coverage:
    """A county: of so many services that should have a local number, how many have one; and what the log tells.

    `cards` answers were given; in `local` of them every such service had its number, in `elsewhere` one had none.
    """

    id: str
    name: str
    known: int
    services: int
    cards: int
    local: int
    elsewhere: int

    @property
    def share(self) -> float | None:
        """The share of services with a local number, None where none should have one."""
        return self.known / self.services if self.services else None


Figures = Mapping[str, Mapping[Path, int]]
"""By kind of fact: what is published of every node of its tree, over all periods of the report."""


@dataclass(frozen=True, slots=True)
class Report:
    """All of the report. `goes_on` is the period that has not ended yet, "" where it is not among the periods."""

    periods: tuple[str, ...]
    goes_on: str
    county: str
    talks: int
    trend: tuple[tuple[str, int], ...]
    flows: tuple[Flow, ...]
    coverage: tuple[Coverage, ...]
    rows: tuple[Row, ...]
    by_period: Mapping[str, Figures]
    figures: Figures


def chosen_periods(spans: Mapping[str, tuple[str, str]], wanted: str) -> dict[str, tuple[str, str]]:
    """The quarters of a period: one (2026-Q4), those of a year (2026), or all (""). Raises BotError for another."""
    found = {quarter: span for quarter, span in spans.items() if wanted in ("", quarter, quarter[:4])}
    if not found:
        known = ", ".join(spans) or "none yet"
        raise BotError(f'"{wanted}" is no period of the log; whole quarters in it: {known}, or a year')
    return found


def make_report(
    knowledge: Knowledge, tally: Tally, spans: Mapping[str, tuple[str, str]], today: date, county: str = ""
) -> Report:
    """The report of these quarters, of one county or ("") of the whole country."""
    by_period = {quarter: _figures(knowledge, tally, quarter, span) for quarter, span in spans.items()}
    figures = _added(by_period.values())
    trend = sorted((path[0], count) for path, count in figures["started"].items() if path)
    children = {kind: _children(nodes) for kind, nodes in figures.items()}
    sheet = Sheet(knowledge, figures, county, gaps(knowledge), children)
    rows = sorted(
        (row for rule in RULES for row in rule(sheet, tally, today)),
        key=lambda row: (-row.score, row.kind, row.what),
    )
    if county:
        rows = [row for row in rows if row.kind in ("no-local", "doubted", "overdue")]
    running = quarter_of(today)
    return Report(
        periods=tuple(spans),
        goes_on=running if running in spans else "",
        county=county,
        talks=figures["started"].get((), 0),
        trend=tuple(trend),
        flows=tuple(_flow(sheet, question) for question in knowledge.questions),
        coverage=tuple(_coverage(sheet)),
        rows=tuple(rows),
        by_period=by_period,
        figures=figures,
    )


# --- published figures --------------------------------------------------------------------------------


def _figures(knowledge: Knowledge, tally: Tally, quarter: str, span: tuple[str, str]) -> Figures:
    cells: dict[str, dict[Path, int]] = {kind: {} for kind in DIMENSIONS}
    for fact, count in tally.facts.get(quarter, {}).items():
        if fact.kind in cells and fact.kind != "started":
            path = path_of(knowledge, fact)
            cells[fact.kind][path] = cells[fact.kind].get(path, 0) + count
    for week, count in tally.started.items():
        if span[0] <= week <= span[1]:
            cells["started"][week,] = count
    return {kind: published(held) for kind, held in cells.items()}


def path_of(knowledge: Knowledge, fact: Fact) -> Path:
    """Where a fact stands in the tree of its kind: the roll-up goes municipality, county, country."""
    if fact.kind == "no-local":
        place = knowledge.municipalities.get(fact.b)
        return (fact.a, place.county if place is not None else "", fact.b)
    if fact.kind == "reached":
        return (fact.a, fact.c, fact.b)
    return fact[1 : 1 + len(DIMENSIONS[fact.kind])]


LEVELS_OF: Mapping[str, tuple[str, ...]] = {
    **DIMENSIONS,
    "started": ("week",),
    "no-local": ("service", "county", "municipality"),
    "reached": ("service", "county", "rung"),
}
"""What each step of a path in the tree of a kind is."""


def _added(parts: Iterable[Figures]) -> Figures:
    total: dict[str, dict[Path, int]] = {kind: {} for kind in DIMENSIONS}
    for figures in parts:
        for kind, nodes in figures.items():
            held = total[kind]
            for path, count in nodes.items():
                held[path] = held.get(path, 0) + count
    return total


@dataclass(frozen=True, slots=True)
class Sheet:
    """The figures with the knowledge they are about, as the rules below read them."""

    knowledge: Knowledge
    figures: Figures
    county: str
    gaps: tuple[Gap, ...]
    children: Mapping[str, Mapping[Path, Sequence[tuple[str, int]]]]

    def of(self, kind: str, *path: str) -> int:
        """What is published of a node; 0 where it is hidden or nothing happened."""
        return self.figures[kind].get(path, 0)

    def under(self, kind: str, *path: str) -> list[tuple[str, int]]:
        """The children of a node with what is published of each, most first."""
        return sorted(self.children[kind].get(path, ()), key=lambda each: (-each[1], each[0]))

    def languages(self, kind: str, *path: str) -> tuple[tuple[str, int], ...]:
        """The languages under a node, by name."""
        return tuple((_language(code), count) for code, count in self.under(kind, *path))

    def county_name(self, county: str) -> str:
        """The Finnish name of a county, as editors know it, without the word that all of them share."""
        area = self.knowledge.counties.get(county)
        return area.name.fi.removesuffix(" hyvinvointialue") if area is not None else county


def _children(nodes: Mapping[Path, int]) -> Mapping[Path, Sequence[tuple[str, int]]]:
    found: dict[Path, list[tuple[str, int]]] = {}
    for path, count in nodes.items():
        if path:
            found.setdefault(path[:-1], []).append((path[-1], count))
    return found


def _language(code: str) -> str:
    return next((NAMES[locale] for locale in LOCALES if locale == code), code)


# --- the rules: one for each kind of gap --------------------------------------------------------------


def _row(  # noqa: PLR0913 - a row is what it is made of
    kind: str,
    what: str,
    count: int,
    at: Where,
    *,
    key: str,
    remedy: str,
    counties: Iterable[tuple[str, int]] = (),
    languages: Iterable[tuple[str, int]] = (),
    score: float | None = None,
) -> Row:
    weighed = round(WEIGHTS[kind] * (count if score is None else score), 1)
    where = (tuple(counties), tuple(languages))
    return Row(kind, what, count, *where, at.file, at.line, key, remedy, weighed)


def doubted_rows(sheet: Sheet, tally: Tally, today: date) -> Iterator[Row]:
    """Contacts whose number people say does not work."""
    del today
    for name in sorted(doubted(sheet.knowledge, tally.failures)):
        contact = sheet.knowledge.contacts[name]
        counties = counties_of(sheet.knowledge, contact)
        if sheet.county and sheet.county not in counties:
            continue
        count = sheet.of("number-failed", name)
        yield _row(
            "doubted",
            f"The number of {contact.name.fi} did not work",
            count,
            contact.at,
            key=f"contacts > {name} > phones",
            remedy="call the number; correct `phones`, then renew `source: read_on` or set `assured`",
            counties=[(sheet.county_name(county), 0) for county in counties],
            score=count + BASE,
        )


def no_local_rows(sheet: Sheet, tally: Tally, today: date) -> Iterator[Row]:
    """People sent past their own county because no local number is known."""
    del tally, today
    for gap in sheet.gaps:
        counties = [(county, count) for county, count in _missed(sheet, gap) if sheet.county in ("", county)]
        count = sum(count for _, count in counties)
        if count:
            yield _row(
                "no-local",
                f"No local number for {gap.kind.name.fi} in {gap.area_name}",
                count,
                gap.at if gap.contact is not None else _home(sheet.knowledge, gap),
                key=f"contacts > {gap.contact.id} > phones" if gap.contact is not None else "contacts",
                remedy=gap.remedy,
                counties=[(sheet.county_name(county), number) for county, number in counties],
            )


def _home(knowledge: Knowledge, gap: Gap) -> Where:
    """Where a contact to be added belongs: beside the others of its kind."""
    return next((contact.at for contact in knowledge.contacts.values() if contact.service == gap.kind.id), gap.at)


def _missed(sheet: Sheet, gap: Gap) -> Iterator[tuple[str, int]]:
    """By county: whole ones in one number, parts of one by their municipalities."""
    by_county: dict[str, set[str]] = {}
    for code in gap.municipalities:
        by_county.setdefault(sheet.knowledge.municipalities[code].county, set()).add(code)
    for county, codes in by_county.items():
        if len(codes) == _municipalities_of(sheet.knowledge)[county]:
            count = sheet.of("no-local", gap.kind.id, county)
        else:
            count = sum(sheet.of("no-local", gap.kind.id, county, code) for code in codes)
        if count:
            yield county, count


@lru_cache(maxsize=2)
def _municipalities_of(knowledge: Knowledge) -> Counter[str]:
    """How many municipalities each county has."""
    return Counter(place.county for place in knowledge.municipalities.values())


def not_needed_rows(sheet: Sheet, tally: Tally, today: date) -> Iterator[Row]:
    """Answers that people say were not what they needed."""
    del tally, today
    for situation in sheet.knowledge.situations.values():
        for case in situation.cases:
            outcome = f"{situation.id}/{case.id}"
            count, helped = (sheet.of("feedback", answer, outcome) for answer in ("not-needed", "helped"))
            share = count / (count + helped) if count else 0
            if share >= TOO_OFTEN:
                yield _row(
                    "not-needed",
                    f'{share:.0%} said of "{situation.name.en}" ({case.id}): not what I needed',
                    count,
                    case.at,
                    key=f"situations > {situation.id} > cases > {case.id}",
                    remedy="read the case as its readers do: `action`, `call`, `steps`; split it where two kinds meet",
                    languages=sheet.languages("feedback", "not-needed", outcome),
                    score=count * share,
                )


def unclear_rows(sheet: Sheet, tally: Tally, today: date) -> Iterator[Row]:
    """Typed words that no option and no municipality stood for."""
    del tally, today
    for notice in ("not-understood", "no-such-place", "which-place"):
        for name, count in sheet.under("unclear", notice):
            question = sheet.knowledge.question(name)
            if question is None and name != "card":
                continue
            expected = _expected(sheet, question)
            at, key, remedy = _where_words_go(sheet.knowledge, question)
            said = "was typed for" if notice == "which-place" else "was not understood at"
            yield _row(
                "unclear",
                f"{'An ambiguous place' if notice == 'which-place' else 'Typed text'} {said} {_asked(question)}",
                count,
                at,
                key=key,
                remedy=remedy,
                languages=sheet.languages("unclear", notice, name),
                score=max(count - expected, 0),
            )


def _expected(sheet: Sheet, question: Question | None) -> float:
    """Slips that happen at any question: two in a hundred."""
    return 0.02 * sheet.of("answered", question.id) if question is not None else 0


def _asked(question: Question | None) -> str:
    return f'"{question.text.en}"' if question is not None else "the card"


def _where_words_go(knowledge: Knowledge, question: Question | None) -> tuple[Where, str, str]:
    """File, key and remedy for words that people use and the knowledge does not know."""
    if question is not None and question.asks_place:
        first = next(iter(knowledge.municipalities.values()), None)
        at = first.at if first is not None else question.at
        return at, "municipalities > other_names", "add the names people use to `other_names` or `villages`"
    if question is not None and question.id != "situation":
        return question.at, f"questions > {question.id} > options", "add what people type to `also_said` of its option"
    at = knowledge.phrases[0].at if knowledge.phrases else (question.at if question is not None else Where("", 0, 0))
    return at, "phrases > fi, sv, en", "add what people type to the phrases of the situation it means"


def words_rows(sheet: Sheet, tally: Tally, today: date) -> Iterator[Row]:
    """Words that workers agreed to send, those alike together; a group of fewer than five is not shown."""
    del today
    for question_id in sorted({kept.question for kept in tally.texts}):
        question = sheet.knowledge.question(question_id)
        at, key, remedy = _where_words_go(sheet.knowledge, question)
        for group in alike([kept for kept in tally.texts if kept.question == question_id]):
            count = sum(kept.times for kept in group)
            count -= count % BASE
            if count:
                by_locale: dict[str, int] = {}
                for kept in group:
                    by_locale[kept.locale] = by_locale.get(kept.locale, 0) + kept.times
                languages = [(_language(code), number - number % BASE) for code, number in by_locale.items()]
                yield _row(
                    "words",
                    f"People typed “{group[0].text}” and the like at {_asked(question)}",
                    count,
                    at,
                    key=key,
                    remedy=remedy,
                    languages=[each for each in languages if each[1]],
                )


def alike(texts: Sequence[Kept]) -> list[list[Kept]]:
    """Texts grouped by likeness, each group led by the one sent most often."""
    groups: list[list[Kept]] = []
    for kept in sorted(texts, key=lambda kept: (-kept.times, kept.text)):
        home = next((group for group in groups if fuzz.token_set_ratio(kept.text, group[0].text) >= ALIKE), None)
        if home is None:
            groups.append([kept])
        else:
            home.append(kept)
    return groups


def left_rows(sheet: Sheet, tally: Tally, today: date) -> Iterator[Row]:
    """Questions at which more people leave than at the others."""
    del tally, today
    asked = {
        question.id: sheet.of("answered", question.id) + sheet.of("left", question.id)
        for question in sheet.knowledge.questions
    }
    shares = {name: sheet.of("left", name) / total for name, total in asked.items() if total}
    usual = median(shares.values()) if shares else 0.0
    for question in sheet.knowledge.questions:
        share = shares.get(question.id, 0)
        count = sheet.of("left", question.id)
        if count and share > usual:
            yield _row(
                "left",
                f"{share:.0%} left at {_asked(question)} (elsewhere {usual:.0%})",
                count,
                question.at,
                key=f"questions > {question.id} > text, options",
                remedy="say why it is asked, shorten it, or ask fewer people (`ask_when`)",
                languages=sheet.languages("left", question.id),
                score=count - usual * asked[question.id],
            )


def language_rows(sheet: Sheet, tally: Tally, today: date) -> Iterator[Row]:
    """Languages that were asked for and are not there, and services that do not speak the reader's."""
    del tally, today
    for code, count in sheet.under("other-language"):
        if code not in LOCALES:
            yield _row(
                "other-language",
                f"Luotsi was asked for in a language it does not have ({code})",
                count,
                Where(f"locales/{code}/LC_MESSAGES/luotsi.po", 1, 1),
                key=f"every text of knowledge/ > {code}",
                remedy="name interpreter services on the cards, or plan the language",
                languages=sheet.languages("other-language", code),
            )
    for service, count in sheet.under("no-language"):
        kind = sheet.knowledge.kinds.get(service)
        if kind is not None:
            languages = sheet.languages("no-language", service)
            asked = ", ".join(name for name, _ in languages) or "the reader's language"
            yield _row(
                "no-language",
                f"No contact of {kind.name.fi} is known to serve in {asked}",
                count,
                kind.at,
                key=f"contacts > (service: {service}) > languages",
                remedy="ask who serves in that language; add them, or complete `languages`",
                languages=languages,
            )


def unknown_rows(sheet: Sheet, tally: Tally, today: date) -> Iterator[Row]:
    """Questions that many can only answer with "I do not know"."""
    del tally, today
    for question in sheet.knowledge.questions:
        total = sheet.of("answered", question.id)
        count = sum(sheet.of("answered", question.id, option.id) for option in question.choices if option.unknown)
        if total and count / total >= TOO_OFTEN:
            languages: dict[str, int] = {}
            for option in question.choices:
                for name, number in sheet.languages("answered", question.id, option.id) if option.unknown else ():
                    languages[name] = languages.get(name, 0) + number
            yield _row(
                "unknown",
                f'{count / total:.0%} answered "I do not know" to {_asked(question)}',
                count,
                question.at,
                key=f"questions > {question.id} > hints",
                remedy="add a hint that helps to tell, or ask something people know",
                languages=sorted(languages.items(), key=lambda each: (-each[1], each[0])),
                score=count - TOO_OFTEN * total,
            )


def overdue_rows(sheet: Sheet, tally: Tally, today: date) -> Iterator[Row]:
    """Contacts that nobody has looked at for longer than their kind allows."""
    del tally
    for contact in sheet.knowledge.contacts.values():
        kind = sheet.knowledge.kinds.get(contact.service)
        seen = max(contact.source.read_on, contact.assured.on if contact.assured is not None else "")
        days = (today - date.fromisoformat(seen)).days
        if kind is None or contact.status == "closed" or days <= kind.recheck_days:
            continue
        counties = counties_of(sheet.knowledge, contact)
        if sheet.county and sheet.county not in counties:
            continue
        uses = sum(sheet.of("county", county) for county in counties)
        yield _row(
            "overdue",
            f"{contact.name.fi} was last looked at {days} days ago (every {kind.recheck_days} are allowed)",
            uses,
            contact.at,
            key=f"contacts > {contact.id} > source, assured",
            remedy="call or read the page again; renew `read_on`, or let the organisation check it and set `assured`",
            counties=[(sheet.county_name(county), sheet.of("county", county)) for county in counties],
        )


def unshown_rows(sheet: Sheet, tally: Tally, today: date) -> Iterator[Row]:
    """Answers that were never shown, or fewer than five times in any quarter."""
    del tally, today
    if not sheet.of("outcome"):
        return
    for situation in sheet.knowledge.situations.values():
        unseen = [case for case in situation.cases if not sheet.of("outcome", f"{situation.id}/{case.id}")]
        if unseen:
            yield _row(
                "unshown",
                f'{len(unseen)} of {len(situation.cases)} answers to "{situation.name.en}" were shown rarely or never',
                0,
                unseen[0].at,
                key=f"situations > {situation.id} > cases > {', '.join(case.id for case in unseen)}",
                remedy="nothing is wrong with a rare case; one that nobody needs can go",
            )


RULES: tuple[Callable[[Sheet, Tally, date], Iterator[Row]], ...] = (
    doubted_rows,
    no_local_rows,
    not_needed_rows,
    unclear_rows,
    words_rows,
    left_rows,
    language_rows,
    unknown_rows,
    overdue_rows,
    unshown_rows,
)


def counties_of(knowledge: Knowledge, contact: Contact) -> tuple[str, ...]:
    """The counties a contact serves; () for the whole country."""
    if contact.level == "nation":
        return ()
    by_area = _counties_by_area(knowledge)
    return tuple(dict.fromkeys(county for area in contact.areas for county in by_area.get(area, ())))


@lru_cache(maxsize=2)
def _counties_by_area(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """The counties of each municipality, county and police department."""
    found: dict[str, dict[str, None]] = {county: {county: None} for county in knowledge.counties}
    for place in knowledge.municipalities.values():
        for area in (place.code, place.police_department):
            found.setdefault(area, {})[place.county] = None
    return {area: tuple(counties) for area, counties in found.items()}


# --- the tree and the map -----------------------------------------------------------------------------


def _flow(sheet: Sheet, question: Question) -> Flow:
    labels = {option.id: option.label.en for option in question.options.values()}
    counted = dict(sheet.under("answered", question.id))
    ordered = [*question.options, *(option for option in counted if option not in question.options)]
    options = tuple((labels.get(name, "a municipality"), counted[name]) for name in ordered if name in counted)
    return Flow(question.id, question.text.en, options, sheet.of("left", question.id))


def _coverage(sheet: Sheet) -> Iterator[Coverage]:
    local_kinds = [kind for kind in sheet.knowledge.kinds.values() if kind.local_level is not None]
    missing: dict[str, set[str]] = {}
    for gap in sheet.gaps:
        for code in gap.municipalities:
            missing.setdefault(sheet.knowledge.municipalities[code].county, set()).add(gap.kind.id)
    for county, held in sheet.knowledge.counties.items():
        if sheet.county in ("", county):
            found = dict(sheet.under("county", county))
            services = sum(kind.is_known_in(held.law) for kind in local_kinds)
            known = services - len(missing.get(county, ()))
            told = (sheet.of("county", county), found.get("local", 0), found.get("elsewhere", 0))
            yield Coverage(county, sheet.county_name(county), known, services, *told)

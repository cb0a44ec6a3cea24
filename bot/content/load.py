"""A knowledge folder as `Loaded(knowledge, problems)`: read, validated against the shapes, and tied together.

Nothing here raises for what editors write. Problems are gathered and sorted by place; while a file cannot be
read or has the wrong shape, references are not looked into, because half of them would seem broken.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.content import schema
from bot.content.phones import dialled
from bot.content.source import AT, At, YamlFile, parse, read, yaml_files
from bot.errors import Problem, did_you_mean, error, printable
from bot.model import (
    ALWAYS,
    LOCALES,
    SECTIONS,
    WEEKDAYS,
    Area,
    Assurance,
    Call,
    Case,
    Condition,
    Contact,
    DangerRule,
    Exercise,
    Group,
    Hint,
    HintWords,
    Kind,
    Knowledge,
    Law,
    Level,
    Listing,
    Locale,
    Municipality,
    OpeningHours,
    Operator,
    Option,
    Phone,
    Phrases,
    Question,
    Reference,
    Rule,
    Schedule,
    Situation,
    Source,
    Step,
    Term,
    Text,
    Variant,
    Where,
    WordGroup,
)

PLACE_QUESTION = "place"
"""The question about the municipality: cards and ladders look its answer up by this id."""
OFF_TOPIC = "off-topic"
"""The situation of phrases that mean none."""

UNWRITTEN = "…"
"""What stands where a text is still to be written."""
DRAFT = "the file is a draft, and nothing in it is served; write its texts, then remove this line to publish it"

LOCALE_WORDS = {"fi": "Finnish", "sv": "Swedish", "en": "English"}
WHERE_VALUES = frozenset({"mainland", "aland"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder holds. `knowledge` is None where it could not be put together at all."""

    knowledge: Knowledge | None
    problems: tuple[Problem, ...]

    @property
    def fit(self) -> Knowledge | None:
        """The knowledge if it may be served: not one error in it (H5)."""
        return None if any(problem.severity == "error" for problem in self.problems) else self.knowledge


@dataclass(frozen=True, slots=True)
class Shaped:
    """A file held against the shapes: `shape` is None where it has another."""

    file: YamlFile
    shape: schema.FileShape | None
    problems: tuple[Problem, ...]

    @property
    def is_draft(self) -> bool:
        """Whether the file says that it is not to be served yet."""
        return self.file.content is not None and self.file.content.get("draft") is True


def load(folder: Path, known: dict[str, Shaped] | None = None) -> Loaded:
    """Everything below a folder; a folder that is missing or empty is a problem, not an exception.

    `known` remembers the files from one time to the next, so that those that have not changed are not read again.
    """
    name = folder.absolute().name or str(folder)
    try:
        paths = list(yaml_files(folder)) if folder.is_dir() else []
    except OSError:
        paths = []
    if not paths:
        message = f"no YAML files in {folder}"
        return Loaded(None, (error(Where(name, 1, 1), "no-knowledge", message),))
    known = {} if known is None else known
    found = {}
    for path in paths:
        key = path.relative_to(folder).as_posix()
        before = known.get(key)
        file = read(path, printable(f"{name}/{key}"), None if before is None else before.file)
        found[key] = before if before is not None and before.file is file else shaped(file)
    known.clear()
    known.update(found)
    return assemble(found.values())


def loads(texts: Mapping[str, str]) -> Loaded:
    """The same for texts by file name: what tests and previews use."""
    return assemble(shaped(parse(text.encode("utf-8", "surrogatepass"), name)) for name, text in texts.items())


def shaped(file: YamlFile) -> Shaped:
    """Hold a file against the shapes."""
    if file.content is None:
        return Shaped(file, None, file.problems)
    try:
        return Shaped(file, schema.FileShape.model_validate(file.content), file.problems)
    except ValidationError as wrong:
        return Shaped(file, None, (*file.problems, *_shape_problems(wrong, file.content[AT])))


def assemble(files: Iterable[Shaped]) -> Loaded:
    """Tie files together."""
    digest = hashlib.sha256()
    problems: list[Problem] = []
    shapes: list[schema.FileShape] = []
    drafts: list[schema.FileShape] = []
    broken = False
    for each in files:
        digest.update(each.file.digest)
        if each.is_draft and each.file.content is not None:
            problems.append(_warning(error(each.file.content[AT].of("draft"), "draft", DRAFT)))
        problems += map(_warning, each.problems) if each.is_draft else each.problems
        if each.shape is not None:
            (drafts if each.is_draft else shapes).append(each.shape)
        elif not each.is_draft:
            broken = True
    if broken:
        return Loaded(None, tuple(sorted(set(problems))))
    if drafts:
        problems += _draft_problems(shapes, drafts)
    knowledge = _Assembly(problems).knowledge(shapes, digest.hexdigest()[:8])
    return Loaded(knowledge, tuple(sorted(set(problems))))


def _draft_problems(shapes: list[schema.FileShape], drafts: list[schema.FileShape]) -> Iterator[Problem]:
    """What would be wrong in the drafts if they were served, as warnings."""
    found: list[Problem] = []
    _Assembly(found).knowledge([*shapes, *drafts], "")
    files = {shape.at.file for shape in drafts}
    return (_warning(problem) for problem in found if problem.where.file in files)


def _warning(problem: Problem) -> Problem:
    return replace(problem, severity="warning")


_QUOTED = re.compile(r"'([^']*)'")

_SAYINGS = {
    "missing": "{last} is missing",
    "extra_forbidden": "{last} is not known here{hint}",
    "string_type": "{last} must be a text{quotes}",
    "bool_type": "{last} must be true or false",
    "int_type": "{last} must be a whole number",
    "list_type": "{last} must be a list",
    "dict_type": "{last} must be a mapping",
    "model_type": "{last} must be a mapping with named values",
    "too_short": "{last} must not be empty",
    "string_too_long": "{last} is longer than {max_length} characters",
    "string_pattern_mismatch": "{last} must be {meaning}{found}",
    "no_such_day": "{last} must be a date that exists{found}",
    "no_host": "{last} must be a whole address, such as https://example.fi{found}",
    "literal_error": "{last} must be {expected}{found}{hint}",
    "greater_than": "{last} must be greater than {gt}",
}


def _shape_problems(wrong: ValidationError, at: At) -> list[Problem]:
    """Pydantic's findings as problems at the line of what is wrong."""
    found = []
    for finding in wrong.errors(include_url=False):
        path = [part for part in finding["loc"] if not (isinstance(part, str) and part.endswith("]"))]
        value, context = finding["input"], finding.get("ctx", {})
        hint = ""
        if finding["type"] == "extra_forbidden":
            hint = did_you_mean(str(path[-1]), _keys_allowed(path))
        elif finding["type"] == "literal_error" and isinstance(value, str):
            hint = did_you_mean(value, _QUOTED.findall(context["expected"]))
        message = _SAYINGS.get(finding["type"], "{last}: {said}").format(
            last=_named(path),
            hint=hint,
            quotes=", put it in quotes" if isinstance(value, int | bool) else "",
            found=f', not "{printable(value)}"' if isinstance(value, str) else "",
            meaning=schema.MEANINGS.get(context.get("pattern", ""), "written in another way"),
            expected=context.get("expected", "").replace("'", ""),
            max_length=context.get("max_length", ""),
            gt=context.get("gt", ""),
            said=finding["msg"].lower(),
        )
        where = at.key(*path) if finding["type"] == "extra_forbidden" else at.of(*path)
        found.append(error(where, "shape", message))
    return found


def _named(path: list[Any]) -> str:
    """What a message calls the thing at this path: its key, or that of the list it is in."""
    name = next((printable(part) for part in reversed(path) if isinstance(part, str)), "")
    if not name:
        return "the file"
    return f"each of `{name}`" if isinstance(path[-1], int) else f"`{name}`"


def _keys_allowed(path: list[Any]) -> list[str]:
    """The keys that would be right where an unknown one stood."""
    shape: Any = schema.FileShape
    for part in path[:-1]:
        if isinstance(part, int):
            continue
        shape = _SHAPE_OF.get(part, shape)
    return [name for name in shape.model_fields if name != "at"]


_SHAPE_OF: dict[str, Any] = {
    "questions": schema.QuestionShape,
    "options": schema.OptionShape,
    "groups": schema.GroupShape,
    "hints": schema.HintShape,
    "municipalities": schema.MunicipalityShape,
    "counties": schema.AreaShape,
    "police_departments": schema.AreaShape,
    "kinds": schema.KindShape,
    "contacts": schema.ContactShape,
    "phones": schema.PhoneShape,
    "schedule": schema.HoursShape,
    "service_area": schema.ServiceAreaShape,
    "assured": schema.AssuredShape,
    "laws": schema.LawShape,
    "sources": schema.ReferenceShape,
    "steps": schema.StepShape,
    "variants": schema.VariantShape,
    "situations": schema.SituationShape,
    "cases": schema.CaseShape,
    "call": schema.CallShape,
    "exercises": schema.ExerciseShape,
    "source": schema.SourceShape,
} | dict.fromkeys(
    ("text", "label", "name", "banner", "about", "action", "act", "wording", "does", "does_not", "next"),
    schema.TextShape,
)


class _Assembly:
    """Shapes -> model values, noting what does not fit together."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.options: dict[str, frozenset[str]] = {}

    def _wrong(self, where: Where, rule: str, message: str) -> None:
        self.problems.append(error(where, rule, message))

    def knowledge(self, shapes: list[schema.FileShape], version: str) -> Knowledge:
        """Everything, tied together."""
        questions = [question for shape in shapes for question in shape.questions]
        self.options = {q.id: frozenset(o.id for o in q.options) for q in questions if q.kind == "options"}
        self.options["where"] = WHERE_VALUES
        self.questions = self._by_id("question", questions)
        self.kinds = self._by_id("kind", (kind for shape in shapes for kind in shape.kinds))
        self.contacts = self._by_id("contact", (contact for shape in shapes for contact in shape.contacts))
        self.laws = self._by_id("law", (law for shape in shapes for law in shape.laws))
        self.references = self._by_id("source", (source for shape in shapes for source in shape.sources))
        self.steps = self._by_id("step", (step for shape in shapes for step in shape.steps))
        situations = self._by_id("situation", (situation for shape in shapes for situation in shape.situations))
        municipalities = self._by_id(
            "municipality", (m for shape in shapes for m in shape.municipalities), lambda shape: shape.code
        )
        self.counties = self._by_id("county", (area for shape in shapes for area in shape.counties))
        self.departments = self._by_id("police department", (a for shape in shapes for a in shape.police_departments))
        self.municipalities = municipalities
        words = self._by_id("word group", (group for shape in shapes for group in shape.words))
        exercises = self._by_id("exercise", (exercise for shape in shapes for exercise in shape.exercises))
        return Knowledge(
            questions=tuple(self._question(shape) for shape in self.questions.values()),
            situations={key: self._situation(shape) for key, shape in situations.items()},
            steps={key: self._step(shape) for key, shape in self.steps.items()},
            laws={key: self._law(shape) for key, shape in self.laws.items()},
            references={key: self._reference(shape) for key, shape in self.references.items()},
            kinds={key: self._kind(shape) for key, shape in self.kinds.items()},
            contacts={key: self._contact(shape) for key, shape in self.contacts.items()},
            municipalities={
                key: self._municipality(shape)
                for key, shape in municipalities.items()
                if self._refer(shape.at.of("county"), "county", shape.county, self.counties)  # else no law holds there
            },
            counties={key: self._area(shape) for key, shape in self.counties.items()},
            police_departments={key: self._area(shape) for key, shape in self.departments.items()},
            version=version,
            phrases=tuple(self._phrases(listed) for shape in shapes for listed in shape.phrases),
            terms=tuple(self._term(listed) for shape in shapes for listed in shape.terms),
            elsewhere=tuple(name.strip() for shape in shapes for row in shape.elsewhere for name in row.split(",")),
            words={key: WordGroup(key, _texts(shape), shape.at.here) for key, shape in words.items()},
            danger=tuple(self._danger(rule, words) for shape in shapes for rule in shape.danger),
            hints=tuple(hint for shape in shapes for listed in shape.hints for hint in self._hints(listed)),
            exercises=tuple(self._exercise(shape) for shape in exercises.values()),
            catalogue=tuple(self._listing(listed) for shape in shapes for listed in shape.catalogue),
            operator=self._operator([shape.operator for shape in shapes if shape.operator is not None]),
        )

    def _by_id(
        self, word: str, shapes: Iterable[Any], name: Callable[[Any], str] = lambda shape: shape.id
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for shape in shapes:
            key = name(shape)
            if key in found:
                first = found[key].at.here
                self._wrong(shape.at.here, "duplicate-id", f'{word} "{key}" stands already at {first}')
            else:
                found[key] = shape
        return found

    def _refer(self, where: Where, word: str, key: str, known: Mapping[str, Any]) -> bool:
        if key in known:
            return True
        rule = "unknown-" + word.replace(" ", "-")
        self._wrong(where, rule, f'no file defines the {word} "{printable(key)}"{did_you_mean(key, known)}')
        return False

    def _text(self, shape: schema.TextShape) -> Text:
        where = shape.at.here
        words = {}
        for locale in LOCALES:
            said = getattr(shape, locale)
            words[locale] = said.strip() if said else ""
            if not words[locale]:
                other = next((printable(text) for text in (shape.fi, shape.sv, shape.en) if text), "")
                quoted = f' "{other}"' if other else ""
                message = f"the text{quoted} has no {LOCALE_WORDS[locale]}; add `{locale}:`"
                self._wrong(shape.at.of(locale), "missing-language", message)
            elif words[locale] == UNWRITTEN:
                message = f"the {LOCALE_WORDS[locale]} text is still to be written"
                self._wrong(shape.at.of(locale), "unwritten", message)
        return Text(words["fi"], words["sv"], words["en"], where)

    def _maybe(self, shape: schema.TextShape | None) -> Text | None:
        return None if shape is None else self._text(shape)

    def _condition(self, facets: dict[str, Any] | None) -> Condition:
        if facets is None:
            return ALWAYS
        at: At = facets[AT]
        listed = []
        for facet, values in facets.items():
            if facet == AT:
                continue
            if facet not in self.options:
                message = f'"{printable(facet)}" is not a question{did_you_mean(facet, self.options)}'
                self._wrong(at.key(facet), "unknown-facet", message)
                continue
            if not isinstance(values, list) or not values:
                message = f"`{facet}` must be a list, for example [{min(self.options[facet])}]"
                self._wrong(at.of(facet), "shape", message)
                continue
            for index, value in enumerate(values):
                if not isinstance(value, str):
                    self._wrong(at.of(facet, index), "shape", f"each of `{facet}` must be a text, put it in quotes")
                elif value not in self.options[facet]:
                    hint = did_you_mean(value, self.options[facet])
                    message = f'{facet} has no option "{printable(value)}"{hint}'
                    self._wrong(at.of(facet, index), "unknown-option", message)
            listed.append((facet, frozenset(value for value in values if isinstance(value, str))))
        return Condition(tuple(listed))

    def _rule(self, shape: schema.VariantShape | schema.CallShape | schema.CaseShape) -> Rule:
        unless = None if shape.unless is None else self._condition(shape.unless)
        return Rule(self._condition(shape.when), unless)

    # the guide

    def _question(self, shape: schema.QuestionShape) -> Question:
        if (shape.kind == "municipality") != (shape.id == PLACE_QUESTION):
            message = f'the question of kind municipality, and no other, must have the id "{PLACE_QUESTION}"'
            self._wrong(shape.at.of("id"), "place-question", message)
        groups = tuple(Group(group.id, group.key, self._text(group.label)) for group in shape.groups)
        options = self._by_id("option", shape.options)
        keys: dict[str, str] = {}
        for option in options.values():
            if option.key in keys:
                message = f'key "{option.key}" belongs to "{keys[option.key]}" already'
                self._wrong(option.at.of("key"), "duplicate-key", message)
            keys[option.key] = option.id
            if option.group is not None:
                self._refer(option.at.of("group"), "group", option.group, {group.id: group for group in groups})
        self._tell_said_twice(options.values())
        return Question(
            id=shape.id,
            key=shape.key,
            text=self._text(shape.text),
            options={key: self._option(option) for key, option in options.items()},
            ask_when=tuple(self._condition(facets) for facets in shape.ask_when),
            groups=groups,
            hints=tuple(Hint(self._condition(hint.when), self._text(hint.text)) for hint in shape.hints),
            asks_place=shape.kind == "municipality",
            at=shape.at.here,
        )

    def _tell_said_twice(self, options: Iterable[schema.OptionShape]) -> None:
        """What is typed for two options means neither."""
        labels = {
            _plain(said): option.id
            for option in options
            for said in (option.label.fi, option.label.sv, option.label.en)
            if said
        }
        for option in options:
            for locale in LOCALES if option.also_said is not None else ():
                for index, said in enumerate(getattr(option.also_said, locale)):
                    other = labels.setdefault(_plain(said), option.id)
                    if other != option.id:
                        message = f'"{printable(said)}" stands for the option "{other}" already'
                        self._wrong(option.at.of("also_said", locale, index), "said-twice", message)

    def _option(self, shape: schema.OptionShape) -> Option:
        implied = []
        for question, option in (shape.implies or {}).items():
            if question == AT:
                continue
            where = shape.at.of("implies", question)
            if not isinstance(option, str):
                self._wrong(where, "shape", f"`{printable(question)}` must be a text, the option that follows")
            elif self._refer(shape.at.key("implies", question), "question", question, self.questions) and self._refer(
                where, "option", option, dict.fromkeys(self.options.get(question, ()))
            ):
                implied.append((question, option))
        return Option(
            id=shape.id,
            key=shape.key,
            label=self._text(shape.label),
            also_said=() if shape.also_said is None else sum(_texts(shape.also_said).values(), ()),
            group=shape.group,
            implies=tuple(implied),
            banner=self._maybe(shape.banner),
            banner_unless=None if shape.banner_unless is None else self._condition(shape.banner_unless),
            unknown=shape.unknown,
            only_implied=shape.only_implied,
            at=shape.at.here,
        )

    # the areas

    def _municipality(self, shape: schema.MunicipalityShape) -> Municipality:
        self._refer(shape.at.of("police_department"), "police department", shape.police_department, self.departments)
        return Municipality(
            code=shape.code,
            name=self._text(shape.name),
            languages=tuple(shape.languages),
            county=shape.county,
            police_department=shape.police_department,
            genitive=shape.genitive,
            local_case=shape.local_case,
            other_names=tuple(shape.other_names),
            villages=tuple(shape.villages),
            common_words=tuple(shape.common_words),
            shared_names=tuple(shape.shared_names),
            at=shape.at.here,
        )

    def _area(self, shape: schema.AreaShape) -> Area:
        region = self._maybe(shape.region)
        return Area(shape.id, self._text(shape.name), shape.url, shape.law, shape.code or "", region, shape.at.here)

    def _operator(self, shapes: list[schema.OperatorShape]) -> Operator | None:
        """Whoever runs the service; only one may."""
        for other in shapes[1:]:
            self._wrong(other.at.here, "duplicate-id", f"the operator stands already at {shapes[0].at.here}")
        if not shapes:
            return None
        shape = shapes[0]
        authority = shape.authority
        return Operator(
            name=self._maybe(shape.name),
            feedback=f"mailto:{shape.feedback}" if shape.feedback and "@" in shape.feedback else shape.feedback,
            authority=None if authority is None else (self._text(authority.name), authority.url),
            assessed_on=shape.assessed_on,
            result=shape.result,
            shortcomings=tuple(self._text(each) for each in shape.shortcomings),
            at=shape.at.here,
        )

    # the directory

    def _kind(self, shape: schema.KindShape) -> Kind:
        known = dict.fromkeys(self.options.get("role", ()))
        for index, role in enumerate(shape.not_for):
            self._refer(shape.at.of("not_for", index), "role", role, known)
        for index, other in enumerate(shape.instead):
            self._refer(shape.at.of("instead", index), "kind", other, self.kinds)
        self._refer(shape.at.of("source"), "source", shape.source, self.references)
        return Kind(
            id=shape.id,
            name=self._text(shape.name),
            does=self._text(shape.does),
            does_not=self._text(shape.does_not),
            next=self._text(shape.next),
            instead=tuple(other for other in shape.instead if other in self.kinds),
            reached_by=shape.reached_by,
            urgent=shape.urgent,
            recheck_days=shape.recheck_days,
            source=shape.source,
            county_page=shape.page == "county",
            local_level=shape.local_level,
            applies_to=shape.applies_to,
            not_for=frozenset(shape.not_for),
            at=shape.at.here,
        )

    def _contact(self, shape: schema.ContactShape) -> Contact:
        self._refer(shape.at.of("service"), "kind", shape.service, self.kinds)
        for index, other in enumerate(shape.also_serves_as):
            self._refer(shape.at.of("also_serves_as", index), "kind", other, self.kinds)
        for index, other in enumerate(shape.successors):
            self._refer(shape.at.of("successors", index), "contact", other, self.contacts)
        level, areas = self._service_area(shape)
        url = shape.url
        assured = shape.assured
        return Contact(
            id=shape.id,
            service=shape.service,
            also_serves_as=tuple(shape.also_serves_as),
            name=self._text(shape.name),
            level=level,
            areas=areas,
            status=shape.status,
            phones=tuple(phone for listed in shape.phones if (phone := self._phone(listed)) is not None),
            schedule=self._schedule(shape),
            source=_source(shape.source),
            email=shape.email,
            url=Text(url, url, url, shape.at.of("url")) if isinstance(url, str) else self._maybe(url),
            languages=tuple(shape.languages),
            about=self._maybe(shape.about),
            hours_as_of=shape.hours_as_of,
            named_person=shape.named_person,
            successors=tuple(shape.successors),
            assured=None if assured is None else Assurance(assured.on, assured.by),
            at=shape.at.here,
        )

    def _service_area(self, shape: schema.ContactShape) -> tuple[Level, tuple[str, ...]]:
        area = shape.service_area
        levels: list[tuple[Level, tuple[str, ...], Mapping[str, Any], str]] = [
            ("municipality", tuple(area.municipalities), self.municipalities, "municipalities"),
            ("county", tuple(area.counties), self.counties, "counties"),
            ("police-department", tuple(area.police_departments), self.departments, "police_departments"),
        ]
        given = [level for level in levels if level[1]]
        if len(given) + (area.nation is not None) != 1:
            message = "give exactly one of municipalities, counties, police_departments, nation"
            self._wrong(area.at.here, "service-area", message)
        if area.nation is not None or not given:
            return "nation", (area.nation or "finland",)
        level, ids, known, field = given[0]
        for index, area_id in enumerate(ids):
            self._refer(area.at.of(field, index), level.replace("-", " "), area_id, known)
        return level, ids

    def _phone(self, shape: schema.PhoneShape) -> Phone | None:
        found = dialled(shape.number)
        if found is None:
            message = f'"{printable(shape.number)}" is not a telephone number that can exist in Finland'
            self._wrong(shape.at.of("number"), "invalid-phone", message)
            return None
        dial, shown = found
        return Phone(dial, shown, self._maybe(shape.label), tuple(shape.languages))

    def _schedule(self, shape: schema.ContactShape) -> Schedule:
        if isinstance(shape.schedule, str):
            return shape.schedule
        hours = []
        for listed in shape.schedule:
            opens, closes = _minutes(listed.opens_at), _minutes(listed.closes_at)
            if closes <= opens:
                found = f"closes at {listed.closes_at}, before it opens at {listed.opens_at}"
                self._wrong(listed.at.of("closes_at"), "opening-hours", f"{found}; write the night as two entries")
                continue
            hours.append(OpeningHours(tuple(WEEKDAYS.index(day) for day in listed.byday), opens, closes))
        return tuple(hours)

    def _listing(self, shape: schema.ListingShape) -> Listing:
        self._refer(shape.at.of("service"), "kind", shape.service, self.kinds)
        names: dict[Locale, tuple[str, ...]] = {"fi": tuple(shape.fi), "sv": tuple(shape.sv)}
        return Listing(shape.service, tuple(shape.classes), tuple(shape.terms), names, shape.at.here)

    # law, procedure, situations

    def _law(self, shape: schema.LawShape) -> Law:
        known = dict.fromkeys(self.options.get("role", ()))
        for field, roles in (("binds", shape.binds or ()), ("binds_partly", shape.binds_partly)):
            for index, role in enumerate(roles):
                self._refer(shape.at.of(field, index), "role", role, known)
        return Law(
            id=shape.id,
            act=self._text(shape.act),
            number=shape.number,
            section=shape.section,
            subsection=shape.subsection,
            chapter=shape.chapter,
            force=shape.force,
            binds=None if shape.binds is None else frozenset(shape.binds),
            binds_partly=frozenset(shape.binds_partly),
            applies_to=shape.applies_to,
            wording=self._text(shape.wording),
            status=shape.status,
            source=_source(shape.source),
            at=shape.at.here,
        )

    def _reference(self, shape: schema.ReferenceShape) -> Reference:
        return Reference(shape.id, self._text(shape.name), shape.url, shape.as_of, shape.read_on, shape.at.here)

    def _step(self, shape: schema.StepShape) -> Step:
        return Step(shape.id, tuple(self._variant(variant) for variant in shape.variants), shape.at.here)

    def _variant(self, shape: schema.VariantShape) -> Variant:
        laws = [
            law
            for index, law in enumerate(shape.laws)
            if self._refer(shape.at.of("laws", index), "law", law, self.laws)
        ]
        source = shape.source
        if source is not None and not self._refer(shape.at.of("source"), "source", source, self.references):
            source = None
        if not shape.laws and shape.source is None:
            message = "the step has no ground: give `laws` or `source` (own-advice where it is our own)"
            self._wrong(shape.at.here, "unsourced-step", message)
        return Variant(self._rule(shape), self._text(shape.text), shape.force, tuple(laws), source, shape.at.here)

    def _situation(self, shape: schema.SituationShape) -> Situation:
        known = dict.fromkeys(self.options.get("situation", ()))
        if known:
            self._refer(shape.at.of("id"), "option", shape.id, known)
        for index, kind in enumerate(shape.answered_by):
            self._refer(shape.at.of("answered_by", index), "kind", kind, self.kinds)
        cases = tuple(self._case(case) for case in shape.cases)
        return Situation(shape.id, self._text(shape.name), cases, frozenset(shape.answered_by), shape.at.here)

    def _term(self, shape: schema.TermShape) -> Term:
        avoid: dict[Locale, tuple[str, ...]] = {locale: tuple(getattr(shape.avoid, locale)) for locale in LOCALES}
        return Term(shape.id, self._text(shape.term), avoid, shape.at.here)

    def _phrases(self, shape: schema.PhrasesShape) -> Phrases:
        known = dict.fromkeys((*self.options.get("situation", ()), OFF_TOPIC))
        self._refer(shape.at.of("situation"), "option", shape.situation, known)
        return Phrases(shape.situation, _texts(shape), shape.at.here)

    def _danger(self, shape: schema.DangerShape, words: Mapping[str, Any]) -> DangerRule:
        for field, groups in (("all", shape.all), ("unless", shape.unless)):
            for index, group in enumerate(groups):
                self._refer(shape.at.of(field, index), "word group", group, words)
        return DangerRule(frozenset(shape.all), frozenset(shape.unless), shape.at.here)

    def _hints(self, shape: schema.HintWordsShape) -> tuple[HintWords, ...]:
        found = []
        for question, option in shape.means.items():
            if question == AT:
                continue
            if self._is_option(shape.at.of("means", question), question, str(option)):
                found.append(HintWords(question, str(option), _texts(shape), shape.at.here))
        return tuple(found)

    def _exercise(self, shape: schema.ExerciseShape) -> Exercise:
        self._refer(shape.at.of("role"), "role", shape.role, dict.fromkeys(self.options.get("role", ())))
        self._refer(shape.at.of("place"), "municipality", shape.place, self.municipalities)
        answers = {
            question: str(option)
            for question, option in shape.answers.items()
            if question != AT and self._is_option(shape.at.of("answers", question), question, str(option))
        }
        return Exercise(
            id=shape.id,
            role=shape.role,
            place=shape.place,
            text=self._text(shape.text),
            answers=answers,
            also=dict(self._condition(shape.also).facets),
            why=self._text(shape.why),
            at=shape.at.here,
        )

    def _is_option(self, where: Where, question: str, option: str) -> bool:
        known = dict.fromkeys(self.options.get(question, ()))
        return self._refer(where, "question", question, self.questions) and self._refer(where, "option", option, known)

    def _case(self, shape: schema.CaseShape) -> Case:
        sections = {}
        for section in SECTIONS:
            listed = getattr(shape, section)
            sections[section] = tuple(
                step
                for index, step in enumerate(listed)
                if self._refer(shape.at.of(section, index), "step", step, self.steps)
            )
        return Case(
            id=shape.id,
            rule=self._rule(shape),
            action=self._text(shape.action),
            call=tuple(self._call(call) for call in shape.call if call.service in self.kinds or self._no_kind(call)),
            sections=sections,
            at=shape.at.here,
        )

    def _no_kind(self, shape: schema.CallShape) -> bool:
        return self._refer(shape.at.of("service"), "kind", shape.service, self.kinds)

    def _call(self, shape: schema.CallShape) -> Call:
        return Call(shape.service, self._rule(shape), self._maybe(shape.about), shape.optional, shape.at.here)


def _texts(
    shape: schema.PhrasesShape | schema.WordsShape | schema.HintWordsShape | schema.AlsoSaidShape,
) -> dict[Locale, tuple[str, ...]]:
    return {"fi": tuple(shape.fi), "sv": tuple(shape.sv), "en": tuple(shape.en)}


def _plain(said: str) -> str:
    return " ".join(said.casefold().split())


def _source(shape: schema.SourceShape) -> Source:
    return Source(shape.url, shape.as_of, shape.read_on)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)

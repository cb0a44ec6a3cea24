"""The shapes of the knowledge files as a JSON Schema, for editors that complete, explain and mark while one types.

It is generated from the pydantic models of `bot.content.schema`, with the ids that the knowledge has now as the values
to choose from. `luotsi schema --write` puts it into the folder, and tells VS Code's YAML extension where it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from bot.content.load import OFF_TOPIC, WHERE_VALUES
from bot.content.schema import FileShape
from bot.errors import BotError
from bot.model import LOCALES, Knowledge, Text

NAME: Final = "schema.json"
SETTINGS: Final = Path(".vscode") / "settings.json"
KEY: Final = "yaml.schemas"

Schema = dict[str, Any]

MEANINGS: Final[Mapping[str, str]] = {
    "id": "A neutral name in letters, digits and hyphens. Never changed, never used again for something else",
    "key": "One to three small letters that stand for it inside buttons. Never changed or reused",
    "name": "What it is called, in the three languages",
    "text": "What a worker reads, in the three languages",
    "label": "The words on the button or beside the number, in the three languages",
    "about": "What it is called for, or what is special about it, in one short line",
    "when": "The readers it is for: each question with the answers that fit. Everybody when left out",
    "unless": "The readers it is not for",
    "url": "An address that begins with https://",
    "status": "active shows the number; unconfirmed, closed and temporarily-closed never do",
    "source": "Where it was read",
    "languages": "Language codes, such as fi, sv, en",
    "read_on": "The day you read the source: 2026-11-22, in quotes",
    "as_of": "The date of the source: 2026-11-22, 2026-11 or 2026 in quotes, or unknown",
    "force": "What the law gives the reader: a duty, a right, or a permission. Left out for advice",
    "laws": "Provisions; for a step the ids of those it rests on",
    "applies_to": "Where it holds",
    "number": "A telephone number, or the number of an act such as 417/2007",
    "code": "Statistics Finland's three-digit code, in quotes",
    "county": "The wellbeing services county, an id from counties.yaml",
    "police_department": "The police department, an id from police-departments.yaml",
    "genitive": "The Finnish name in the genitive: Oulun",
    "local_case": "The Finnish name as in 'in Oulu': Oulussa",
    "law": "Whose acts hold there",
    "kind": "options: one picks an answer; municipality: one names a place",
    "options": "The answers, in their order",
    "groups": "Headings under which a long list of answers is folded",
    "group": "The heading it is folded under, an id from the question's groups",
    "hints": "A line under the question, for those it fits",
    "byday": "The weekdays, such as [mon, tue]",
    "opens_at": 'When it opens: "08:00"',
    "closes_at": 'When it closes, at most "24:00"; a night is two entries',
    "municipalities": "Municipalities; for a contact their three-digit codes, in quotes",
    "counties": "Wellbeing services counties",
    "police_departments": "Police departments",
    "nation": "The whole country, or the mainland without Åland",
    "on": "The day of the check: 2026-11-24, in quotes",
    "service_area": "Whom it serves: municipalities, counties, police departments or the nation; only one of them",
    "phones": "Its telephone numbers, the one to try first on top",
    "email": "An e-mail address of the service, never of a person",
    "schedule": "always, unknown, or a list of weekdays with hours",
    "hours_as_of": "The date of the hours, where it is another than that of the source",
    "successors": "Who does the work of a closed service now",
    "named_person": "true where the number is that of one worker: it is never shown",
    "assured": "Set only when the organisation that answers the phone has checked the contact itself",
    "does": "What the service does, in one or two sentences",
    "does_not": "What it does not do",
    "next": "What happens after one has called",
    "instead": "The kinds of service that stand in where no number is known, best first",
    "reached_by": "How one comes to it: by phone, through its page, or by walking in",
    "urgent": "true where it helps at any hour",
    "recheck_days": "For how many days a check of its contacts holds",
    "act": "The name of the act",
    "section": "The section, digits and perhaps a letter",
    "subsection": "The subsection",
    "chapter": "The chapter",
    "wording": "What the provision says, in plain language",
    "variants": "What the line says; the first that fits the reader speaks",
    "service": "The kind of service, an id from kinds.yaml",
    "action": "What to do now, in one line",
    "call": "The kinds of service to call, in this order",
    "steps": "The lines of cards; for a case the ids of its numbered procedure",
    "tell": "What one may tell",
    "talk": "How to talk",
    "avoid": "What not to do, or the words not to use",
    "after": "What happens afterwards",
    "worse": "What to do if it gets worse",
    "cases": "The answers; the first that fits the reader is given, and the last has no `when`",
    "term": "The official term",
    "fi": "Finnish",
    "sv": "Swedish, as written in Finland",
    "en": "English",
    "questions": "The questions, in the order they are asked",
    "kinds": "Kinds of service",
    "contacts": "Contacts: each stands once",
    "sources": "Sources that are not acts",
    "situations": "Kinds of worry, and their answers",
    "phrases": "What workers type about a situation; never shown",
    "terms": "Official terms, and the words that must not stand for them",
    "words": "Groups of words with one idea",
    "danger": "Which groups together sound like danger now",
    "catalogue": "Where the national service catalogue files each kind of service",
    "operator": "Whoever runs the service, for the accessibility statement of its web page",
}
"""What a key means, for hover help, where its shape does not say."""


def schema_of(knowledge: Knowledge) -> Schema:
    """The schema of every file of this knowledge."""
    schema = FileShape.model_json_schema()
    definitions: dict[str, Schema] = schema["$defs"]
    for definition in (schema, *definitions.values()):
        _explain(definition)
    text = definitions["TextShape"]
    text["required"] = list(LOCALES)
    text["properties"] = {
        locale: {"type": "string", "minLength": 1, "maxLength": 2000, "description": MEANINGS[locale]}
        for locale in LOCALES
    }
    definitions["ServiceAreaShape"] |= {"minProperties": 1, "maxProperties": 1}
    for shape, field, listed in _known(knowledge):
        definitions[listed] = _ids(knowledge, listed)
        _point(definitions[shape]["properties"][field], listed)
    facets = {question.id: list(question.options) for question in knowledge.questions if not question.asks_place}
    definitions["Condition"] = _conditions(facets | {"where": sorted(WHERE_VALUES)}, many=True)
    definitions["Answers"] = _conditions(facets, many=False)
    for shape, field in (("OptionShape", "implies"), ("HintWordsShape", "means"), ("ExerciseShape", "answers")):
        _use(definitions[shape]["properties"], field, "Answers")
    for shape, field in _conditional(definitions):
        _use(definitions[shape]["properties"], field, "Condition")
    definitions["QuestionShape"]["properties"]["ask_when"]["items"] = {"$ref": "#/$defs/Condition"}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A knowledge file of Luotsi"}
    return head | schema | {"description": "Any of these lists; files are put together"}


def _explain(definition: Schema) -> None:
    """Plain words for each key, and nothing that pydantic says to programs."""
    definition.pop("title", None)
    for name, value in definition.get("properties", {}).items():
        value.pop("title", None)
        value.pop("default", None)
        value.setdefault("description", MEANINGS.get(name, ""))


def _known(knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    """Where an id of something else stands: the shape, its key, and what it is an id of."""
    yield from (("ContactShape", "service", "Kind"), ("CallShape", "service", "Kind"), ("KindShape", "instead", "Kind"))
    yield from (("SituationShape", "answered_by", "Kind"), ("ContactShape", "successors", "Contact"))
    yield from (("ContactShape", "also_serves_as", "Kind"),)
    yield from (
        ("VariantShape", "laws", "Law"),
        ("VariantShape", "source", "Source"),
        ("KindShape", "source", "Source"),
    )
    yield from (("LawShape", "binds", "Role"), ("LawShape", "binds_partly", "Role"), ("KindShape", "not_for", "Role"))
    yield from (("CaseShape", section, "Step") for section in ("steps", "tell", "talk", "avoid", "after", "worse"))
    yield from (("MunicipalityShape", "county", "County"), ("ServiceAreaShape", "counties", "County"))
    yield from (("MunicipalityShape", "police_department", "PoliceDepartment"),)
    yield from (("ServiceAreaShape", "police_departments", "PoliceDepartment"),)
    yield from (("ServiceAreaShape", "municipalities", "Municipality"), ("PhrasesShape", "situation", "Situation"))
    yield from (("ExerciseShape", "role", "Role"), ("ExerciseShape", "place", "Municipality"))
    if knowledge.words:
        yield from (("DangerShape", "all", "WordGroup"), ("DangerShape", "unless", "WordGroup"))


def _ids(knowledge: Knowledge, listed: str) -> Schema:
    """The ids there are of one sort, each with its Finnish and English name where it has one."""
    role = knowledge.question("role")
    named: dict[str, Text | None]
    match listed:
        case "Role":
            named = {option.id: option.label for option in role.options.values()} if role is not None else {}
        case "Situation":
            named = {each.id: each.name for each in knowledge.situations.values()} | {OFF_TOPIC: None}
        case "Law":
            named = {each.id: each.act for each in knowledge.laws.values()}
        case "Step" | "WordGroup":
            named = dict.fromkeys(knowledge.steps if listed == "Step" else knowledge.words)
        case _:
            areas = {"County": knowledge.counties, "PoliceDepartment": knowledge.police_departments}
            things: Mapping[str, Any] = {
                **areas,
                "Kind": knowledge.kinds,
                "Contact": knowledge.contacts,
                "Source": knowledge.references,
                "Municipality": knowledge.municipalities,
            }[listed]
            named = {key: thing.name for key, thing in things.items()}
    said = ["" if text is None else f"{text.fi} ({text.en})" for text in named.values()]
    return {"enum": list(named), "enumDescriptions": said}


def _point(value: Schema, listed: str) -> None:
    """Let a value, each of a list, or the one of several forms that is no null, be one of the known ids."""
    reference = {"$ref": f"#/$defs/{listed}"}
    forms = [form for form in value.get("anyOf", [value]) if form.get("type") != "null"]
    for form in forms:
        if form.get("type") == "array":
            form["items"] = reference
        else:
            kept = {name: said for name, said in form.items() if name == "description"}
            form.clear()
            form.update(reference | kept)


def _conditional(definitions: Mapping[str, Schema]) -> list[tuple[str, str]]:
    fields = ("when", "unless", "banner_unless")
    return [
        (shape, field)
        for shape, definition in definitions.items()
        if shape != "DangerShape"
        for field in fields
        if field in definition.get("properties", {})
    ]


def _use(properties: dict[str, Schema], field: str, to: str) -> None:
    properties[field] = {"$ref": f"#/$defs/{to}", "description": properties[field]["description"]}


def _conditions(facets: Mapping[str, Iterable[str]], *, many: bool) -> Schema:
    """Answers by question: a list of those that fit, or the one that follows."""
    answers = {facet: {"enum": list(options)} for facet, options in facets.items()}
    properties = {
        facet: {"type": "array", "minItems": 1, "items": answer} if many else answer
        for facet, answer in answers.items()
    }
    return {"type": "object", "additionalProperties": False, "properties": properties}


def text_of(schema: Schema) -> str:
    """The schema as it stands in its file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def settings_with(text: str | None, folder: str) -> str:
    """VS Code's settings with the schema of a folder's files, all else kept. Raises BotError for what is no JSON."""
    entry = {f"./{folder}/{NAME}": [f"{folder}/**/*.yaml"]}
    try:
        settings = {} if text is None else json.loads(text)
        settings[KEY] = settings.get(KEY, {}) | entry
    except (ValueError, TypeError, AttributeError):
        raise BotError(f"{SETTINGS} is not plain JSON; add to it by hand: {json.dumps({KEY: entry})}") from None
    return json.dumps(settings, ensure_ascii=False, indent=2) + "\n"

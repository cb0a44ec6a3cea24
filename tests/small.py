"""A knowledge base of one screen, whole and without a fault, and a strategy for random ones full of holes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from hypothesis import strategies as st

from bot.content.load import loads
from bot.model import LOCALES, Knowledge, Where

FILES: Mapping[str, str] = {
    "guide.yaml": """\
questions:
  - id: danger
    key: d
    text: {fi: Vaara?, sv: Fara?, en: Danger?}
    options:
      - id: "yes"
        key: "y"
        label: {fi: Kyllä, sv: Ja, en: "Yes"}
        implies: {situation: immediate-danger}
        banner: {fi: Soita 112., sv: Ring 112., en: Call 112.}
      - {id: "no", key: "n", unknown: true, label: {fi: Ei tiedossa, sv: Inte känt, en: Not known}}
  - id: role
    key: r
    text: {fi: Rooli?, sv: Roll?, en: Role?}
    options:
      - {id: teacher, key: t, label: {fi: Opettaja, sv: Lärare, en: Teacher}, also_said: {fi: [ope]}}
      - {id: police, key: p, label: {fi: Poliisi, sv: Polis, en: Police}}
  - id: situation
    key: s
    text: {fi: Tilanne?, sv: Situation?, en: Situation?}
    options:
      - {id: immediate-danger, key: i, only_implied: true, label: {fi: Vaara, sv: Fara, en: Danger}}
      - {id: worry, key: w, label: {fi: Huoli, sv: Oro, en: Worry}}
  - id: age
    key: a
    ask_when: [{situation: [worry]}]
    text: {fi: Ikä?, sv: Ålder?, en: Age?}
    hints:
      - {when: {role: [teacher]}, text: {fi: Oppilaan., sv: Elevens., en: The pupil's.}}
    options:
      - {id: under-18, key: m, label: {fi: alle 18, sv: under 18, en: under 18}}
      - {id: unknown, key: u, unknown: true, label: {fi: en tiedä, sv: vet inte, en: not known}}
  - id: place
    key: p
    kind: municipality
    text: {fi: Kunta?, sv: Kommun?, en: Municipality?}
    options:
      - {id: whole-country, key: x, unknown: true, label: {fi: Koko maa, sv: Hela landet, en: Whole country}}
  - id: consent
    key: k
    ask_when: [{situation: [worry], age: [unknown]}]
    text: {fi: Suostuuko?, sv: Samtycke?, en: Consent?}
    options:
      - {id: "yes", key: "y", label: {fi: Kyllä, sv: Ja, en: "Yes"}}
      - {id: "no", key: "n", unknown: true, label: {fi: Ei kysytty, sv: Inte frågat, en: Not asked}}
""",
    "areas.yaml": """\
counties:
  - {id: lapland, name: {fi: Lappi, sv: Lappland, en: Lapland}, url: "https://example.org/l"}
  - {id: aland, law: aland, name: {fi: Ahvenanmaa, sv: Åland, en: Åland}, url: "https://example.org/a"}
police_departments:
  - {id: north, name: {fi: Pohjoinen, sv: Norra, en: North}, url: "https://example.org/p"}
municipalities:
  - code: "890"
    name: {fi: Utsjoki, sv: Utsjoki, en: Utsjoki}
    languages: [fi]
    county: lapland
    police_department: north
    genitive: Utsjoen
    local_case: Utsjoella
  - code: "240"
    name: {fi: Kemi, sv: Kemi, en: Kemi}
    languages: [fi]
    county: lapland
    police_department: north
    genitive: Kemin
    local_case: Kemissä
  - code: "318"
    name: {fi: Kökar, sv: Kökar, en: Kökar}
    languages: [sv]
    county: aland
    police_department: north
    genitive: Kökarin
    local_case: Kökarissa
""",
    "services.yaml": """\
kinds:
  - id: emergency
    name: {fi: Hätänumero, sv: Nödnumret, en: Emergency number}
    does: {fi: Lähettää avun., sv: Skickar hjälp., en: Sends help.}
    does_not: {fi: Ei neuvo., sv: Ger inte råd., en: Gives no advice.}
    next: {fi: Apu tulee., sv: Hjälpen kommer., en: Help comes.}
    reached_by: page
    urgent: true
    recheck_days: 365
    source: handbook
  - id: anchor
    name: {fi: Ankkuri, sv: Ankaret, en: Anchor}
    does: {fi: Auttaa., sv: Hjälper., en: Helps.}
    does_not: {fi: Ei tutki., sv: Utreder inte., en: Does not investigate.}
    next: {fi: He soittavat., sv: De ringer., en: They call you.}
    recheck_days: 90
    source: handbook
contacts:
  - id: nat-112
    service: emergency
    name: {fi: Hätänumero, sv: Nödnumret, en: Emergency number}
    service_area: {nation: finland}
    status: active
    phones: [{number: "112"}]
    schedule: always
    source: {url: "https://example.org/112", as_of: unknown, read_on: "2026-01-02"}
  - id: utsjoki
    service: anchor
    name: {fi: Utsjoen Ankkuri, sv: Ankaret i Utsjoki, en: Anchor in Utsjoki}
    service_area: {municipalities: ["890"]}
    status: active
    phones:
      - number: "116111"
    schedule: [{byday: [mon, tue], opens_at: "08:00", closes_at: "16:00"}]
    source: {url: "https://example.org/u", as_of: "2025", read_on: "2026-01-02"}
  - id: lapland-anchor
    service: anchor
    name: {fi: Lapin Ankkuri, sv: Ankaret i Lappland, en: Anchor in Lapland}
    service_area: {counties: [lapland]}
    status: active
    phones:
      - number: "116117"
        label: {fi: numero, sv: nummer, en: number}
    source: {url: "https://example.org/k", as_of: "2025-12", read_on: "2026-01-02"}
  - id: kokar
    service: anchor
    name: {fi: Kökarin Ankkuri, sv: Ankaret på Kökar, en: Anchor in Kökar}
    service_area: {municipalities: ["318"]}
    status: active
    phones: [{number: "116006"}]
    source: {url: "https://example.org/i", as_of: "2025-12-28", read_on: "2026-01-02"}
  - id: line
    service: helpline
    name: {fi: Neuvonta, sv: Rådgivning, en: Advice}
    service_area: {nation: finland}
    status: active
    phones: [{number: "116123"}]
    source: {url: "https://example.org/n", as_of: unknown, read_on: "2026-01-02"}
""",
    "helpline.yaml": """\
kinds:
  - id: helpline
    name: {fi: Neuvonta, sv: Rådgivning, en: Advice}
    does: {fi: Neuvoo., sv: Ger råd., en: Advises.}
    does_not: {fi: Ei tule paikalle., sv: Kommer inte., en: Does not come.}
    next: {fi: Sinua kuunnellaan., sv: De lyssnar., en: They listen.}
    recheck_days: 90
    source: handbook
""",
    "laws.yaml": """\
laws:
  - id: LAW-NOTIFY
    act: {fi: laki, sv: lagen, en: Act}
    number: "1/2000"
    section: "25"
    force: duty
    binds: [teacher]
    applies_to: mainland
    wording: {fi: Ilmoita., sv: Anmäl., en: Notify.}
    status: read-2026
    source: {url: "https://example.org/law", as_of: "2026-01-01", read_on: "2026-01-02"}
sources:
  - {id: handbook, name: {fi: Opas, sv: Handbok, en: Handbook}, read_on: "2026-01-02"}
""",
    "answers.yaml": """\
steps:
  - id: notify
    variants:
      - when: {role: [teacher], where: [mainland]}
        force: duty
        laws: [LAW-NOTIFY]
        text: {fi: Sinulla on velvollisuus ilmoittaa., sv: Du är skyldig att anmäla., en: You must notify.}
      - source: handbook
        text: {fi: Kysy neuvoa., sv: Fråga om råd., en: Ask for advice.}
  - id: stay
    variants:
      - source: handbook
        text: {fi: Pysy linjalla., sv: Stanna på linjen., en: Stay on the line.}
situations:
  - id: immediate-danger
    name: {fi: Välitön vaara, sv: Omedelbar fara, en: Immediate danger}
    cases:
      - id: now
        action: {fi: Soita 112., sv: Ring 112., en: Call 112.}
        call: [{service: emergency}]
        steps: [stay]
  - id: worry
    name: {fi: Huoli, sv: Oro, en: Worry}
    cases:
      - id: nowhere
        when: {where: [mainland], consent: ["no"]}
        unless: {age: [under-18]}
        action: {fi: Kysy neuvoa tänään., sv: Fråga om råd i dag., en: Ask for advice today.}
        call:
          - service: helpline
          - {service: anchor, optional: true}
        steps: [notify]
        tell: [stay]
      - id: anywhere
        action: {fi: Soita tänään., sv: Ring i dag., en: Call today.}
        call:
          - {service: anchor, about: {fi: Kerro huoli., sv: Berätta om oron., en: Tell them.}}
          - {service: helpline, unless: {where: [aland]}}
        steps: [notify, stay]
""",
}
"""The texts by file name: two roles, two situations, three municipalities; every combination of answers is served."""


def changed(changes: Mapping[str, str]) -> dict[str, str]:
    """The small knowledge with some things changed, old to new; each old one must stand in it exactly once."""
    texts = dict(FILES)
    for old, new in changes.items():
        assert sum(text.count(old) for text in texts.values()) == 1, old
        texts = {name: text.replace(old, new) for name, text in texts.items()}
    return texts


def marked(old: str, new: str) -> tuple[dict[str, str], Where]:
    """One thing changed, and the place of the ▶ in what is new, which itself is left out."""
    texts = changed({old: new})
    where = place_of("▶", texts)
    return {name: text.replace("▶", "") for name, text in texts.items()}, where


def place_of(words: str, texts: Mapping[str, str] = FILES) -> Where:
    """Where these words begin; they must stand in one file."""
    (name,) = (name for name, text in texts.items() if words in text)
    before = texts[name].partition(words)[0].split("\n")
    return Where(name, len(before), len(before[-1]) + 1)


def knowledge_of(texts: Mapping[str, str]) -> Knowledge:
    """The knowledge in these texts, whatever is wrong in it."""
    loaded = loads(texts)
    assert loaded.knowledge is not None, [str(problem) for problem in loaded.problems]
    return loaded.knowledge


# --- random ones --------------------------------------------------------------------------------------

SOURCE = {"url": "https://example.org/", "as_of": "2025", "read_on": "2026-01-02"}
MORNINGS = {"byday": ["mon", "fri"], "opens_at": "08:00", "closes_at": "12:00"}
NUMBERS = ("112", "116111", "116117")


def _text(rng: Random, word: str, lengths: Sequence[int] = (0,)) -> dict[str, str | None]:
    """A text that now and then lacks a language, as long as one of these."""
    said = word + " " + "x" * rng.choice(lengths)
    missing = rng.choice([None] * 90 + list(LOCALES))
    return {locale: None if locale == missing else said for locale in LOCALES}


def _some(rng: Random, items: Sequence[str]) -> list[str]:
    """One or more of these, in order."""
    picked = rng.randint(1, 2 ** len(items) - 1)
    return [item for index, item in enumerate(items) if picked >> index & 1]


def _rule(rng: Random, facets: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Nothing, or `when` or `unless` with a condition on one question."""
    word = rng.choice([None, None, "when", "unless"])
    if word is None:
        return {}
    facet = rng.choice(sorted(facets))
    return {word: {facet: _some(rng, facets[facet])}}


def _options(rng: Random, ids: Sequence[str]) -> list[dict[str, Any]]:
    return [{"id": name, "key": name, "label": _text(rng, name, (0, 0, 200))} for name in ids]


def _questions(rng: Random, facets: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Role and situation of everybody, age, place and one more of some; sometimes an answer implies another."""
    asked: dict[str, dict[str, Any]] = {
        name: {"id": name, "key": name[0], "text": _text(rng, name)} for name in ("role", "situation", "age")
    }
    for name, question in asked.items():
        question["options"] = _options(rng, facets[name])
    asked["place"] = {"id": "place", "key": "p", "kind": "municipality", "text": _text(rng, "place")}
    asked["place"]["options"] = _options(rng, ["whole-country"])
    asked["place"]["options"][0]["key"] = "x"
    asked["more"] = {"id": "more", "key": "m", "text": _text(rng, "more"), "options": _options(rng, facets["more"])}
    for name in ("age", "place", "more"):
        rule = _rule(rng, {earlier: facets[earlier] for earlier in ("role", "situation")})
        if "when" in rule:
            asked[name]["ask_when"] = [rule["when"]]
    option = asked["role"]["options"][0]
    option.update(rng.choice([{}, {}, {"implies": {"situation": facets["situation"][-1]}}]))
    option.update(rng.choice([{}, {"banner": dict.fromkeys(LOCALES, "112 " * 20)}]))
    return list(asked.values())


def _contact(rng: Random, index: int, kinds: Sequence[str], codes: Sequence[str]) -> dict[str, Any]:
    area = rng.choice(
        [{"municipalities": [code]} for code in codes]
        + [{"counties": ["c1"]}, {"counties": ["c2"]}, {"police_departments": ["p1"]}, {"nation": "finland"}]
    )
    contact: dict[str, Any] = {"id": f"n{index}", "service": rng.choice(kinds), "service_area": area}
    contact["name"] = _text(rng, contact["id"], (0, 0, 1200))
    contact["status"] = rng.choice(["active", "active", "active", "unconfirmed", "closed"])
    contact["phones"] = [{"number": number} for number in _some(rng, NUMBERS)][: rng.choice([0, 1, 2, 2])]
    for phone in contact["phones"]:
        phone.update(rng.choice([{}, {"label": {"fi": "x", "sv": "y", "en": "z"}}]))
    contact["schedule"] = rng.choice(["always", "unknown", [MORNINGS], []])
    contact.update(rng.choice([{}, {"url": "https://example.org/"}]))
    return contact | {"source": SOURCE}


def _kind(rng: Random, name: str, kinds: Sequence[str]) -> dict[str, Any]:
    kind: dict[str, Any] = {"id": name} | {
        part: _text(rng, part, (0, 0, 600)) for part in ("name", "does", "does_not", "next")
    }
    kind["reached_by"] = rng.choice(["phone", "page"])
    kind["urgent"] = rng.choice([True, False])
    kind["instead"] = rng.choice([[], [kinds[-1]], list(kinds)])
    kind.update(rng.choice([{}, {"page": "county"}]))
    return kind | {"recheck_days": 90, "source": "o"}


def _law(rng: Random, name: str, roles: Sequence[str]) -> dict[str, Any]:
    law: dict[str, Any] = {"id": name, "act": _text(rng, "act"), "number": "1/2000", "section": "1"}
    law["force"] = rng.choice(["duty", "right", "permission", "rule"])
    law.update(rng.choice([{}, {"binds": roles[:1]}, {"binds": [], "binds_partly": roles[:1]}]))
    law["applies_to"] = rng.choice(["mainland", "finland"])
    return law | {"wording": _text(rng, "wording"), "status": "read-2026", "source": SOURCE}


def _step(rng: Random, name: str, facets: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    variants = []
    for _ in range(rng.randint(1, 2)):
        ground: dict[str, Any] = rng.choice([{"source": "o"}, {"laws": ["l1"]}, {"laws": ["l1", "l2"]}])
        force = rng.choice([{}, {"force": "duty"}, {"force": "permission"}])
        variants.append(_rule(rng, facets) | ground | force | {"text": _text(rng, name, (0, 0, 900, 1900))})
    return {"id": name, "variants": variants}


def _case(rng: Random, name: str, facets: Mapping[str, Sequence[str]], kinds: Sequence[str]) -> dict[str, Any]:
    calls = []
    for _ in range(rng.randint(1, 2)):
        call: dict[str, Any] = {"service": rng.choice(kinds), "optional": rng.choice([True, False])}
        about = rng.choice([{}, {"about": _text(rng, "about")}])
        calls.append(_rule(rng, facets) | call | about)
    case: dict[str, Any] = {"id": name, "action": _text(rng, name, (0, 0, 700, 1700)), "call": calls}
    steps = ("s1", "s2", "s3")
    return _rule(rng, facets) | case | {section: _some(rng, steps) for section in ("steps", "tell")}


def random_files(rng: Random) -> dict[str, str]:
    """A small random knowledge base, loadable and rich in holes, as texts by file name: JSON, which is YAML too."""
    facets = {"role": ["ra", "rb"], "situation": ["sa", "sb"], "age": ["a1", "a2"], "more": ["m1", "m2"]}
    all_facets = facets | {"where": ["mainland", "aland"]}
    codes, kinds = ("001", "002", "003")[: rng.randint(1, 3)], ("emergency", "k1", "k2")
    whole: dict[str, Any] = {"questions": _questions(rng, facets)}
    whole["counties"] = [
        {"id": name, "name": _text(rng, name), "url": "https://example.org/", "law": law}
        for name, law in (("c1", "mainland"), ("c2", rng.choice(["mainland", "aland"])))
    ]
    whole["police_departments"] = [{"id": "p1", "name": _text(rng, "p1"), "url": "https://example.org/"}]
    whole["municipalities"] = [
        {"code": code, "name": _text(rng, code, (0, 0, 1500)), "languages": ["fi"], "police_department": "p1"}
        | {"county": rng.choice(["c1", "c2"]), "genitive": code, "local_case": code}
        for code in codes
    ]
    whole["kinds"] = [_kind(rng, name, kinds) for name in kinds]
    whole["contacts"] = [_contact(rng, index, kinds, codes) for index in range(rng.randint(0, 6))]
    whole["laws"] = [_law(rng, name, facets["role"]) for name in ("l1", "l2")]
    whole["sources"] = [{"id": "o", "name": _text(rng, "o"), "read_on": "2026-01-02"}]
    whole["steps"] = [_step(rng, name, all_facets) for name in ("s1", "s2", "s3")]
    answered = rng.choice([["sa", "sb"], ["sa", "sb"], ["sa", "sb"], ["sa"]])
    whole["situations"] = [
        {
            "id": name,
            "name": _text(rng, name),
            "answered_by": rng.choice([[], ["k1"], list(kinds)]),
            "cases": [_case(rng, f"{name}{index}", all_facets, kinds) for index in range(rng.randint(1, 2))],
        }
        for name in answered
    ]
    return {f"{part}.yaml": json.dumps({part: listed}, ensure_ascii=False) for part, listed in whole.items()}


SEEDS = st.randoms(use_true_random=True)
"""What random knowledge grows from: plain chance, which meets more than hypothesis's own choices do here."""

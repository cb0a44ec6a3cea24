"""Rules that hold for each piece of content on its own: `Knowledge -> Iterator[Problem]`, all in `CHECKS`.

Each docstring is the rule's manual page: what it demands, YAML that passes and YAML that fails. Rules about what
a reader meets on the way through the questions are in `bot.proof`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bot.errors import Problem, error
from bot.model import LOCALES, Force, Knowledge, Law, Locale, Text, Variant, Where

_SAYS: dict[Force, dict[Locale, re.Pattern[str]]] = {
    "duty": {
        "fi": re.compile(r"velvollisuu|velvolli[ns]", re.IGNORECASE),
        "sv": re.compile(r"skyldig", re.IGNORECASE),
        "en": re.compile(r"\bduty\b|\bmust\b", re.IGNORECASE),
    },
    "right": {
        "fi": re.compile(r"\boikeu", re.IGNORECASE),
        "sv": re.compile(r"\brätt(en)?\b", re.IGNORECASE),
        "en": re.compile(r"\bright\b", re.IGNORECASE),
    },
    "permission": {
        "fi": re.compile(r"\b(voit|voi|voitte|saat|saa)\b", re.IGNORECASE),
        "sv": re.compile(r"\b(kan|får)\b", re.IGNORECASE),
        "en": re.compile(r"\b(can|may)\b", re.IGNORECASE),
    },
}
"""The words that say a duty, a right or a permission (H9)."""

_CLAIMS: dict[Locale, re.Pattern[str]] = {
    "fi": re.compile(r"sinulla on (velvollisuus|oikeus)|olet velvolli", re.IGNORECASE),
    "sv": re.compile(r"du (är skyldig|har skyldighet|har rätt att)", re.IGNORECASE),
    "en": re.compile(r"you (have a duty|have the right|must)\b", re.IGNORECASE),
}
"""The words that claim a duty or a right for the reader."""

_DUTY_CLAIM: dict[Locale, re.Pattern[str]] = {
    "fi": re.compile(r"sinulla on velvollisuus|olet velvolli", re.IGNORECASE),
    "sv": re.compile(r"du (är skyldig|har skyldighet)", re.IGNORECASE),
    "en": re.compile(r"you (have a duty|must)\b", re.IGNORECASE),
}

_NUMBER = re.compile(r"\+?\d(?:\s?\d){4,}")
_ALLOWED_NUMBERS = frozenset({"112", "116117"})


def _variants(knowledge: Knowledge) -> Iterator[Variant]:
    for step in knowledge.steps.values():
        yield from step.variants


def force_said(knowledge: Knowledge) -> Iterator[Problem]:
    """A step with a `force` says it in each language with the words for it (H9).

    Passes:
        force: duty
        text: {fi: Sinulla on velvollisuus ilmoittaa., sv: Du har skyldighet att anmäla., en: You have a duty to tell.}
    Fails:
        force: duty
        text: {fi: Voit ilmoittaa., sv: Du kan anmäla., en: You can notify.}
    """
    for variant in _variants(knowledge):
        if variant.force is None:
            continue
        for locale in LOCALES:
            text = variant.text[locale]
            if text and not _SAYS[variant.force][locale].search(text):
                message = f"the step is a {variant.force}, but its {locale} text does not say so"
                yield error(variant.text.at, "force-said", message)


def force_not_claimed(knowledge: Knowledge) -> Iterator[Problem]:
    """Only a step marked `force: duty` or `force: right` claims one for the reader (H9).

    Passes:
        text: {fi: Kerro esimiehelle., sv: Berätta för chefen., en: Tell your supervisor.}
    Fails:
        text: {fi: Sinulla on velvollisuus kertoa esimiehelle., sv: Du är skyldig att berätta., en: You must tell them.}
    """
    for variant in _variants(knowledge):
        for locale in LOCALES:
            claims = {None: _CLAIMS, "permission": _CLAIMS, "right": _DUTY_CLAIM, "duty": {}}[variant.force]
            pattern = claims.get(locale)
            found = pattern.search(variant.text[locale]) if pattern is not None else None
            if found:
                said = f'"{found[0]}" claims more than this step may'
                message = f"{said}: mark it `force` with its law, or word it as advice"
                yield error(variant.text.at, "force-not-claimed", message)


def force_sourced(knowledge: Knowledge) -> Iterator[Problem]:
    """A duty or a right cites a provision of that force.

    Passes:
        force: duty
        laws: [LAW-CHILD-DUTY]
    Fails:
        force: duty
        source: own-advice
    """
    for variant in _variants(knowledge):
        if variant.force in ("duty", "right"):
            laws = [knowledge.laws[law] for law in variant.laws]
            if not any(law.force == variant.force for law in laws):
                message = f"a {variant.force} must cite a law whose force is {variant.force}"
                yield error(variant.at, "unsourced-duty", message)


def laws_certain(knowledge: Knowledge) -> Iterator[Problem]:
    """No step cites a provision whose wording is unconfirmed (H3).

    Passes:
        status: read-2026
    Fails:
        status: unconfirmed     # on a law that a step cites
    """
    for variant in _variants(knowledge):
        for law in variant.laws:
            if knowledge.laws[law].status == "unconfirmed":
                yield error(variant.at, "unconfirmed-law", f"{law} is unconfirmed and may not be cited")


def numbers_in_contacts_only(knowledge: Knowledge) -> Iterator[Problem]:
    """Telephone numbers stand in contacts, never inside a text, so that a changed number is changed once.

    Passes:
        text: {fi: Soita 112., sv: Ring 112., en: Call 112.}
    Fails:
        text: {fi: Soita 044 123 4567., sv: Ring 044 123 4567., en: Call 044 123 4567.}
    """
    texts = [variant.text for variant in _variants(knowledge)]
    texts += [case.action for situation in knowledge.situations.values() for case in situation.cases]
    texts += [text for kind in knowledge.kinds.values() for text in (kind.does, kind.does_not, kind.next)]
    for text in texts:
        for locale in LOCALES:
            for found in _NUMBER.findall(text[locale]):
                if "".join(found.split()) not in _ALLOWED_NUMBERS:
                    message = f'"{found.strip()}" looks like a telephone number; put it in a contact'
                    yield error(text.at, "number-in-text", message)


def everything_used(knowledge: Knowledge) -> Iterator[Problem]:
    """Each step stands on some card, and each kind of service behind some door: leftovers go stale unseen.

    Passes:
        steps: [tell-inside]          # and a step called tell-inside
    Fails:
        - id: tell-insode             # a step that no situation lists
    """
    listed = {
        step
        for situation in knowledge.situations.values()
        for case in situation.cases
        for steps in case.sections.values()
        for step in steps
    }
    for step in knowledge.steps.values():
        if step.id not in listed:
            yield _unused(step.at, f'no situation uses the step "{step.id}"')
    referred = {source for variant in _variants(knowledge) if (source := variant.source)}
    referred |= {kind.source for kind in knowledge.kinds.values()}
    for reference in knowledge.references.values():
        if reference.id not in referred:
            yield _unused(reference.at, f'nothing rests on the source "{reference.id}"')


def official_terms(knowledge: Knowledge) -> Iterator[Problem]:
    """A text uses the official term, not a word of Sweden, an old name, or one that means something else (glossary).

    Passes:
        text: {fi: Tee lastensuojeluilmoitus., sv: Gör en barnskyddsanmälan., en: Make a notification.}
    Fails:
        text: {fi: Tee lastensuojeluilmoitus., sv: Gör en orosanmälan., en: Make a notification.}
    """
    for locale in LOCALES:
        official = {wrong: term.term[locale] for term in knowledge.terms for wrong in term.avoid[locale]}
        texts = list(texts_read(knowledge))
        everything = "\n".join(text[locale] for text in texts).casefold()
        suspects = [wrong for wrong in official if wrong.casefold() in everything]
        if not suspects:
            continue
        endings = _ENDINGS[locale]
        words = "|".join(sorted(map(re.escape, suspects), key=len, reverse=True))
        pattern = re.compile(rf"(?<![\w-])({words})(?:{endings})?(?![\w-])", re.IGNORECASE)
        by_word = {wrong.casefold(): term for wrong, term in official.items()}
        for text in texts:
            for found in pattern.finditer(text[locale]):
                term = by_word[found[1].casefold()]
                yield error(text.at, "wrong-term", f'"{found[0]}" in {locale}: the term is "{term}"')


_ENDINGS: dict[Locale, str] = {
    "fi": "n|a|ä|t|ta|tä|ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|en|in|i|ja|jä|ien|iin|ista|istä",
    "sv": "en|et|n|t|s|er|ar|or|na|ens|ets|erna|arna",
    "en": "s|'s",
}
"""The endings of inflected words that a wrong term may carry."""


def texts_read(knowledge: Knowledge) -> Iterator[Text]:
    """Every text of the knowledge that a worker may read, names of contacts and acts left aside."""
    for question in knowledge.questions:
        yield question.text
        yield from (hint.text for hint in question.hints)
        for option in question.options.values():
            yield option.label
            yield from (option.banner,) if option.banner is not None else ()
    for situation in knowledge.situations.values():
        yield situation.name
        for case in situation.cases:
            yield case.action
            yield from (call.about for call in case.call if call.about is not None)
    yield from (variant.text for variant in _variants(knowledge))
    for kind in knowledge.kinds.values():
        yield from (kind.name, kind.does, kind.does_not, kind.next)
    yield from (contact.about for contact in knowledge.contacts.values() if contact.about is not None)
    yield from (law.wording for law in knowledge.laws.values())
    yield from (text for exercise in knowledge.exercises for text in (exercise.text, exercise.why))


def named_people_hidden(knowledge: Knowledge) -> Iterator[Problem]:
    """The number of a named worker is never shown: it is theirs, and they may leave; ask for the service's own.

    Passes:
        named_person: true
        status: unconfirmed
    Fails:
        named_person: true
        status: active
    """
    for contact in knowledge.contacts.values():
        if contact.named_person and contact.numbers:
            yield error(contact.at, "named-person", f"{contact.id} shows the number of a named worker")


def unconfirmed_numbers_hidden(knowledge: Knowledge) -> Iterator[Problem]:
    """A number that is not confirmed for one contact is not shown by way of another that copies it (H3).

    Passes:
        named_person: false
        status: unconfirmed
        phones: [{number: "050 123 4567"}]
    Fails:
        named_person: false
        status: unconfirmed
        phones: [{number: "116006"}]      # another contact shows it
    """
    shown = {phone.dial: contact for contact in knowledge.contacts.values() for phone in contact.numbers}
    for contact in knowledge.contacts.values():
        for phone in contact.phones if contact.status == "unconfirmed" else ():
            other = shown.get(phone.dial)
            if other is not None:
                message = f"the number of {contact.id} is unconfirmed, and {other.id} shows it"
                yield error(contact.at, "unconfirmed-number", message)


def closed_have_successors(knowledge: Knowledge) -> Iterator[Problem]:
    """A closed service names who does its work now, and they are not closed themselves.

    Passes:
        status: closed
        successors: [c]
    Fails:
        status: closed
    """
    for contact in knowledge.contacts.values():
        if contact.status != "closed":
            continue
        open_ones = [other for other in contact.successors if _is_active(knowledge, other)]
        if not open_ones:
            yield error(contact.at, "closed-service", f"{contact.id} is closed and names no successor that is active")


def _is_active(knowledge: Knowledge, name: str) -> bool:
    contact = knowledge.contacts.get(name)
    return contact is not None and contact.status == "active"


def _unused(where: Where, message: str) -> Problem:
    return Problem(where, "warning", "unused", message)


def binding(law: Law, role: str) -> bool:
    """Whether a provision speaks to a role, or to some who have it."""
    return law.binds is None or role in law.binds or role in law.binds_partly


def operator_named(knowledge: Knowledge) -> Iterator[Problem]:
    """The accessibility statement of the web page says who runs the service, and where to turn.

    What is missing is a warning, because the page says so too; a partial result without its reasons is an error.

    Passes:
        operator:
          name: {fi: Esimerkin kunta, sv: Exempels kommun, en: Municipality of Example}
          feedback: saavutettavuus@example.fi
          authority: {name: {fi: Valvoja, sv: Tillsynen, en: The supervisor}, url: "https://example.fi/"}
          assessed_on: "2026-11-24"
          result: full

    Fails:
        operator: {}
    """
    operator = knowledge.operator
    if operator is None:
        return
    if operator.unfilled:
        keys = ", ".join(operator.unfilled)
        message = f"not filled in yet, and the accessibility statement of the web page says so: {keys}"
        yield Problem(operator.at, "warning", "operator", message)
    if operator.result == "partial" and not operator.shortcomings:
        yield error(operator.at, "operator", "`result: partial` needs `shortcomings`: what is not accessible yet")


CHECKS: tuple[Callable[[Knowledge], Iterator[Problem]], ...] = (
    force_said,
    force_not_claimed,
    force_sourced,
    laws_certain,
    numbers_in_contacts_only,
    everything_used,
    official_terms,
    named_people_hidden,
    unconfirmed_numbers_hidden,
    closed_have_successors,
    operator_named,
)

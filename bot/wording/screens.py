"""A turn laid out as a screen: the words, their order, and the buttons. Every screen begins with 112 (H2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from bot.answering import Answering, answering
from bot.card import NoCard, kept_card, section_names
from bot.conversation import PROPOSABLE, banner, is_whole_country, replay
from bot.emergency import EMERGENCY, NATIONAL_LINES, NUMBER, START_AGAIN, UNAVAILABLE
from bot.hours import FINLAND
from bot.keeping import kept
from bot.model import (
    LANGUAGE_NAMES,
    LOCALES,
    Accept,
    Ask,
    Back,
    Button,
    Card,
    Change,
    Chose,
    Confirm,
    Contact,
    Discard,
    Door,
    Feedback,
    Fold,
    Kind,
    Knowledge,
    Language,
    Law,
    Line,
    Locale,
    Message,
    Notice,
    Offer,
    Option,
    Question,
    Reached,
    Reference,
    Restart,
    Screen,
    Section,
    Session,
    Show,
    Span,
    Turn,
    Variant,
)
from bot.wording.catalogs import Words, words_in
from bot.wording.doors import checked, contact_spans, door_lines, hours, is_open, site
from bot.wording.law import citation, citations

FOLDED: tuple[Section, ...] = ("tell", "talk", "avoid", "after", "worse")
"""The sections that are one tap away; the steps stand on the first screen."""

BACK = Back()

TITLED = ("role", "age", "place")
"""The questions whose answers stand in a card's title."""


def lay_out(knowledge: Knowledge, turn: Turn, now: datetime) -> Screen:
    """The screen for a turn."""
    words = words_in(turn.session.locale)
    if turn.part == "answers":
        return _answers_screen(knowledge, words, turn)
    if isinstance(turn.step, Ask):
        return _question_screen(knowledge, words, turn, turn.step)
    if isinstance(turn.step, Confirm):
        return _confirm_screen(knowledge, words, turn, turn.step)
    try:
        card = kept_card(knowledge, turn.step.facets)
    except NoCard:
        return unavailable(turn.session.locale)
    if turn.part == "numbers":
        return _numbers_screen(knowledge, words, card, now)
    if turn.part in FOLDED or turn.part in ("services", "why", "share"):
        return part_screen(knowledge, words, card, str(turn.part), now)
    if turn.notice in ("not-understood", "you-are-welcome"):
        return _reply_screen(knowledge, words, turn, card, now)
    notices = tuple(_notices(knowledge, words, turn))
    if notices:
        return card_screen(knowledge, words, card, now, notices)
    return _plain_card(knowledge, words.locale, tuple(card.facets.items()), now.replace(second=0, microsecond=0))


@kept(256)
def _plain_card(knowledge: Knowledge, locale: Locale, facets: tuple[tuple[str, str], ...], minute: datetime) -> Screen:
    """The first screen of an answer, which is the same for everybody within a minute: nothing opens between two."""
    return card_screen(knowledge, words_in(locale), kept_card(knowledge, dict(facets)), minute)


def unavailable(locale: Locale) -> Screen:
    """The screen that needs no knowledge and no catalogue: 112 and the built-in lines, in three languages."""
    lines = [emergency_line(each) for each in _own_first(locale)]
    for each in _own_first(locale):
        lines.append(Line("text", (Span(UNAVAILABLE[each]),), locale=each))
        for line in NATIONAL_LINES:
            number = Span(line.shown, strong=True, href=f"tel:{line.phone}")
            lines.append(Line("detail", (Span(line.name[each] + ": "), number), locale=each))
    again = Button(START_AGAIN[locale], Restart(), control=True)
    return Screen(locale, tuple(lines), (again,))


def _own_first(locale: Locale) -> tuple[Locale, ...]:
    return (locale, *(other for other in LOCALES if other != locale))


def emergency_line(locale: Locale) -> Line:
    """112, on top of everything, tappable."""
    before, after = EMERGENCY[locale].split(NUMBER)
    spans = (Span("🆘 " + before), Span(NUMBER, strong=True, href=f"tel:{NUMBER}"), Span(after))
    return Line("emergency", spans, locale=locale)


# --- questions ----------------------------------------------------------------------------------------


def _question_screen(knowledge: Knowledge, words: Words, turn: Turn, step: Ask) -> Screen:
    locale = words.locale
    question = step.question
    lines = list(_top(knowledge, words, step.facets))
    if not turn.session.answers:
        lines += _welcome(words)
    lines += _notices(knowledge, words, turn)
    lines.append(Line("heading", (Span(question.text[locale], strong=True),)))
    hint = next((hint for hint in question.hints if hint.rule.holds(step.facets)), None)
    if hint is not None:
        lines.append(Line("detail", (Span(hint.text[locale]),)))
    completions: tuple[str, ...] = ()
    if question.asks_place:
        completions = tuple(place.name[locale] for place in knowledge.municipalities.values())
    buttons = (*_option_buttons(knowledge, locale, question, step.candidates), *_controls(words, turn.session))
    return Screen(locale, tuple(lines), buttons, completions)


def _top(knowledge: Knowledge, words: Words, facets: Mapping[str, str]) -> Iterator[Line]:
    """112, and the line that follows from what was said about danger."""
    yield emergency_line(words.locale)
    option = banner(knowledge, facets)
    if option is not None and option.banner is not None:
        yield Line("banner", (Span(option.banner[words.locale], strong=True),))


def _welcome(words: Words) -> list[Line]:
    _ = words
    first = _("Luotsi answers automatically and always leads you to a person. Do not write names or other identifiers.")
    second = _("Luotsi does not keep this talk; the app you use may. You can save or forward the answer.")
    return [Line("text", (Span(first),)), Line("text", (Span(second),))]


def _confirm_screen(knowledge: Knowledge, words: Words, turn: Turn, step: Confirm) -> Screen:
    """What was understood of a sentence, each part with a button that changes it; nothing follows before a yes."""
    _ = words
    locale = words.locale
    lines = [*_top(knowledge, words, step.facets), *_notices(knowledge, words, turn)]
    lines.append(Line("heading", (Span(_("This is what I understood"), strong=True),)))
    changes = []
    for question in knowledge.questions:
        given = step.proposed.get(question.id)
        if given is not None:
            label = answer_label(knowledge, question, given, locale)
            lines.append(Line("text", (Span(f"{question.text[locale]} "), Span(label, strong=True))))
            changes.append(Button(_("Change: {answer}", answer=label), Change(question.id)))
    buttons = [Button(_("That is right, go on"), Accept())] if step.proposed else []
    buttons += [*changes, Button(_("None of this, ask me"), Discard())]
    heading = _("Or is it this?")
    situation = knowledge.question("situation")
    for option in (situation.options[name] for name in step.situations if situation and name in situation.options):
        buttons.append(Button(option.label[locale], Chose("situation", option.id), heading))
    buttons += _place_buttons(knowledge, locale, "place", step.places, _("Which place do you mean?"))
    return Screen(locale, tuple(lines), (*buttons, *_controls(words, turn.session)))


def _notices(knowledge: Knowledge, words: Words, turn: Turn) -> Iterator[Line]:
    """Why this screen stands here, and a word about personal data or a closed service where the text held one."""
    _ = words
    closed = knowledge.contacts.get(turn.closed or "")
    if closed is not None:
        name = closed.name[words.locale]
        yield Line("notice", (Span(_("{service} has closed. Contact instead:", service=name)),))
        for successor in closed.successors:
            yield Line("detail", contact_spans(words, knowledge.contacts[successor]))
    if turn.personal:
        kinds = ", ".join(_personal_kind(words, kind) for kind in turn.personal)
        said = _(
            "Your message held personal data ({kinds}). It is not kept. Tell it without, for example: a pupil, 14.",
            kinds=kinds,
        )
        yield Line("notice", (Span(said),))
    if turn.notice is not None:
        yield Line("notice", (Span(notice_text(words, turn.notice)),))


def _personal_kind(words: Words, kind: str) -> str:
    _ = words
    return {
        "identity-code": _("personal identity code"),
        "phone": _("telephone number"),
        "email": _("email address"),
        "name": _("name"),
        "address": _("street address"),
    }.get(kind, kind)


def notice_text(words: Words, notice: Notice) -> str:
    """Why the same question stands here again, or the thanks for a word about the card."""
    _ = words
    texts: dict[Notice, str] = {
        "sounds-dangerous": _("If anyone's life or health is in danger, call 112 now."),
        "not-understood": _("That was not clear to me. Choose one of these, by number or in words."),
        "no-such-place": _("I do not know that municipality. Check the spelling, or choose the whole country."),
        "which-place": _("Which of these do you mean?"),
        "region-named": _(
            "That area has several municipalities. Type which one, or choose the whole country if you do not know."
        ),
        "no-longer-known": _("The guidance has changed, so this needs a new answer."),
        "expired": _("That button is no longer valid. The talk goes on from here."),
        "guidance-unavailable": UNAVAILABLE[words.locale],
        "thanks": _("Thank you. This tells the editors what works."),
        "thanks-not-needed": _(
            "Thank you, the editors will see it. Change an answer below, or ask a person: their numbers stand here."
        ),
        "thanks-number": _("Thank you, we will check the number. Call the next one on the list. In danger, 112."),
        "you-are-welcome": _("Good. If anything changes, write or tap again."),
        "thanks-text": _("Thank you. The editors will read it. Now choose one of these."),
    }
    return texts[notice]


def _option_buttons(
    knowledge: Knowledge, locale: Locale, question: Question, candidates: tuple[str, ...]
) -> Iterator[Button]:
    groups = {group.id: group.label[locale] for group in question.groups}
    yield from _place_buttons(knowledge, locale, question.id, candidates)
    for option in _grouped(question):
        heading = groups.get(option.group or "", "")
        yield Button(option.label[locale], Chose(question.id, option.id), heading)


def _place_buttons(
    knowledge: Knowledge, locale: Locale, question: str, codes: tuple[str, ...], heading: str = ""
) -> Iterator[Button]:
    for code in codes:
        municipality = knowledge.municipalities[code]
        county = knowledge.counties[municipality.county].name[locale]
        yield Button(f"{municipality.name[locale]} ({county})", Chose(question, code), heading)


def _grouped(question: Question) -> list[Option]:
    order = {group.id: index for index, group in enumerate(question.groups)}
    return sorted(question.choices, key=lambda option: order.get(option.group or "", len(order)))


def _controls(words: Words, session: Session, back: Message = BACK) -> Iterator[Button]:
    """Back, change an answer, other languages, start again: on every screen."""
    _ = words
    if session.answers or session.changing:
        yield Button(_("Back"), back, control=True)
        yield Button(_("Change answers"), Show("answers"), control=True)
    for other in LOCALES:
        if other != words.locale:
            yield Button(LANGUAGE_NAMES[other], Language(other), control=True)
    if session.answers:
        yield Button(_("Start again"), Restart(), control=True)


def _answers_screen(knowledge: Knowledge, words: Words, turn: Turn) -> Screen:
    """Every answer given, also in a sentence that is ahead of the questions, each with a button that asks it again."""
    _ = words
    answers = turn.session.answers
    played = replay(knowledge, Session(turn.session.locale, answers))
    buttons = []
    for question in knowledge.questions:
        given = answers.get(question.id, "")
        is_ahead = question.id in PROPOSABLE and (given in question.options or given in knowledge.municipalities)
        if question.id in played.answered or is_ahead:
            label = answer_label(knowledge, question, given, words.locale)
            buttons.append(Button(f"{question.text[words.locale]} {label}", Change(question.id)))
    buttons.append(Button(_("Go on"), Show("card")))
    asked = Span(_("Which answer do you want to change?"), strong=True)
    lines = [*_top(knowledge, words, turn.step.facets), Line("heading", (asked,))]
    return Screen(words.locale, tuple(lines), (*buttons, *_controls(words, turn.session, back=Show("card"))))


def answer_label(knowledge: Knowledge, question: Question, given: str, locale: Locale) -> str:
    """An answer as the person would say it."""
    option = question.options.get(given)
    return option.label[locale] if option is not None else knowledge.municipalities[given].name[locale]


# --- the card -----------------------------------------------------------------------------------------


def card_screen(
    knowledge: Knowledge, words: Words, card: Card, now: datetime, notices: tuple[Line, ...] = ()
) -> Screen:
    """The first screen of the answer, and buttons to the rest."""
    _ = words
    lines = [*_top(knowledge, words, card.facets), *notices]
    lines.append(_title(knowledge, words, card))
    lines += body_lines(knowledge, words, card, now)
    parts = [Button(part_name(words, part), Show(part)) for part in (*parts_of(card), "share")]
    controls = _controls(words, Session(words.locale, card.facets))
    return Screen(words.locale, tuple(lines), (*parts, *feedback_buttons(words, card, lines), *controls))


def _reply_screen(knowledge: Knowledge, words: Words, turn: Turn, card: Card, now: datetime) -> Screen:
    """Words about the answer answered: the whole of it was shown already, so only whom to call comes again."""
    _ = words
    lines = [*_top(knowledge, words, card.facets), *_notices(knowledge, words, turn)]
    if turn.notice == "not-understood":
        lines += [_title(knowledge, words, card), *_call_lines(knowledge, words, card, now)]
    else:
        lines += _one_to_call(words, card, now)
    buttons = [Button(_("Back to the answer"), Show("card"))]
    if turn.notice == "not-understood":
        buttons += [Button(part_name(words, part), Show(part)) for part in (*parts_of(card), "share")]
        buttons += feedback_buttons(words, card, lines)
    return Screen(words.locale, tuple(lines), (*buttons, *_controls(words, Session(words.locale, card.facets))))


def _one_to_call(words: Words, card: Card, now: datetime) -> Iterator[Line]:
    """The first on the card who answers now, or else the first who has a number."""
    able = [contact for contact in contacts_on(card.doors) if contact.numbers]
    able.sort(key=lambda contact: not is_open(contact, now))
    for contact in able[:1]:
        yield Line("text", (*contact_spans(words, contact), Span(f" · {hours(words, contact, now)}")))


def parts_of(card: Card) -> tuple[str, ...]:
    """The parts of a card that are one tap away, in their order."""
    return (*(section for section in section_names(card) if section in FOLDED), "services", "why")


def unfolded(knowledge: Knowledge, turn: Turn, now: datetime) -> tuple[Fold, ...]:
    """Those parts at once, for a channel that has room for them; () where no card is reached."""
    if not isinstance(turn.step, Reached):
        return ()
    return _folds(knowledge, turn.session.locale, tuple(turn.step.facets.items()), now.astimezone(FINLAND).date())


@kept(256)
def _folds(knowledge: Knowledge, locale: Locale, facets: tuple[tuple[str, str], ...], day: date) -> tuple[Fold, ...]:
    """The parts of a card, which are the same all day."""
    try:
        card = kept_card(knowledge, dict(facets))
    except NoCard:
        return ()
    words = words_in(locale)
    return tuple(
        Fold(part, part_name(words, part), tuple(part_lines(knowledge, words, card, part, day)))
        for part in parts_of(card)
    )


def feedback_buttons(words: Words, card: Card, lines: list[Line]) -> Iterator[Button]:
    """What the card was worth, one tap each; where it names several numbers, the last leads to them."""
    _ = words
    yield Button(_("This helped"), Feedback("helped"), control=True)
    yield Button(_("Not what I needed"), Feedback("not-needed"), control=True)
    numbered = with_numbers(card, lines)
    if numbered:
        only = numbered[0].id if len(numbered) == 1 else ""
        yield Button(_("The number did not work"), Feedback("number-failed", only), control=True)


def with_numbers(card: Card, lines: Iterable[Line]) -> list[Contact]:
    """The contacts whose number stands in these lines and may be reported: all but 112."""
    shown = {span.href for line in lines for span in line.spans} - {f"tel:{NUMBER}"}
    return [
        contact for contact in contacts_on(card.doors) if any(f"tel:{phone.dial}" in shown for phone in contact.numbers)
    ]


def _numbers_screen(knowledge: Knowledge, words: Words, card: Card, now: datetime) -> Screen:
    """Which of the numbers did not work."""
    _ = words
    asked = Line("heading", (Span(_("Which number did not work?"), strong=True),))
    buttons = [
        Button(f"{contact.name[words.locale]}: {contact.numbers[0].shown}", Feedback("number-failed", contact.id))
        for contact in with_numbers(card, doors_lines(knowledge, words, card.doors, now))
    ]
    controls = _controls(words, Session(words.locale, card.facets))
    back = Button(_("Back to the answer"), Show("card"))
    return Screen(words.locale, (*_top(knowledge, words, card.facets), asked), (*buttons, back, *controls))


def offer_button(words: Words) -> Button:
    """Leads to what would be sent of words that matched nothing."""
    _ = words
    return Button(_("Tell the editors what I wrote"), Offer("look"), control=True)


def offer_screen(knowledge: Knowledge, turn: Turn, redacted: str) -> Screen:
    """The exact text that would be kept, and the choice; nothing is kept before a yes."""
    _ = words = words_in(turn.session.locale)
    why = _(
        "With your permission the editors get exactly this text, without names or numbers. It helps them add words."
    )
    kept = _("Nothing else goes along, and it is deleted after 90 days.")
    lines = [
        *_top(knowledge, words, turn.step.facets),
        Line("heading", (Span(_("Send this to the editors?"), strong=True),)),
        Line("item", (Span(f"“{redacted}”"),)),
        Line("detail", (Span(why),)),
        Line("detail", (Span(kept),)),
    ]
    buttons = (Button(_("Send"), Offer("send")), Button(_("Do not send"), Offer("drop")))
    return Screen(words.locale, tuple(lines), (*buttons, *_controls(words, turn.session)))


def body_lines(knowledge: Knowledge, words: Words, card: Card, now: datetime) -> Iterator[Line]:
    """What to do first, whom to call, and the steps."""
    _ = words
    yield from _call_lines(knowledge, words, card, now)
    yield Line("heading", (Span(_("What to do, step by step"), strong=True),))
    yield from numbered(knowledge, words, card.sections["steps"])
    yield from law_note(words, card)


def _call_lines(knowledge: Knowledge, words: Words, card: Card, now: datetime) -> Iterator[Line]:
    """What to do first, whom to call, and whether they answer."""
    _ = words
    yield Line("text", (Span(_("Do first:") + " ", strong=True), Span(card.case.action[words.locale])))
    yield Line("heading", (Span(_("Whom to call"), strong=True),))
    yield from doors_lines(knowledge, words, card.doors, now)
    if card.doors:
        yield from answering_lines(words, answering(card.situation, card.doors, now), now)
    if is_whole_country(card.facets):
        yield Line("text", (Span(_("Name the municipality to get local contacts.")),))


def answering_lines(words: Words, standing: Answering, now: datetime) -> Iterator[Line]:
    """A plain word where nobody suitable is known to answer at this hour, and who opens next."""
    _ = words
    if standing.is_open:
        return
    said = _("No service suited to this is sure to answer now. 112 always answers: call it if the danger is now.")
    if standing.opens_next is not None:
        contact = standing.opens_next.contact
        said += f" {contact.name[words.locale]}: {hours(words, contact, now)}."
    yield Line("text", (Span(said),))


def doors_lines(knowledge: Knowledge, words: Words, doors: tuple[Door, ...], now: date) -> Iterator[Line]:
    """All doors in order, numbered, no contact twice."""
    shown: set[str] = set()
    number = 1
    for door in doors:
        lines = list(door_lines(knowledge, words, door, number, shown, now))
        yield from lines
        number += bool(lines)


def numbered(knowledge: Knowledge, words: Words, said: tuple[Variant, ...]) -> Iterator[Line]:
    """Lines of a section, each with the law it rests on where it is a duty, a right or a permission."""
    for number, variant in enumerate(said, 1):
        yield Line("item", tuple(_variant_spans(knowledge, words, variant)), number)


def _variant_spans(knowledge: Knowledge, words: Words, variant: Variant) -> Iterator[Span]:
    yield Span(variant.text[words.locale])
    laws = [knowledge.laws[law] for law in variant.laws]
    if laws:
        yield Span(f" ({citations(words, laws)})")


def _title(knowledge: Knowledge, words: Words, card: Card) -> Line:
    """The situation, and the answers that led here."""
    said = [Span(card.situation.name[words.locale], strong=True)]
    for name in TITLED:
        question, given = knowledge.question(name), card.facets.get(name)
        if question is not None and given is not None and stands_in_title(question, given):
            said.append(Span(" · " + answer_label(knowledge, question, given, words.locale)))
    return Line("title", tuple(said))


def stands_in_title(question: Question, given: str) -> bool:
    """Whether an answer belongs in a card's title: "I do not know" says nothing there, the whole country does."""
    option = question.options.get(given)
    return question.id in TITLED and (option is None or not option.unknown or question.asks_place)


def law_note(words: Words, card: Card) -> Iterator[Line]:
    """Whose acts the steps cite, where that may not be the reader's."""
    _ = words
    if card.law == "aland":
        said = _(
            "Åland has its own laws on children, schools and health care. "
            "Luotsi does not cover them yet, so ask which rules apply to you."
        )
        yield Line("text", (Span(said),))
    elif is_whole_country(card.facets):
        yield Line("text", (Span(_("The sections cited are mainland law; Åland has its own.")),))


def part_name(words: Words, part: str) -> str:
    """What the button to a part of the card says."""
    _ = words
    names = {
        "tell": _("What may I tell?"),
        "talk": _("How do I talk?"),
        "avoid": _("What should I avoid?"),
        "after": _("What happens then?"),
        "worse": _("If it gets worse"),
        "services": _("What do these services do?"),
        "why": _("Why these? Sources"),
        "share": _("Version to forward"),
    }
    return names[part]


def part_screen(knowledge: Knowledge, words: Words, card: Card, part: str, now: datetime) -> Screen:
    """One folded part of the card."""
    _ = words
    if part == "share":
        lines = list(share_lines(knowledge, words, card, now))
    else:
        heading = Line("heading", (Span(part_name(words, part), strong=True),))
        lines = [*_top(knowledge, words, card.facets), heading, *part_lines(knowledge, words, card, part, now)]
    controls = _controls(words, Session(words.locale, card.facets), back=Show("card"))
    return Screen(words.locale, tuple(lines), (Button(_("Back to the answer"), Show("card")), *controls))


def part_lines(knowledge: Knowledge, words: Words, card: Card, part: str, now: date) -> Iterator[Line]:
    """The lines of a folded part."""
    if part == "services":
        for kind in kinds_on(card.doors):
            yield from service_lines(words, kind)
    elif part == "why":
        yield from _why_lines(knowledge, words, card, now)
    elif part in FOLDED:
        for variant in card.sections[part]:
            yield folded_line(knowledge, words, variant)


def folded_line(knowledge: Knowledge, words: Words, variant: Variant) -> Line:
    """One line of a folded section."""
    return Line("text", (Span("– "), *_variant_spans(knowledge, words, variant)))


def kinds_on(doors: tuple[Door, ...]) -> list[Kind]:
    """The kinds of service behind these doors, each once."""
    return list({door.kind.id: door.kind for door in doors}.values())


def service_lines(words: Words, kind: Kind) -> Iterator[Line]:
    """What a kind of service is, does, does not do, and what happens after you call."""
    _ = words
    locale = words.locale
    name = Span(kind.name[locale] + ". ", strong=True)
    yield Line("text", (name, Span(f"{kind.does[locale]} {kind.does_not[locale]}")))
    yield Line("detail", (Span(_("What happens then?") + " "), Span(kind.next[locale])))


def _why_lines(knowledge: Knowledge, words: Words, card: Card, now: date) -> Iterator[Line]:
    """The answers that led here, the ladder, the sources with their age, and the version of the knowledge."""
    _ = words
    for question in knowledge.questions:
        given = card.facets.get(question.id)
        if given is not None:
            label = answer_label(knowledge, question, given, words.locale)
            yield Line("text", (Span(f"{question.text[words.locale]} {label}"),))
    ladder = _(
        "Contacts are looked for in this order: municipality, wellbeing services county, police department, "
        "whole country, 112."
    )
    yield Line("text", (Span(ladder),))
    for contact in contacts_on(card.doors):
        yield contact_source_line(knowledge, words, contact, now)
    laws, references = grounds(knowledge, card.sections)
    for law in laws:
        yield law_source_line(words, law)
    for reference in references:
        yield reference_line(words, reference)
    yield Line("detail", (Span(_("Knowledge version {version}", version=knowledge.version)),))


def contact_source_line(knowledge: Knowledge, words: Words, contact: Contact, now: date) -> Line:
    """Where a contact was read, and whether the operating organisation has checked it."""
    source = contact.source.url
    assured = checked(words, contact, knowledge.kinds[contact.service].recheck_days, now)
    name = Span(contact.name[words.locale] + ": ")
    return Line("detail", (name, Span(site(source), href=source), Span(" · " + assured)))


def law_source_line(words: Words, law: Law) -> Line:
    """A provision, where it was read, and how old that text is."""
    name = Span(citation(words, law) + f" ({law.number}): ")
    return Line("detail", (name, Span(site(law.source.url), href=law.source.url), Span(law_age(words, law))))


def reference_line(words: Words, reference: Reference) -> Line:
    """A source that is not an act."""
    link = (Span(": "), Span(site(reference.url), href=reference.url)) if reference.url else ()
    return Line("detail", (Span(reference.name[words.locale]), *link))


def law_age(words: Words, law: Law) -> str:
    """How recent the text of the provision is that the wording rests on."""
    _ = words
    if law.source.as_of == "unknown":
        return " · " + _("undated")
    day = words.fact_date(law.source.as_of)
    if law.status == "read-2018":
        return " · " + _("text of {day}; later changes not seen", day=day)
    return " · " + day


def contacts_on(doors: tuple[Door, ...]) -> list[Contact]:
    """The contacts behind these doors, each once, in order."""
    found: dict[str, Contact] = {}
    for door in doors:
        for rung in (*door.nearest, *door.reachable, *door.behind):
            found.setdefault(rung.contact.id, rung.contact)
    return list(found.values())


def grounds(knowledge: Knowledge, sections: Mapping[Section, tuple[Variant, ...]]) -> tuple[list[Law], list[Reference]]:
    """The provisions and other sources a card's lines rest on, each once, in order."""
    laws: dict[str, Law] = {}
    references: dict[str, Reference] = {}
    for said in sections.values():
        for variant in said:
            laws |= {law: knowledge.laws[law] for law in variant.laws}
            if variant.source is not None:
                references[variant.source] = knowledge.references[variant.source]
    return list(laws.values()), list(references.values())


def share_lines(knowledge: Knowledge, words: Words, card: Card, now: datetime) -> Iterator[Line]:
    """The card as it may be forwarded: it stands alone and says nothing of the client."""
    _ = words
    yield emergency_line(words.locale)
    yield Line("title", (Span(card.situation.name[words.locale], strong=True),))
    yield from body_lines(knowledge, words, card, now)
    here = now.astimezone(FINLAND)
    day, time = words.day(here), words.clock(here)
    said = _("Luotsi, {day} at {time}. Knowledge version {version}.", day=day, time=time, version=knowledge.version)
    yield Line("detail", (Span(said),))

"""A sentence leads to the right situations, danger first; no text makes it raise, and the weights fit the phrases."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.concerns import DANGER, MOST, NOTHING, OFF_TOPIC, Concern, digest, find_concerns, weights
from bot.matching.danger import sounds_dangerous
from bot.matching.text import MAX_LENGTH
from bot.model import LOCALES, Knowledge
from tests.evaluation.__main__ import rows

SENTENCES = {
    "threat-or-preparing-violence": (
        "uhkaa räjäyttää koulun",
        "hotar att spränga skolan",
        "threatens to bomb the school",
    ),
    "worrying-speech-or-behaviour": ("ihailee kouluampujia", "beundrar skolskjutare", "admires school shooters"),
    "contact-with-extremist-group": ("liittyi uusnatseihin", "har gått med i nynazisterna", "joined the neo-nazis"),
    "travel-or-returnee": ("aikoo matkustaa Syyriaan", "tänker resa till Syrien", "plans to travel to Syria"),
    "child-or-family-at-risk": (
        "isä opettaa lapsille vihaa kotona",
        "pappan lär barnen att hata hemma",
        "the father teaches the children hatred at home",
    ),
    "wants-to-leave-movement": ("haluaa pois liikkeestä", "vill lämna rörelsen", "wants to leave the movement"),
    "victim-of-hate-or-threat": (
        "joutui viharikoksen uhriksi",
        "utsattes för hatbrott",
        "was the victim of a hate crime",
    ),
    "online-content": ("iskuvideo leviää somessa", "propaganda sprids på nätet", "terrorist video is spreading online"),
    "own-safety": ("asiakas uhkailee minua töissä", "en klient hotar mig på jobbet", "a client threatens me at work"),
    "mental-health-crisis": (
        "on itsetuhoinen ja kuulee ääniä",
        "vill ta sitt liv, hör röster",
        "is suicidal, hears voices",
    ),
    "just-consult": ("haluan kysyä neuvoa", "jag vill konsultera någon", "I would like some advice"),
}
DANGEROUS = (
    "luokassa on mies puukko kädessä",
    "joku ampuu käytävällä",
    "hän on matkalla kouluun aseen kanssa",
    "otti purkillisen pillereitä ja aikoo tappaa itsensä",
    "en man med kniv står i korridoren",
    "han är på väg till skolan med gevär",
    "någon skjuter på gården",
    "a man with a knife is in the corridor",
    "shots fired in the building",
    "she is on the bridge and wants to die",
    "asukas otti kaikki lääkkeensä eikä herää",
    "potilas ottanut yliannostuksen",
    "nuori viiltää ranteensa vessassa",
    "mies roikkuu sillan kaiteella",
    "hon tog alla sina tabletter och vaknar inte",
    "han skär sig i handlederna",
    "en flicka sitter på räcket",
    "he has taken an overdose",
    "he is standing on the ledge",
    "leipäveitsi kädessä käytävällä",
    "pihalla on mies ilmakiväärin kanssa",
    "en man med jaktgevär på gården",
    "han har en fickkniv i klassrummet",
    "uhkaa saksilla hoitajaa",
    "he threatens the nurse with scissors",
    "uhkasi netissä viime viikolla, nyt hän on pihalla puukon kanssa",
    "tilasi aseen ja on nyt matkalla kouluun",
    "köpte en pistol, är nu på väg till skolan",
    "he bought a gun and is now on his way to the school",
    "videopuhelussa se pitää veistä siskon kurkulla nyt",
    "isä on jahdissa ja poika lähti hänen kiväärinsä kanssa koululle",
    "pojken tog jaktgeväret och är på väg till skolan",
    "skrev adjö för alltid och sitter på räcket",
)
CALM = (
    "viime vuonna joku heilutti puukkoa käytävällä",
    "videossa mies ampuu ihmisiä kirkossa",
    "haaveilee ampuvansa luokassa",
    "i fjol hade någon en kniv i korridoren",
    "i spelet skjuter man folk i en kyrka",
    "last year a man with a knife was in the corridor",
    "in the game you shoot people in a school",
    "puhuu nyt aseista koulussa",
    "otti pari vuotta sitten yliannostuksen",
    "tog en överdos förra året",
    "yliannostusten ehkäisy, koulutus",
    "lapsi leikkaa saksilla paperia luokassa",
    "riehuu luokassa joka tunnilla",
    "eno lähti sorsajahtiin haulikon kanssa",
    "i dag är morfar på älgjakt med gevär",
)
HOSTILE = (
    "a" * 1_000_000,
    " a" * 500_000,
    "\ud800\udfff" * 1000,
    "\u202eappat\u202c" * 1000,
    "\u200b" * 10_000,
    "👨\u200d👩\u200d👧" * 1000,
    "\ufdfa" * 10_000,
    "a" + "\u0308" * 100_000,
    "\x00\x1b[31m\r\n" * 1000,
    "٣٤٥ ² ½ Ⅷ",
)


@pytest.mark.parametrize("situation", SENTENCES)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_plain_sentence_leads_to_its_situation(knowledge: Knowledge, situation: str, locale: str) -> None:
    """The first answer is the situation that the sentence names, in each language."""
    sentence = SENTENCES[situation][LOCALES.index(locale)]
    assert find_concerns(sentence, knowledge).situations[:1] == (situation,)


@pytest.mark.parametrize("text", DANGEROUS)
def test_danger_stands_first_by_rule(knowledge: Knowledge, text: str) -> None:
    """A weapon, an attack or a life at stake, here or now, is danger by the rules alone, whatever was learnt."""
    assert sounds_dangerous(text, knowledge)
    assert find_concerns(text, knowledge).situations[0] == DANGER
    assert find_concerns(text, knowledge).danger


@pytest.mark.parametrize("text", CALM)
def test_the_past_films_and_talk_are_not_danger_by_rule(knowledge: Knowledge, text: str) -> None:
    """The same words about last year, a game or a wish do not raise the alarm."""
    assert not sounds_dangerous(text, knowledge)


def test_danger_in_a_later_sentence_counts(knowledge: Knowledge) -> None:
    """What is past in one sentence does not hide what is happening in the next."""
    assert sounds_dangerous("Viime viikolla hän uhkaili. Nyt hän on aulassa puukko kädessä.", knowledge)


def test_words_far_apart_are_no_danger(knowledge: Knowledge) -> None:
    """A knife at one end of a long letter and "now" at the other do not meet."""
    assert not sounds_dangerous("puukko " + "sana " * 200 + "nyt", knowledge)


@pytest.mark.parametrize(
    "text", ["moikka", "mihin aikaan kirjasto aukeaa", "jag glömde mitt lösenord", "what's for lunch"]
)
def test_everyday_talk_is_no_concern(knowledge: Knowledge, text: str) -> None:
    """A greeting or a question about opening hours is let go."""
    assert find_concerns(text, knowledge) == NOTHING


@pytest.mark.parametrize("text", ["", "   ", "?!", "🙂", "\u200b", "日本語"])
def test_nothing_said_is_nothing(knowledge: Knowledge, text: str) -> None:
    """Without a word that is known there is no guess."""
    assert find_concerns(text, knowledge) == NOTHING


@pytest.mark.parametrize("text", ["hän ihailee kouluampujia", "hon får hot för sin tro", "äiti pelkää lähteä"])
def test_keyboards_do_not_matter(knowledge: Knowledge, text: str) -> None:
    """Capitals, missing dots and decomposed letters lead to the same answer."""
    answer = find_concerns(text, knowledge)
    bare = text.translate(str.maketrans("äöå", "aoa"))
    assert {find_concerns(other, knowledge) for other in (text.upper(), unicodedata.normalize("NFD", text), bare)} == {
        answer
    }


@given(st.text(st.characters(), max_size=200))
def test_any_text_is_answered_the_same_twice(knowledge: Knowledge, text: str) -> None:
    """Any Unicode gives known situations, each once, few, and the same again."""
    concern = find_concerns(text, knowledge)
    assert set(concern.situations) <= set(knowledge.situations)
    assert len(set(concern.situations)) == len(concern.situations) <= MOST
    assert concern.danger == (concern.situations[:1] == (DANGER,))
    assert find_concerns(text, knowledge) == concern


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_answered(knowledge: Knowledge, text: str) -> None:
    """A million letters, lone surrogates, unseen and reversed characters are no concern and no error (H10)."""
    assert not find_concerns(text, knowledge).danger


def test_only_the_beginning_is_read(knowledge: Knowledge) -> None:
    """What stands beyond the limit changes nothing, so a huge text costs no more than a long one."""
    start = "sana " * (MAX_LENGTH // 5) + " " * 5
    assert find_concerns(start + "joku ampuu käytävällä", knowledge) == find_concerns(start, knowledge)


def test_knowledge_without_situations_has_none(knowledge: Knowledge) -> None:
    """Broken or empty knowledge gives no answer, not an error."""
    empty = replace(knowledge, situations={}, words={}, danger=(), phrases=())
    assert find_concerns("joku ampuu käytävällä", empty) == Concern((), danger=False)


def test_the_weights_are_up_to_date(knowledge: Knowledge) -> None:
    """After editing knowledge/phrases: `python -m bot.training`."""
    assert weights().digest == digest(knowledge)


def test_an_edited_phrase_changes_the_digest(knowledge: Knowledge) -> None:
    """The check above notices a single changed phrase."""
    first, *rest = knowledge.phrases
    edited = replace(first, texts={**first.texts, "fi": ("aivan uusi lause",)})
    assert digest(replace(knowledge, phrases=(edited, *rest))) != digest(knowledge)


def test_every_situation_has_phrases_enough(knowledge: Knowledge) -> None:
    """Sixty or more for each situation and language, and for what is no concern."""
    few = [
        (situation, locale)
        for situation in (*knowledge.situations, OFF_TOPIC)
        for locale in LOCALES
        if sum(len(phrases.texts[locale]) for phrases in knowledge.phrases if phrases.situation == situation) < 60
    ]
    assert few == []


def test_nothing_is_trained_on_the_evaluation_rows(knowledge: Knowledge) -> None:
    """A row that stands among the phrases would measure memory."""
    phrases = {text.casefold() for listed in knowledge.phrases for texts in listed.texts.values() for text in texts}
    assert [row["text"] for row in rows("concerns.tsv") if row["text"].casefold() in phrases] == []

"""`luotsi show`: one card at once."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from bot.card import NoCard, card_for
from bot.commands.common import LANGUAGES, fail, known_place, served
from bot.conversation import replay
from bot.errors import did_you_mean
from bot.hours import FINLAND
from bot.model import Ask, Card, Knowledge, Locale, Session
from bot.wording.catalogs import words_in
from bot.wording.data import card_data
from bot.wording.screens import card_screen


@click.command()
@click.option("--role", required=True, help="Who asks, e.g. teacher.")
@click.option("--situation", required=True, help="What the worry is, e.g. worrying-speech-or-behaviour.")
@click.option("--age", default="unknown", show_default=True, help="under-18, 18-28, 29-or-over or unknown.")
@click.option("--place", required=True, help="A municipality by name or code, or whole-country.")
@click.option("--lang", type=LANGUAGES, default="fi", show_default=True)
@click.option("--danger", default="no", show_default=True, help="no or unsure.")
@click.option("--child", default="unknown", show_default=True, help="Children in the family: yes, no or unknown.")
@click.option("--consent", default="not-asked", show_default=True, help="yes, no or not-asked.")
@click.option("--author", default="known", show_default=True, help="Online content: known or unknown.")
@click.option(
    "--now",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"]),
    help="The moment, Finnish time (default: now).",
)
@click.option("--json", "as_json", is_flag=True, help="Print data instead of text.")
@click.pass_obj
def show(
    folder: Path,
    role: str,
    situation: str,
    age: str,
    place: str,
    lang: Locale,
    danger: str,
    child: str,
    consent: str,
    author: str,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Print the card for these answers at once."""
    knowledge = served(folder)
    answers = {"danger": danger, "role": role, "situation": situation, "age": age, "child": child}
    answers |= {"consent": consent, "author": author}
    for question, answer in answers.items():
        _check_answer(knowledge, question, answer)
    answers["place"] = known_place(knowledge, place)
    if situation == "immediate-danger":
        answers["danger"] = "yes"
    card = _card(knowledge, Session(lang, answers))
    moment = now.replace(tzinfo=FINLAND) if now else datetime.now(FINLAND)
    words = words_in(lang)
    if as_json:
        click.echo(json.dumps(card_data(knowledge, words, card, moment), ensure_ascii=False, indent=2))
    else:
        from bot.channels.terminal import show_once

        show_once(card_screen(knowledge, words, card, moment))


def _check_answer(knowledge: Knowledge, question_id: str, answer: str) -> None:
    question = knowledge.question(question_id)
    if question is not None and answer not in question.options:
        hint = did_you_mean(answer, question.options)
        fail(f'luotsi: {question_id} has no option "{answer}"{hint} (known: {", ".join(question.options)})')


def _card(knowledge: Knowledge, session: Session) -> Card:
    """The card for a session; where the knowledge has none, the command ends with exit 1."""
    step = replay(knowledge, session).step
    if isinstance(step, Ask):
        fail(f"luotsi: the knowledge has no card here: the question {step.question.id!r} is not answered")
    try:
        card = card_for(knowledge, step.facets)
    except NoCard as hole:
        fail(f"luotsi: the knowledge has no card here: {hole}")
    return card

"""The command line: the talk in a terminal or on Telegram, and what editors and operators run."""

from __future__ import annotations

import gc
import io
import json
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from bot.app import Assistant
from bot.card import NoCard, card_for
from bot.content.load import load
from bot.conversation import replay
from bot.errors import BotError, did_you_mean
from bot.hours import FINLAND
from bot.matching.places import find_places
from bot.model import LOCALES, Ask, Card, Knowledge, Locale, Session
from bot.settings import shipped_knowledge
from bot.usage.recorder import Recorder
from bot.wording.catalogs import words_in
from bot.wording.data import card_data
from bot.wording.screens import card_screen

LANGUAGES = click.Choice(LOCALES)
COLLECT_AFTER = 100_000
"""Values made before garbage is looked for: loading makes many that all stay, and looking through them takes time."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--knowledge",
    type=click.Path(path_type=Path),
    envvar="LUOTSI_KNOWLEDGE",
    help="Folder of the knowledge (default: the one installed with luotsi; also LUOTSI_KNOWLEDGE).",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="LUOTSI_DATA",
    help="Folder of the usage log (default: nothing is logged; also LUOTSI_DATA).",
)
@click.option(
    "--retention-days",
    type=click.IntRange(1, 3650),
    default=365,
    show_default=True,
    envvar="LUOTSI_RETENTION_DAYS",
    help="How long the usage log is kept (also LUOTSI_RETENTION_DAYS).",
)
@click.version_option(package_name="luotsi")
@click.pass_context
def cli(context: click.Context, knowledge: Path | None, data: Path | None, retention_days: int) -> None:
    """Luotsi: whom to call and what to do when you worry that somebody may turn to violence."""
    context.meta["luotsi.log"] = (data, retention_days)
    context.obj = knowledge or shipped_knowledge()


def main() -> NoReturn:
    """Run the command line; an operator's mistake is one line and exit code 2."""
    gc.set_threshold(COLLECT_AFTER)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without emoji, or bytes that are no text, end no talk
    try:
        cli.main(prog_name="luotsi", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as asked:
        asked.show()
        sys.exit(2)
    except click.UsageError as mistake:
        command = mistake.ctx.command_path if mistake.ctx is not None else "luotsi"
        click.echo(f"luotsi: {mistake.format_message()} ({command} --help tells more)", err=True)
        sys.exit(2)
    except click.ClickException as mistake:
        click.echo(f"luotsi: {mistake.format_message()}", err=True)
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except BotError as mistake:
        click.echo(f"luotsi: {mistake}", err=True)
        sys.exit(2)
    sys.exit(0)


@cli.command()
@click.option("--lang", type=LANGUAGES, default="fi", show_default=True, help="Language of the talk.")
@click.pass_obj
def chat(folder: Path, lang: Locale) -> None:
    """Talk in the terminal."""
    from bot.channels import terminal

    loaded = load(folder)
    if loaded.fit is None:
        errors = sum(problem.severity == "error" for problem in loaded.problems)
        click.echo(f"luotsi: the knowledge in {folder} has {errors} error(s); `luotsi check` names them", err=True)
    with recording() as recorder:
        terminal.run(Assistant(loaded.fit, lang, recorder))


@cli.command()
@click.option("--token", envvar="TELEGRAM_BOT_TOKEN", default="", help="From @BotFather (TELEGRAM_BOT_TOKEN).")
@click.option(
    "--api-base",
    envvar="TELEGRAM_API_BASE",
    default="https://api.telegram.org",
    show_default=True,
    help="Another Bot API server (TELEGRAM_API_BASE).",
)
@click.option(
    "--webhook-url", envvar="TELEGRAM_WEBHOOK_URL", default="", help="Be called, do not poll (TELEGRAM_WEBHOOK_URL)."
)
@click.option(
    "--webhook-listen",
    envvar="TELEGRAM_WEBHOOK_LISTEN",
    default="127.0.0.1:8443",
    show_default=True,
    help="Where calls come in (TELEGRAM_WEBHOOK_LISTEN).",
)
@click.option(
    "--webhook-secret",
    envvar="TELEGRAM_WEBHOOK_SECRET",
    default="",
    help="What a call must bring; made from the token if empty (TELEGRAM_WEBHOOK_SECRET).",
)
@click.option("--admins", envvar="LUOTSI_ADMINS", default="", help="Chat ids of those who run it (LUOTSI_ADMINS).")
@click.option("--invites", envvar="LUOTSI_INVITES", default="", help="Codes that let people in (LUOTSI_INVITES).")
@click.pass_obj
def telegram(
    folder: Path,
    token: str,
    api_base: str,
    webhook_url: str,
    webhook_listen: str,
    webhook_secret: str,
    admins: str,
    invites: str,
) -> None:
    """Answer on Telegram until told to stop."""
    from bot.channels.telegram import run, settings

    setting = settings.setting(
        token, api_base, settings.hook(webhook_url, webhook_listen, webhook_secret), settings.access(admins, invites)
    )
    logging.basicConfig(format="luotsi: %(message)s", level=logging.INFO, stream=sys.stderr)

    def read() -> tuple[Knowledge | None, tuple[str, ...]]:
        loaded = load(folder)
        return loaded.fit, tuple(str(problem) for problem in loaded.problems)

    knowledge, _ = read()
    if knowledge is None:
        click.echo(f"luotsi: the knowledge in {folder} has errors; `luotsi check` names them", err=True)
    with recording() as recorder:
        run.run(setting, Assistant(knowledge, "fi", recorder), read)


@contextmanager
def recording() -> Iterator[Recorder]:
    """A recorder for the talks of this process; it writes a usage log where `--data` names a folder."""
    data, retention_days = click.get_current_context().meta["luotsi.log"]
    if data is None:
        yield Recorder()
        return
    from bot.usage.log import UsageLog, reported, tidy

    tidy(data, datetime.now(FINLAND).date(), retention_days)
    log = UsageLog(data, retention_days)
    try:
        yield Recorder(log, reported(data))
    finally:
        log.close()


@cli.command("erase-log")
@click.option("--yes", is_flag=True, help="Really erase.")
def erase_log(*, yes: bool) -> None:
    """Empty the usage log at once."""
    from bot.usage.log import erase

    folder = _data_folder()
    if not yes:
        raise BotError(f"this deletes all of the usage log in {folder}; say --yes to do it")
    click.echo(f"{erase(folder)} rows erased")


@cli.command()
@click.option("--period", default="", help="A quarter (2026-Q4) or a year; all that is kept if left out.")
@click.option("--county", default="", help="The contacts of one county, by its id (kainuu).")
@click.option("--all", "all_rows", is_flag=True, help="Print every row.")
@click.option("--texts", "with_texts", is_flag=True, help="Print also the texts that workers agreed to send.")
@click.option("--json", "as_json", is_flag=True, help="Print data instead of text.")
@click.option("--csv", "csv_folder", type=click.Path(path_type=Path, file_okay=False), help="Write CSV files here.")
@click.option("--html", "html_file", type=click.Path(path_type=Path, dir_okay=False), help="Write a page.")
@click.option("--datasette", "database", type=click.Path(path_type=Path, dir_okay=False), help="Write a database.")
@click.pass_obj
def report(
    folder: Path,
    *,
    period: str,
    county: str,
    all_rows: bool,
    with_texts: bool,
    as_json: bool,
    csv_folder: Path | None,
    html_file: Path | None,
    database: Path | None,
) -> None:
    """Show where guidance is missing, and which file and key to edit."""
    from bot.usage import page, printing, tables
    from bot.usage.log import read, spans_kept, tidy
    from bot.usage.report import chosen_periods, make_report

    data = _data_folder()
    knowledge = _served(folder)
    if county and county not in knowledge.counties:
        _fail(f'luotsi: no county is called "{county}"{did_you_mean(county, knowledge.counties)}')
    today = datetime.now(FINLAND).date()
    retention_days: int = click.get_current_context().meta["luotsi.log"][1]
    spans = chosen_periods(spans_kept(today, retention_days), period)
    tidy(data, today, retention_days)
    tally = read(data, spans)
    made = make_report(knowledge, tally, spans, today, county)
    written: list[Path] = []
    if csv_folder is not None:
        written += tables.write_csv(made, csv_folder)
    if html_file is not None:
        written.append(page.write_page(made, html_file))
    if database is not None:
        written += [database, tables.write_datasette(made, database)]
    if as_json:
        click.echo(json.dumps(tables.report_data(made), ensure_ascii=False, indent=2))
    elif written:
        click.echo("\n".join(f"wrote {path}" for path in written))
    else:
        click.echo(printing.printed(made, all_rows=all_rows))
    if with_texts:
        click.echo(printing.printed_texts(tally.texts))


def _data_folder() -> Path:
    data: Path | None = click.get_current_context().meta["luotsi.log"][0]
    if data is None:
        raise BotError("no usage log is named; say `luotsi --data FOLDER ...` or set LUOTSI_DATA")
    return data


@cli.command()
@click.pass_obj
def understand(folder: Path) -> None:
    """Answer JSON lines about typed text: {"kind": "place", "concern" or "pii", "text": ...}, one a line."""
    from bot.understanding import answer, lines_of

    knowledge = _served(folder)
    for line in lines_of(sys.stdin):
        click.echo(answer(line, knowledge))


@cli.command()
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
    knowledge = _served(folder)
    answers = {"danger": danger, "role": role, "situation": situation, "age": age, "child": child}
    answers |= {"consent": consent, "author": author}
    for question, answer in answers.items():
        _check_answer(knowledge, question, answer)
    answers["place"] = _place(knowledge, place)
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


@cli.command()
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--gaps", "with_gaps", is_flag=True, help="List the local numbers and open hours that are missing.")
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings and gaps too.")
@click.pass_obj
def check(folder: Path, *, form: str, with_gaps: bool, strict: bool) -> None:
    """Prove that every reader at every place in every language is answered; name what is wrong, by line."""
    from bot.examination import examine, printed

    started = time.perf_counter()
    report = examine(load(folder), with_gaps=with_gaps)
    click.echo(printed(report, form, time.perf_counter() - started))
    if not report.is_sound or (strict and not report.is_spotless):
        sys.exit(1)


def _served(folder: Path) -> Knowledge:
    """The knowledge, or the end: exit 1 with what is wrong."""
    loaded = load(folder)
    if loaded.fit is None:
        for problem in loaded.problems:
            click.echo(str(problem), err=True)
        sys.exit(1)
    return loaded.fit


def _check_answer(knowledge: Knowledge, question_id: str, answer: str) -> None:
    question = knowledge.question(question_id)
    if question is not None and answer not in question.options:
        hint = did_you_mean(answer, question.options)
        _fail(f'luotsi: {question_id} has no option "{answer}"{hint} (known: {", ".join(question.options)})')


def _place(knowledge: Knowledge, place: str) -> str:
    """The code of a named municipality; several candidates or none end the command with exit 1."""
    question = knowledge.question("place")
    if question is not None and place in question.options:
        return place
    found = find_places(place, knowledge)
    if len(found) != 1:
        names = ", ".join(f"{knowledge.municipalities[code].name.fi} ({code})" for code in found)
        _fail(f'luotsi: "{place}" may be {names}' if found else f'luotsi: no municipality is called "{place}"')
    return found[0]


def _card(knowledge: Knowledge, session: Session) -> Card:
    """The card for a session; where the knowledge has none, the command ends with exit 1."""
    step = replay(knowledge, session).step
    if isinstance(step, Ask):
        _fail(f"luotsi: the knowledge has no card here: the question {step.question.id!r} is not answered")
    try:
        card = card_for(knowledge, step.facets)
    except NoCard as hole:
        _fail(f"luotsi: the knowledge has no card here: {hole}")
    return card


def _fail(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(1)

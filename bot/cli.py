"""The command line: what every command takes, and how each of them ends."""

from __future__ import annotations

import gc
import io
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from bot.errors import BotError
from bot.settings import shipped_knowledge

COMMANDS = (
    "chat",
    "practice",
    "show",
    "check",
    "graph",
    "diff",
    "translate",
    "schema",
    "stale",
    "verify",
    "links",
    "new",
    "understand",
    "telegram",
    "web",
    "serve",
    "pocket",
    "report",
    "catalogue",
    "export",
    "erase-log",
)
"""In the order of the help."""


class Commands(click.Group):
    """Each command stands in a module of its own, read only when it is called, so that the others start faster."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own shape
        """The names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's own shape
        """The command of a name, or None."""
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module(f"bot.commands.{name}"), name)
        return command


def _read_env_file(_context: click.Context, _option: click.Parameter, file: Path | None) -> None:
    """Set the variables of a file, before any other option looks for its own."""
    if file is not None:
        from bot.environment import read_env_file

        read_env_file(file)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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
@click.option(
    "--env-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    envvar="LUOTSI_ENV_FILE",
    is_eager=True,
    expose_value=False,
    callback=_read_env_file,
    help="File of variables, a NAME=value a line; those already set stay (also LUOTSI_ENV_FILE).",
)
@click.version_option(package_name="luotsi")
@click.pass_context
def cli(context: click.Context, knowledge: Path | None, data: Path | None, retention_days: int) -> None:
    """Luotsi: whom to call and what to do when you worry that somebody may turn to violence."""
    context.meta["luotsi.log"] = (data, retention_days)
    context.obj = knowledge or shipped_knowledge()


def main() -> NoReturn:
    """Run the command line; an operator's mistake is one line and exit code 2."""
    gc.disable()  # a command makes values that stay until it ends; `running` looks for garbage again
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

"""The picture of a talk: the real assistant and the real terminal channel, recorded by rich as an SVG.

The template is our own because rich's links a font from the web; the words are placed so that any monospaced font fits.
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from bot.app import Assistant
from bot.channels import terminal
from bot.hours import FINLAND
from bot.model import Knowledge

PICTURE = Path(__file__).with_name("talk.svg")
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=FINLAND)
WIDTH = 80

BEFORE = ("Ei", "Koulu tai oppilaitos", "Huolestuttava puhe tai käytös, ei uhkausta", "alle 18")
"""What a teacher has answered in Finnish before the picture begins: no danger, a school, worrying talk, under 18."""
TYPED = "Jyväskylä"
"""What the picture shows being typed: the last answer."""

THEME = TerminalTheme(
    (24, 28, 36),
    (222, 226, 233),
    [
        (24, 28, 36),
        (255, 107, 107),
        (152, 195, 121),
        (229, 192, 123),
        (97, 175, 239),
        (198, 120, 221),
        (86, 192, 204),
        (222, 226, 233),
    ],
)
"""Colours with enough contrast for tired eyes: at least 6:1 on the background."""

TEMPLATE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>A talk with luotsi in a terminal</title>
<style>
.{unique_id}-matrix {{ font: {char_height}px/{line_height}px ui-monospace, Menlo, Consolas, monospace }}
{styles}
</style>
<rect width="100%" height="100%" rx="10" fill="#181c24"/>
<text x="50%" y="28" text-anchor="middle" font-family="sans-serif" font-size="18" fill="#8e929a">luotsi chat</text>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
<defs>{lines}</defs>
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g>
</g>
</svg>
"""


def drawn(knowledge: Knowledge) -> str:
    """The picture as SVG: the last question of the talk, what is typed, and the card that comes back."""
    console = Console(file=io.StringIO(), record=True, width=WIDTH, force_terminal=True, highlight=False, markup=False)
    assistant = Assistant(knowledge, "fi")
    screen = assistant.open(terminal.CHAT, TUESDAY)
    for said in BEFORE:
        screen = assistant.handle(terminal.CHAT, said, TUESDAY)
    terminal.show(console, screen)
    console.print(Text(f"\n> {TYPED}", style="bold green"))
    terminal.show(console, assistant.handle(terminal.CHAT, TYPED, TUESDAY))
    return console.export_svg(theme=THEME, code_format=TEMPLATE, unique_id="luotsi")

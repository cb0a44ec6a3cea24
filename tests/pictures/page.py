"""`python -m tests.pictures.page` takes the pictures of the web page anew, in a real browser. Needs `chromium`."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from bot.buttons import button_data
from bot.hours import FINLAND
from bot.model import Chose, Knowledge, Locale, Message, Session, Show
from bot.pocket.copy import pocket_copy
from tests.benchmarks.web import known
from tests.channels.web.browser import Tab, browser
from tests.channels.web.proof import ANSWERS, CARD, PHONE, SUBMIT, TYPED, served

FOLDER = Path(__file__).parent / "page"
WIDE = (1020, 690)
TYPE = """
const field = document.getElementById("text");
field.focus(); field.value = "{text}"; field.dispatchEvent(new Event("input"));
"""


class Photographer:
    """Brings pages into view and takes their pictures."""

    def __init__(self, tab: Tab, knowledge: Knowledge, base: str) -> None:
        self.tab = tab
        self.knowledge = knowledge
        self.base = base

    async def show(self, locale: Locale, answers: dict[str, str], message: Message, text: str = "") -> None:
        """The page behind a button, or behind words typed there."""
        data = button_data(self.knowledge, Session(locale, answers), message)
        fields = {"at": data, "text": text} if text else {"do": data}
        await self.tab.open(f"{self.base}/{locale}")
        await self.tab.leave_by(SUBMIT.format(locale=locale, fields=fields))

    async def take(self, name: str, *, dark: bool = False) -> None:
        """Write what is in view to a file, as a phone shows it and as a desktop does."""
        for ending, size in (("", PHONE), ("-wide", WIDE)):
            await self.tab.looks(*size, dark=dark)
            await self.tab.picture(FOLDER / f"{name}{ending}.png")
        await self.tab.looks(*PHONE)


async def take_all() -> None:
    """Pictures of each kind of page, and of the card in the dark."""
    knowledge = known()
    FOLDER.mkdir(exist_ok=True)
    async with served(knowledge) as base, browser() as tab:
        photographer = Photographer(tab, knowledge, base)
        show, take = photographer.show, photographer.take
        await tab.looks(*PHONE)
        await tab.open(f"{base}/fi")
        await take("first")
        await show("fi", {}, Chose("danger", "no"))
        await take("roles")
        await show("fi", ANSWERS, Show("card"))
        await tab.run(TYPE.format(text="aane"))
        await take("place")
        await show("sv", {}, Show("card"), TYPED["sv"])
        await take("understood")
        await show("fi", CARD, Show("card"))
        await take("card")
        await show("en", CARD, Show("card"))
        await take("dark", dark=True)
        await tab.open(f"{base}/sv/accessibility")
        await take("statement")
        copy = FOLDER / "copy.html"
        text = pocket_copy(knowledge, "teacher", "564", datetime.now(FINLAND).date())
        await asyncio.to_thread(copy.write_text, text, "utf-8")
        await tab.open(copy.as_uri())
        await asyncio.to_thread(copy.unlink)
        await take("pocket")


if __name__ == "__main__":
    asyncio.run(take_all())

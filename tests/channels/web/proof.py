"""The page in a real browser: `python -m tests.channels.web.proof node_modules/axe-core/axe.min.js`.

Every kind of page in three languages, light and dark, is examined by axe-core; a talk is held by keyboard alone and
with scripts off; pages are measured for what they ask for and how wide they are, on a narrow phone and enlarged to
200 %; the pocket copy of every municipality is opened with the network off. Needs `chromium`, and for axe the npm
package `axe-core`. What came of it is printed; whatever is wrong is listed, and the exit code is 1.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import click

from bot.app import Assistant
from bot.buttons import button_data
from bot.channels.web.run import serve
from bot.channels.web.settings import Limits, Setting
from bot.channels.web.site import Site
from bot.content.load import load
from bot.hours import FINLAND
from bot.model import LOCALES, Chose, Feedback, Knowledge, Locale, Message, Session, Show
from bot.pocket.copy import file_name, pocket_copy
from bot.settings import shipped_knowledge
from tests.channels.telegram.stand import free_port
from tests.channels.web.browser import Tab, browser

ANSWERS = {"danger": "no", "role": "teacher", "situation": "worrying-speech-or-behaviour", "age": "under-18"}
CARD = {**ANSWERS, "place": "564"}
TYPED = {"fi": "oppilas puhuu ampumisesta, Tampere", "sv": "en elev talar om att skjuta, Vasa", "en": "a pupil, Oulu"}
MOST_STEPS = 60
"""Presses of Tab after which a button is taken to be out of reach."""
NARROW, PHONE, DESKTOP = (320, 640), (390, 844), (1280, 900)
ENLARGED = (640, 450)
"""What is left of a desktop's 1280 by 900 at 200 %."""

SUBMIT = """
const form = document.createElement("form"); form.method = "post"; form.action = "/{locale}";
for (const [name, value] of Object.entries({fields})) {{
  const input = document.createElement("input"); input.name = name; input.value = value; form.append(input);
}}
document.body.append(form); form.submit();
"""
AXE = """
axe.run(document, {resultTypes: ["violations"]})
  .then((found) => found.violations.map((each) => each.id + ": " + each.nodes.map((node) => node.target).join(" ")))
"""
SPILLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Proof:
    """Gathers what is wrong, and counts what was looked at."""

    def __init__(self, tab: Tab, knowledge: Knowledge, base: str, axe: str) -> None:
        self.tab = tab
        self.knowledge = knowledge
        self.base = base
        self.axe = axe
        self.wrong: list[str] = []
        self.seen: Counter[str] = Counter()

    def check(self, *, holds: bool, otherwise: str) -> None:
        """Note what does not hold."""
        if not holds:
            self.wrong.append(otherwise)

    def kinds(self, locale: Locale) -> dict[str, str | dict[str, str]]:
        """Each kind of page: an address, or the fields of a form."""

        def pressed(answers: dict[str, str], message: Message) -> dict[str, str]:
            return {"do": button_data(self.knowledge, Session(locale, answers), message)}

        first = button_data(self.knowledge, Session(locale), Show("card"))
        return {
            "first": f"/{locale}",
            "roles": pressed({}, Chose("danger", "unsure")),
            "place": pressed(ANSWERS, Show("card")),
            "card": pressed(CARD, Show("card")),
            "forward": pressed(CARD, Show("share")),
            "which number": pressed(CARD, Feedback("number-failed")),
            "understood": {"at": first, "text": TYPED[locale]},
            "not understood": {"at": first, "text": "zzz qqq"},
            "statement": f"/{locale}/accessibility",
            "no such page": f"/{locale}/nowhere",
        }

    async def show(self, locale: Locale, kind: str | dict[str, str]) -> None:
        """Bring a page into the tab."""
        await self.tab.open(self.base + (kind if isinstance(kind, str) else f"/{locale}"))
        if isinstance(kind, dict):
            await self.tab.leave_by(SUBMIT.format(locale=locale, fields=kind))

    # --- what is proven -----------------------------------------------------------------------------------

    async def accessible(self) -> None:
        """No violation of any rule of axe-core, of any level, on any kind of page."""
        for dark in (False, True):
            await self.tab.looks(*PHONE, dark=dark)
            for locale in LOCALES:
                for name, kind in self.kinds(locale).items():
                    await self.show(locale, kind)
                    await self.tab.run("for (const part of document.querySelectorAll('details')) part.open = true")
                    await self.tab.run(self.axe)
                    for violation in await self.tab.run(AXE):
                        self.wrong.append(f"axe, {name} in {locale}{' dark' if dark else ''}: {violation}")
                    self.seen["pages examined by axe-core"] += 1

    async def fits(self) -> None:
        """No page is wider than a narrow phone, nor than a desktop enlarged to 200 %."""
        for size in (NARROW, ENLARGED):
            await self.tab.looks(*size)
            for locale in LOCALES:
                for name, kind in self.kinds(locale).items():
                    await self.show(locale, kind)
                    self.check(holds=not await self.tab.run(SPILLS), otherwise=f"{name} in {locale} spills at {size}")
                    self.seen["pages that fit 320 px and 200 %"] += 1

    async def frugal(self) -> None:
        """A page asks for itself, its stylesheet and its script, and for nothing from elsewhere."""
        for locale in LOCALES:
            for name, kind in self.kinds(locale).items():
                await self.tab.call("Network.clearBrowserCache")
                await self.show(locale, kind)
                others = [url for url in self.tab.asked_for if not url.startswith("data:")]
                self.check(holds=all(url.startswith(self.base) for url in others), otherwise=f"{name} asks {others}")
                self.check(holds=len(others) <= 3, otherwise=f"{name} asks for {len(others)} things: {others}")
                self.seen["pages that ask for three things at most"] += 1
        self.wrong += [f"console: {told}" for told in self.tab.complaints if "404" not in told]

    async def by_keyboard(self) -> None:
        """From the first question to the card with Tab, Enter and letters alone; the place by its suggestion."""
        await self.tab.looks(*DESKTOP)
        for locale in LOCALES:
            await self.tab.open(f"{self.base}/{locale}")
            for name, given in ANSWERS.items():
                question = self.knowledge.question(name)
                assert question is not None
                await self.tab_to(question.options[given].label[locale])
                await self.tab.press("Enter", leads=True)
            await self.tab_to("#text")
            for letter in "aane":
                await self.tab.press(letter)
            await self.tab.press("ArrowDown")
            await self.tab.press("Enter", leads=True)
            heading = await self.tab.run("document.querySelector('h1').textContent")
            self.check(holds="nekoski" in heading, otherwise=f"by keyboard in {locale}: no card but {heading!r}")
            self.seen["talks held by keyboard"] += 1

    async def tab_to(self, target: str) -> None:
        """Press Tab until this has the focus, which must be visible all the way."""
        await self.tab.run("document.activeElement.blur()")
        for _ in range(MOST_STEPS):
            await self.tab.press("Tab")
            told = await self.tab.run(
                "(() => { const it = document.activeElement; const style = getComputedStyle(it);"
                " return [it.textContent, '#' + it.id, style.outlineStyle !== 'none']; })()"
            )
            self.check(holds=told[2], otherwise=f"the focus is not seen on {told[0]!r}")
            if target in told[:2]:
                return
        self.wrong.append(f"{target!r} is out of reach of the keyboard")

    async def without_scripts(self) -> None:
        """The same talk with scripts off: buttons, the typed place, a change of answer and of language."""
        await self.tab.call("Emulation.setScriptExecutionDisabled", value=True)
        await self.tab.looks(*PHONE)
        for locale in LOCALES:
            await self.tab.open(f"{self.base}/{locale}")
            for name, given in ANSWERS.items():
                question = self.knowledge.question(name)
                assert question is not None
                await self.click(question.options[given].label[locale])
            await self.tab.run("document.querySelector('#text').value = 'Oulu'")
            await self.tab.leave_by("document.querySelector('form.typed button').click()")
            await self.tab.leave_by("document.querySelectorAll('form.given button')[1].click()")
            other = self.knowledge.question("role")
            assert other is not None
            await self.click(other.options["youth-work"].label[locale])
            await self.tab.leave_by("document.querySelector('form.languages button').click()")
            count = await self.tab.run("document.querySelectorAll('.doors li').length")
            self.check(holds=bool(count), otherwise=f"without scripts in {locale}: no card")
            self.seen["talks held without scripts"] += 1
        await self.tab.call("Emulation.setScriptExecutionDisabled", value=False)

    async def click(self, label: str) -> None:
        """Press the button with these words, as a hand would."""
        await self.tab.leave_by(
            f"[...document.querySelectorAll('main button')].find(each => each.textContent === {label!r}).click()"
        )

    async def leaves(self) -> None:
        """Leaving replaces the page in the history."""
        await self.tab.open(f"{self.base}/fi")
        before = await self.tab.run("history.length")
        await self.tab.run(f"document.querySelector('.leave').href = '{self.base}/en/accessibility'")
        await self.tab.leave_by("document.querySelector('.leave').click()")
        self.check(holds=await self.tab.run("history.length") == before, otherwise="leaving adds to the history")
        self.seen["ways to leave"] += 1

    async def offline(self, folder: Path) -> None:
        """The pocket copy of each municipality with the network off: whole in each language, and accessible."""
        await self.tab.call(
            "Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0
        )
        await self.tab.looks(*PHONE)
        count = len(self.knowledge.situations)
        for number, place in enumerate(self.knowledge.municipalities):
            file = folder / file_name(self.knowledge, place)
            text = pocket_copy(self.knowledge, "reception-centre", place, datetime.now(FINLAND).date())
            await asyncio.to_thread(file.write_text, text, "utf-8")
            self.seen["bytes of the largest pocket copy"] = max(
                self.seen["bytes of the largest pocket copy"], len(text.encode())
            )
            await self.tab.open(file.as_uri())
            self.check(holds=len(self.tab.asked_for) == 1, otherwise=f"{file.name} asks for {self.tab.asked_for}")
            for locale in LOCALES:
                shown = await self.tab.run(
                    f"document.getElementById('{locale}').click();"
                    "[...document.querySelectorAll('details')].filter(each => each.checkVisibility()).length"
                )
                self.check(holds=shown == count, otherwise=f"{file.name} shows {shown} situations in {locale}")
            if number % 50 == 0:
                await self.tab.run("for (const part of document.querySelectorAll('details')) part.open = true")
                await self.tab.run(self.axe)
                self.wrong += [f"axe, {file.name}: {violation}" for violation in await self.tab.run(AXE)]
            self.seen["pocket copies opened without a network"] += 1


@asynccontextmanager
async def served(knowledge: Knowledge) -> AsyncIterator[str]:
    """The address of a site that is served for a while."""
    setting = Setting(port=free_port(), limits=Limits(a_second=0))
    stopping = asyncio.Event()
    task = asyncio.create_task(serve(setting, Site(Assistant(knowledge), setting), stopping))
    await asyncio.sleep(0.5)
    try:
        yield f"http://127.0.0.1:{setting.port}"
    finally:
        stopping.set()
        await task


async def prove(axe: str) -> Proof:
    """Look at everything."""
    knowledge = load(shipped_knowledge()).fit
    assert knowledge is not None
    async with served(knowledge) as base, browser() as tab:
        proof = Proof(tab, knowledge, base, axe)
        await proof.accessible()
        await proof.fits()
        await proof.frugal()
        await proof.by_keyboard()
        await proof.without_scripts()
        await proof.leaves()
        with tempfile.TemporaryDirectory() as folder:
            await proof.offline(Path(folder))
        return proof


@click.command()
@click.argument("axe", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(axe: Path) -> None:
    """Look at everything, and tell. AXE is the file axe.min.js of the npm package axe-core."""
    proof = asyncio.run(prove(axe.read_text("utf-8")))
    for what, count in proof.seen.items():
        click.echo(f"{count} {what}")
    for fault in dict.fromkeys(proof.wrong):
        click.echo(f"wrong: {fault}", err=True)
    sys.exit(bool(proof.wrong))


if __name__ == "__main__":
    main()

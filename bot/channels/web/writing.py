"""Pages written: a screen and where its talk stands to the text that is sent."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time
from pathlib import Path

from markupsafe import Markup
from starlette.responses import HTMLResponse

from bot.app import Assistant
from bot.buttons import carrier
from bot.channels.web.pages import Page, button, given_on, page, suggestions, without_buttons
from bot.conversation import position, session_at
from bot.hours import FINLAND
from bot.keeping import kept
from bot.markup.templates import templates
from bot.model import LANGUAGE_NAMES, Knowledge, Locale, Offer, Screen, Session, Show
from bot.wording.pages import page_words

HERE = Path(__file__).parent
LONGEST_TEXT = 1_000
"""Characters somebody can type."""
SENDS = 'method="post" action="/{}"><input type="hidden" name="talk" value="{}">'
"""How each form of a page goes on: where it sends what it holds, and for which talk."""
TALK = "a-talk-of-its-own"
"""Stands for the token of a talk in a page that is kept for others too."""
MOST_PAGES = 512
"""Kept in memory; of some 20 kB each."""
NOON = time(12, tzinfo=FINLAND)
"""Parts of a card and answers are the same at any hour of a day."""
FILES = ("site.css", "site.js")


class Writer:
    """Writes the pages of an assistant; `leave_to` is where its visitors leave to."""

    def __init__(self, assistant: Assistant, leave_to: str) -> None:
        self.assistant = assistant
        self.leave_to = leave_to
        self.files = {name: (HERE / "static" / name).read_bytes() for name in FILES}
        self.version = hashlib.sha256(b"".join(self.files.values())).hexdigest()[:12]
        """Of the files beside the pages; it is in their address, so that they can be kept for ever."""
        self._kept = kept(MOST_PAGES)(self._written)
        environment = templates(HERE / "templates")
        environment.globals |= {"button": button, "suggestions": suggestions}
        self._template = environment.get_template("page.html")

    def in_talk(self, screen: Screen, session: Session, token: str, now: datetime, shared: str = "") -> HTMLResponse:
        """The page of a screen in a talk: with the answers given so far and, for a card, its other parts.

        Many talks see the same pages, so the latest are kept; what somebody has typed stands on none of those.
        """
        knowledge = self.assistant.knowledge
        if knowledge is None:
            return self.alone(without_buttons(screen))
        write = self._written if _shows_words(screen) else self._kept
        text = write(knowledge, position(knowledge, session), screen, shared, now.date())
        return _response(text.replace(TALK, token), screen.locale)

    def alone(self, shown: Page, status: int = 200) -> HTMLResponse:
        """A page that is part of no talk."""
        return _response(self._rendered(shown), shown.locale, status)

    def _written(self, knowledge: Knowledge, stands: str, screen: Screen, shared: str, day: date) -> str:
        """A page as text, with `TALK` in the place of the token; it holds all day."""
        session = session_at(knowledge, stands) or Session(screen.locale)
        now = datetime.combine(day, NOON)
        answered = self.assistant.peek(session, Show("answers"), now) if session.answers else None
        shown = page(
            screen,
            carrier(knowledge, session),
            self.assistant.folds(session, now) if screen.is_answer else (),
            () if answered is None else given_on(answered),
        )
        return self._rendered(shown, shared)

    def _rendered(self, shown: Page, shared: str = "") -> str:
        knowledge = self.assistant.knowledge
        return self._template.render(
            page=shown,
            words=page_words(shown.locale, knowledge.version if knowledge is not None else "–"),
            sends=Markup(SENDS).format(shown.locale, TALK),  # noqa: S704 - both are escaped
            shared=shared,
            static=f"/static/{self.version}",
            leave_to=self.leave_to,
            names=LANGUAGE_NAMES,
            longest=LONGEST_TEXT,
        )


def _response(text: str, locale: Locale, status: int = 200) -> HTMLResponse:
    return HTMLResponse(text, status, {"Content-Language": locale})


def _shows_words(screen: Screen) -> bool:
    """Whether it shows what somebody has typed, to be sent to the editors or not."""
    return any(isinstance(button.message, Offer) and not button.control for button in screen.buttons)

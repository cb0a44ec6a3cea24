"""The addresses of the web page, each answered with a page.

The position of a talk travels in its forms, so no address but an explicit link tells anything of a case. A talk has a
random token, also in the form, under which memory holds what a position cannot: words that matched nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl

from markupsafe import Markup
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Scope

from bot.app import Assistant
from bot.buttons import carrier, link_payload, read_button, read_link
from bot.channels.web.guard import Gate, Guard, Once, address_of
from bot.channels.web.pages import Page, button, given_on, page, suggestions, without_buttons
from bot.channels.web.settings import Setting
from bot.conversation import position, session_at
from bot.hours import FINLAND
from bot.markup.templates import templates
from bot.model import (
    LANGUAGE_NAMES,
    LOCALES,
    Expired,
    Feedback,
    Knowledge,
    Locale,
    Message,
    Offer,
    Screen,
    Session,
    Show,
)
from bot.pocket.copy import ANYBODY, file_name, pocket_copy
from bot.wording.pages import Mishap, mishap, page_words, statement
from bot.wording.screens import unavailable

HERE = Path(__file__).parent
LARGEST_BODY = 16_384
"""Bytes of a form: the longest typed text, three times over."""
LARGEST_CALL = 1_000_000
"""Bytes of a call from another service."""
MOST_FIELDS = 8
LONGEST_TEXT = 1_000
"""Characters somebody can type."""
BODY_WITHIN = 10.0
"""Seconds in which a form must have arrived."""
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
SENDS = 'method="post" action="/{}"><input type="hidden" name="talk" value="{}">'
"""How each form of a page goes on: where it sends what it holds, and for which talk."""
TALK = "a-talk-of-its-own"
"""Stands for the token of a talk in a page that is kept for others too."""
MOST_PAGES = 512
"""Kept in memory; of some 20 kB each."""
TYPES = {"site.css": "text/css; charset=utf-8", "site.js": "text/javascript; charset=utf-8"}

Form = Mapping[str, str]
Calls = Callable[[Mapping[str, str], bytes], Awaitable[int]]
"""Takes the headers and the body of a call; the status it is answered with."""


class TooLarge(Exception):
    """A form that is longer than any of ours, or takes too long to arrive."""


class Site:
    """Answers requests with the pages of one assistant."""

    def __init__(
        self, assistant: Assistant, setting: Setting, clock: Callable[[], datetime] = lambda: datetime.now(FINLAND)
    ) -> None:
        self.assistant = assistant
        self.setting = setting
        self.clock = clock
        self.is_stopping = False
        self.calls: Calls | None = None
        """Where the calls of another service go whose address is served here; None while nobody takes them."""
        self._reported = Once()
        self._copying = asyncio.Lock()
        self._files = {name: (HERE / "static" / name).read_bytes() for name in TYPES}
        self._version = hashlib.sha256(b"".join(self._files.values())).hexdigest()[:12]
        self._kept = lru_cache(maxsize=MOST_PAGES)(self._written)
        environment = templates(HERE / "templates")
        environment.globals |= {"button": button, "suggestions": suggestions}
        self._template = environment.get_template("page.html")

    def take_calls(self, calls: Calls | None) -> None:
        """Let the calls of another service go here, and with None nowhere any more."""
        self.calls = calls

    def app(self) -> ASGIApp:
        """The application, behind its guard."""
        called = self.setting.called_at
        routes = [
            *([Route(called, self._called, methods=["POST"])] if called else []),
            Route("/", self._root),
            Route("/health", self._health),
            Route("/ready", self._ready),
            Route("/static/{version}/{name}", self._static),
            Route("/{lang}", self._talk, methods=["GET", "POST"]),
            Route("/{lang}/accessibility", self._statement),
            Route("/{lang}/pocket", self._pocket, methods=["POST"]),
            Route("/{lang}/k/{payload}", self._shared),
        ]
        handlers = {HTTPException: self._no_such_page, TooLarge: self._too_large}
        inner = Starlette(routes=routes, exception_handlers=handlers)  # type: ignore[arg-type]  # each takes its own kind
        gate = Gate(self.setting.limits)
        return Guard(inner, gate, self._address, self._too_much, self._last_resort)

    def _address(self, scope: Scope) -> str | None:
        """Whose limit a request counts against; the calls of another service have none, because they bring a secret."""
        called = self.setting.called_at and scope["path"] == self.setting.called_at
        return None if called else address_of(scope, behind_proxy=self.setting.behind_proxy)

    # --- the talk -----------------------------------------------------------------------------------------

    async def _root(self, request: Request) -> Response:
        locale = preferred(request.headers.get("accept-language", ""))
        return RedirectResponse(f"/{locale}", 303, {"Vary": "Accept-Language"})

    async def _talk(self, request: Request) -> Response:
        locale = _locale(request)
        if request.method == "POST" and request.headers.get("sec-fetch-site") != "cross-site":
            return self._turn(request, locale, await form_of(request))
        return self._opened(Session(locale), Show("card"))

    def _opened(self, session: Session, message: Message) -> Response:
        """The page a talk begins with: nothing is kept and nothing counted before somebody answers."""
        screen = self.assistant.peek(session, message, self.clock())
        return self._answer(screen, session, new_token())

    def _turn(self, request: Request, locale: Locale, form: Form) -> Response:
        """Answer a button or typed words where the form says the talk stands."""
        token = form.get("talk", "")
        if TOKEN.fullmatch(token) is None:
            token = new_token()
        key, now = f"web {token}", self.clock()
        session, message = self._meant(form, locale)
        self.assistant.resume(key, session, now, in_sight=isinstance(message, str))
        if isinstance(message, Feedback) and message.contact and not self._counts(request, message.contact):
            screen = self.assistant.peek(session, message, now)
        else:
            screen = self.assistant.handle(key, message, now)
        session = self.assistant.standing(key, now) or Session(screen.locale)
        return self._answer(screen, session, token, self._link(session, message))

    def _meant(self, form: Form, locale: Locale) -> tuple[Session, Message | str]:
        """Where a form says the talk stands, and the button or the words it brings."""
        knowledge = self.assistant.knowledge
        pressed, said = form.get("do", ""), form.get("text", "").strip()[:LONGEST_TEXT]
        tap = read_button(knowledge, pressed or form.get("at", "")) if knowledge is not None else None
        if tap is None:
            return Session(locale), Expired()
        return tap.session, said if said and not pressed else tap.message

    def _counts(self, request: Request, contact: str) -> bool:
        """Whether a report about a number is the first from this address."""
        return self._reported.is_new(address_of(request.scope, behind_proxy=self.setting.behind_proxy), contact)

    def _link(self, session: Session, message: Message | str) -> str:
        """The address of this answer, where it was asked for."""
        knowledge = self.assistant.knowledge
        if knowledge is None or message != Show("share") or not self.assistant.folds(session, self.clock()):
            return ""
        return f"/{session.locale}/k/{link_payload(knowledge, session)}"

    async def _shared(self, request: Request) -> Response:
        locale, knowledge = _locale(request), self.assistant.knowledge
        session = read_link(knowledge, request.path_params["payload"], locale) if knowledge is not None else None
        opened = self._opened(Session(locale), Expired()) if session is None else self._opened(session, Show("card"))
        opened.headers["X-Robots-Tag"] = "noindex"
        return opened

    async def _pocket(self, request: Request) -> Response:
        """The copy of the talk's place and role, to be saved; one is made at a time, beside the talks."""
        locale, knowledge = _locale(request), self.assistant.knowledge
        session, _ = self._meant(await form_of(request), locale)
        place, role = session.answers.get("place"), session.answers.get("role", ANYBODY)
        if knowledge is None or place is None:
            return RedirectResponse(f"/{locale}", 303)
        async with self._copying:
            text = await asyncio.to_thread(pocket_copy, knowledge, role, place, self.clock().date(), locale)
        saved = f'attachment; filename="{file_name(knowledge, place)}"'
        return HTMLResponse(text, headers={"Content-Disposition": saved})

    # --- other pages --------------------------------------------------------------------------------------

    async def _statement(self, request: Request) -> Response:
        locale = _locale(request)
        return self._html(without_buttons(statement(locale, self.assistant.knowledge)))

    async def _static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in self._files or request.path_params["version"] != self._version:
            raise HTTPException(404)
        forever = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(self._files[name], media_type=TYPES[name], headers=forever)

    async def _called(self, request: Request) -> Response:
        status = 503 if self.calls is None else await self.calls(request.headers, await body_of(request, LARGEST_CALL))
        return Response(status_code=status, headers={"Retry-After": "2"} if status == 503 else {})  # noqa: PLR2004 - come again

    async def _health(self, _: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def _ready(self, _: Request) -> Response:
        """Whether we can answer with knowledge, and are not about to stop."""
        if self.is_stopping:
            return JSONResponse({"status": "stopping"}, 503)
        knowledge = self.assistant.knowledge
        if knowledge is None:
            return JSONResponse({"status": "no knowledge"}, 503)
        return JSONResponse({"status": "ready", "knowledge": knowledge.version})

    # --- what goes wrong ----------------------------------------------------------------------------------

    async def _no_such_page(self, request: Request, reason: HTTPException) -> Response:
        return self._mishap(request.scope, "lost", reason.status_code, reason.headers)

    async def _too_large(self, request: Request, _: TooLarge) -> Response:
        return self._mishap(request.scope, "too-large", 413)

    def _too_much(self, scope: Scope) -> Response:
        return self._mishap(scope, "too-much", 429, {"Retry-After": "5"})

    def _last_resort(self, scope: Scope) -> Response:
        return self._html(without_buttons(unavailable(_locale_of(scope["path"]))), 500)

    def _mishap(
        self, scope: Scope, which: Mishap, status: int, headers: Mapping[str, str] | None = None
    ) -> HTMLResponse:
        response = self._html(without_buttons(mishap(_locale_of(scope["path"]), which)), status)
        response.headers.update(headers or {})
        return response

    # --- showing ------------------------------------------------------------------------------------------

    def _answer(self, screen: Screen, session: Session, token: str, shared: str = "") -> HTMLResponse:
        """The page of a screen in a talk: with the answers given so far and, for a card, its other parts.

        Many talks see the same pages, so the latest are kept; what somebody has typed stands on none of those.
        """
        knowledge = self.assistant.knowledge
        if knowledge is None:
            return self._html(without_buttons(screen))
        stands = position(knowledge, session)
        write = self._written if _shows_words(screen) else self._kept
        text = write(knowledge, stands, screen, shared, self.clock().date())
        return _response(text.replace(TALK, token), screen.locale)

    def _written(self, knowledge: Knowledge, stands: str, screen: Screen, shared: str, _: date) -> str:
        """The same as text, with `TALK` in the place of the token; it holds for a day."""
        session, now = session_at(knowledge, stands) or Session(screen.locale), self.clock()
        answered = self.assistant.peek(session, Show("answers"), now) if session.answers else None
        shown = page(
            screen,
            carrier(knowledge, session),
            self.assistant.folds(session, now) if screen.is_answer else (),
            () if answered is None else given_on(answered),
        )
        return self._rendered(shown, shared)

    def _html(self, shown: Page, status: int = 200) -> HTMLResponse:
        """A page that is part of no talk."""
        return _response(self._rendered(shown), shown.locale, status)

    def _rendered(self, shown: Page, shared: str = "") -> str:
        knowledge = self.assistant.knowledge
        return self._template.render(
            page=shown,
            words=page_words(shown.locale, knowledge.version if knowledge is not None else "–"),
            sends=Markup(SENDS).format(shown.locale, TALK),  # noqa: S704 - both are escaped
            shared=shared,
            static=f"/static/{self._version}",
            leave_to=self.setting.leave_to,
            names=LANGUAGE_NAMES,
            longest=LONGEST_TEXT,
        )


def _response(text: str, locale: Locale, status: int = 200) -> HTMLResponse:
    return HTMLResponse(text, status, {"Content-Language": locale})


def _shows_words(screen: Screen) -> bool:
    """Whether it shows what somebody has typed, to be sent to the editors or not."""
    return any(isinstance(button.message, Offer) and not button.control for button in screen.buttons)


def new_token() -> str:
    """The name of a talk: 128 random bits."""
    return secrets.token_urlsafe(16)


async def body_of(request: Request, largest: int) -> bytes:
    """What a request carries. Raises TooLarge for more than so many bytes, or where they take too long."""
    held = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN):
            async for part in request.stream():
                held += part
                if len(held) > largest:
                    raise TooLarge
    except TimeoutError:
        raise TooLarge from None
    return bytes(held)


async def form_of(request: Request) -> Form:
    """The fields of a form; what is none has none. Raises TooLarge."""
    held = await body_of(request, LARGEST_BODY)
    try:
        return dict(parse_qsl(held.decode("ascii"), errors="replace", max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


def preferred(header: str) -> Locale:
    """The language of ours that a browser asks for first: Finnish where it does not say, English where none is ours."""
    asked: list[tuple[float, str]] = []
    for part in header[:200].split(","):
        code, _, weight = part.partition(";q=")
        try:
            asked.append((float(weight or 1), code.strip().casefold().partition("-")[0]))
        except ValueError:
            continue
    ranked = sorted((each for each in asked if each[0] > 0 and each[1]), key=lambda each: -each[0])
    if not ranked:
        return "fi"
    return next((locale for _, code in ranked for locale in LOCALES if locale == code), "en")


def _locale(request: Request) -> Locale:
    """The language an address names; any other address is none of ours."""
    locale = next((each for each in LOCALES if each == request.path_params["lang"]), None)
    if locale is None:
        raise HTTPException(404)
    return locale


def _locale_of(path: str) -> Locale:
    """The language an address begins with, Finnish where it does not."""
    return next((each for each in LOCALES if path.startswith(f"/{each}/") or path == f"/{each}"), "fi")

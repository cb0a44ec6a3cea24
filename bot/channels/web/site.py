"""The addresses of the web page, each answered with a page.

The position of a talk travels in its forms, so no address but an explicit link tells anything of a case. A talk has a
random token, also in the form, under which memory holds what a position cannot: words that matched nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Scope

from bot.app import Assistant
from bot.buttons import link_payload, read_button, read_link
from bot.channels.serving import LARGEST_CALL
from bot.channels.web.guard import Gate, Guard, Once, address_of
from bot.channels.web.pages import without_buttons
from bot.channels.web.reading import (
    Form,
    TooLarge,
    body_of,
    form_of,
    locale_at,
    locale_of,
    new_token,
    preferred,
    token_of,
)
from bot.channels.web.settings import Setting
from bot.channels.web.writing import LONGEST_TEXT, Writer
from bot.hours import FINLAND
from bot.model import (
    Expired,
    Feedback,
    Locale,
    Message,
    Session,
    Show,
)
from bot.pocket.copy import ANYBODY, file_name, pocket_copy
from bot.wording.pages import Mishap, mishap, statement
from bot.wording.screens import unavailable

TYPES = {"site.css": "text/css; charset=utf-8", "site.js": "text/javascript; charset=utf-8"}

Calls = Callable[[Mapping[str, str], bytes], Awaitable[int]]
"""Takes the headers and the body of a call; the status it is answered with."""


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
        self._writer = Writer(assistant, setting.leave_to)

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
        locale = locale_of(request)
        if request.method == "POST" and request.headers.get("sec-fetch-site") != "cross-site":
            return self._turn(request, locale, await form_of(request))
        return self._opened(Session(locale), Show("card"))

    def _opened(self, session: Session, message: Message) -> Response:
        """The page a talk begins with: nothing is kept and nothing counted before somebody answers."""
        screen = self.assistant.peek(session, message, self.clock())
        return self._writer.in_talk(screen, session, new_token(), self.clock())

    def _turn(self, request: Request, locale: Locale, form: Form) -> Response:
        """Answer a button or typed words where the form says the talk stands."""
        token, now = token_of(form), self.clock()
        key = f"web {token}"
        session, message = self._meant(form, locale)
        self.assistant.resume(key, session, now, in_sight=isinstance(message, str))
        if isinstance(message, Feedback) and message.contact and not self._counts(request, message.contact):
            screen = self.assistant.peek(session, message, now)
        else:
            screen = self.assistant.handle(key, message, now)
        session = self.assistant.standing(key, now) or Session(screen.locale)
        return self._writer.in_talk(screen, session, token, now, self._link(session, message))

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
        locale, knowledge = locale_of(request), self.assistant.knowledge
        session = read_link(knowledge, request.path_params["payload"], locale) if knowledge is not None else None
        opened = self._opened(Session(locale), Expired()) if session is None else self._opened(session, Show("card"))
        opened.headers["X-Robots-Tag"] = "noindex"
        return opened

    async def _pocket(self, request: Request) -> Response:
        """The copy of the talk's place and role, to be saved; one is made at a time, beside the talks."""
        locale, knowledge = locale_of(request), self.assistant.knowledge
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
        locale = locale_of(request)
        return self._writer.alone(without_buttons(statement(locale, self.assistant.knowledge)))

    async def _static(self, request: Request) -> Response:
        name, held = request.path_params["name"], self._writer.files
        if name not in held or request.path_params["version"] != self._writer.version:
            raise HTTPException(404)
        forever = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(held[name], media_type=TYPES[name], headers=forever)

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
        return self._writer.alone(without_buttons(unavailable(locale_at(scope["path"]))), 500)

    def _mishap(
        self, scope: Scope, which: Mishap, status: int, headers: Mapping[str, str] | None = None
    ) -> HTMLResponse:
        response = self._writer.alone(without_buttons(mishap(locale_at(scope["path"]), which)), status)
        response.headers.update(headers or {})
        return response

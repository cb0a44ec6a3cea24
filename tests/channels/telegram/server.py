"""A Bot API server on the loopback that refuses what Telegram refuses, and fails when it is told to.

It holds what phones would show: each chat's messages as they stand after every edit. Numbers, words of errors and the
way updates are handed out follow the official server.
"""

from __future__ import annotations

import asyncio
import html
import json
import re
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, web

TOKEN = "4242:loopback-token"  # noqa: S105 - made up
BOT = {"id": 4242, "is_bot": True, "first_name": "Luotsi", "username": "luotsi_test_bot"}
TAGS = {"b", "i", "u", "s", "a", "code", "pre", "blockquote"}
MOST_CHARACTERS = 4096
MOST_RAW = 32_768
MOST_BUTTONS = 100
MOST_MARKUP = 10_240
FUTURE = 10
"""An offset so far above the last update is in the future, and not heeded."""
SPINNER_SECONDS = 15.0
UPDATES, DONE = "updates", "done"

Json = dict[str, Any]
Fault = Callable[[str, Json], "Failure | None"]


@dataclass(frozen=True)
class Failure:
    """How a call fails: with a status (and a retry_after), or by hanging up, before it takes effect or `after`."""

    status: int = 0
    retry_after: int = 0
    after: bool = False


class Refused(Exception):
    """What the server answers with `ok: false`."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


@dataclass
class Message:
    """A message as the phone shows it now."""

    chat: int
    id: int
    text: str
    raw: str
    markup: Json | None
    by_bot: bool = True
    contact: Json | None = None
    document: Json | None = None
    wants_reply: bool = False

    @property
    def labels(self) -> list[str]:
        """The words on its buttons."""
        return [button["text"] for row in (self.markup or {}).get("inline_keyboard", []) for button in row]

    def data(self, label: str) -> str | None:
        """What the button with these words carries."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return next((b.get("callback_data") for row in rows for b in row if b["text"] == label), None)

    def as_json(self) -> Json:
        """The message as an update or an answer holds it."""
        said: Json = {"message_id": self.id, "date": int(time.time()), "chat": {"id": self.chat, "type": "private"}}
        said["from"] = BOT
        if self.contact is not None:
            said["contact"] = self.contact
        elif self.document is not None:
            said["document"] = {"file_id": "1", "file_unique_id": "1", "file_name": self.document["name"]}
        else:
            said |= {"text": self.text, "entities": _links(self.raw)}
        return said | ({"reply_markup": self.markup} if self.markup else {})


@dataclass
class Server:
    """All chats of one bot."""

    delay: float = 0.0
    fault: Fault | None = None
    chats: dict[int, dict[int, Message]] = field(default_factory=lambda: defaultdict(dict))
    calls: list[tuple[str, Json]] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    sent: list[Message] = field(default_factory=list)
    webhook: Json = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)
    spinners: dict[str, float] = field(default_factory=dict)
    acknowledged: int = 0
    silent_from: int | None = None
    """The number of calls from which on it does what it is told and answers nobody."""

    def __post_init__(self) -> None:
        self._pending: list[Json] = []
        self._next_update = 1000
        self._next_message = 1
        self._watchers: defaultdict[int | str, set[asyncio.Future[None]]] = defaultdict(set)
        self._poll = 0
        self._last_offset, self._last_asked = 0, 0.0
        self._couriers: dict[str, asyncio.Task[None]] = {}
        self._queues: dict[str, list[Json]] = defaultdict(list)
        self._whose: dict[int, str] = {}
        self._client: ClientSession | None = None
        self._stopped = asyncio.Event()
        self.base = ""
        self.down = False

    async def start(self, port: int = 0) -> Server:
        """Listen on a free port."""
        application = web.Application(client_max_size=5_000_000)
        application.router.add_route("*", "/bot{token}/{method}", self._receive)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.01)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def stop(self) -> None:
        """Close everything."""
        self._stopped.set()
        self._poll += 1
        self._tell(UPDATES)
        for courier in self._couriers.values():
            courier.cancel()
        if self._client is not None:
            await self._client.close()
        await self._runner.cleanup()

    # --- what people do -----------------------------------------------------------------------------------

    def number(self) -> int:
        """The next message id: one row of numbers for all chats, as Telegram has for a bot."""
        self._next_message += 1
        return self._next_message

    def count_from(self, number: int) -> None:
        """Number updates anew, as Telegram does after a week without any."""
        self._next_update = number

    async def arrive(self, update: Json, queue: str) -> int:
        """Let an update arrive; its number."""
        self._next_update += 1
        update = {"update_id": self._next_update, **update}
        self._pending.append(update)
        self._whose[self._next_update] = queue
        self._tell(UPDATES)
        if self.webhook.get("url"):
            self._deliver(update, queue)
        return self._next_update

    @property
    def pending(self) -> int:
        """Updates that nobody has acknowledged."""
        return len(self._pending)

    def unanswered(self, chat: int) -> int:
        """Updates of a chat that nobody has acknowledged."""
        return sum(self._whose[update["update_id"]].endswith(f" {chat}") for update in self._pending)

    async def wait(self, until: Callable[[], bool], seconds: float = 10.0, of: int | str = "anything") -> bool:
        """Wait until something is so, in a chat or in anything; whether it came true."""
        end = time.monotonic() + seconds
        while not until():
            left = end - time.monotonic()
            if left <= 0:
                return False
            told: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._watchers[of].add(told)
            await asyncio.wait({told}, timeout=left)
            self._watchers[of].discard(told)
        return True

    def _tell(self, of: int | str) -> None:
        """Wake those who wait for a change in a chat, and those who wait for any."""
        for told in (*self._watchers[of], *self._watchers["anything"]):
            if not told.done():
                told.set_result(None)

    # --- webhook ------------------------------------------------------------------------------------------

    def _deliver(self, update: Json, queue: str) -> None:
        self._queues[queue].append(update)
        if queue not in self._couriers or self._couriers[queue].done():
            self._couriers[queue] = asyncio.create_task(self._courier(queue))

    async def _courier(self, queue: str) -> None:
        """One update at a time in each queue, again until it is taken."""
        self._client = self._client or ClientSession()
        pause = 0.0
        while self._queues[queue]:
            update = self._queues[queue][0]
            await asyncio.sleep(pause)
            headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
            try:
                timeout = ClientTimeout(total=60)
                async with self._client.post(
                    self.webhook["url"], json=update, headers=headers, timeout=timeout
                ) as answer:
                    taken = answer.status == 200
            except (ClientError, TimeoutError, OSError):
                taken = False
            pause = 0.0 if taken else min(0.1 + pause * 2, 1.0)
            if taken:
                self._queues[queue].pop(0)
                self._pending = [each for each in self._pending if each is not update]
                self.acknowledged += 1
                self._tell(DONE)

    # --- the methods --------------------------------------------------------------------------------------

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        given: Json = {name: _parsed(value) for name, value in (await request.post()).items()}
        if self.down:
            return self._hang_up(request)
        if request.match_info["token"] != TOKEN:
            return _answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        failure = self.fault(method, given) if self.fault is not None else None
        if failure is not None and not failure.after:
            return self._fail(request, failure)
        self.calls.append((method, given))
        if self.delay:
            await asyncio.sleep(self.delay)
        try:
            result = await getattr(self, f"_do_{method.lower()}", self._unknown)(given)
        except Refused as refused:
            self.refusals.append(f"{method}: {refused.description}")
            said: Json = {"ok": False, "error_code": refused.code, "description": refused.description}
            said |= {"parameters": refused.parameters} if refused.parameters else {}
            answer = _answer(refused.code, said)
        else:
            answer = _answer(200, {"ok": True, "result": result})
        self._tell(given.get("chat_id", method))
        if self.silent_from is not None and len(self.calls) >= self.silent_from:
            await self._stopped.wait()
        return answer if failure is None else self._fail(request, failure)

    def _fail(self, request: web.Request, failure: Failure) -> web.StreamResponse:
        if failure.status == 0:
            return self._hang_up(request)
        said: Json = {"ok": False, "error_code": failure.status, "description": "told to fail"}
        if failure.retry_after:
            said["description"] = f"Too Many Requests: retry after {failure.retry_after}"
            said["parameters"] = {"retry_after": failure.retry_after}
        return _answer(failure.status, said)

    def _hang_up(self, request: web.Request) -> web.StreamResponse:
        if request.transport is not None:
            request.transport.close()
        return web.Response()

    async def _unknown(self, _: Json) -> Json:
        raise Refused(404, "Not Found")

    async def _do_getme(self, _: Json) -> Json:
        return BOT | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}

    async def _do_getupdates(self, given: Json) -> list[Json]:
        if self.webhook.get("url"):
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        offset, limit, timeout = given.get("offset", 0), given.get("limit", 100), given.get("timeout", 0)
        now = time.monotonic()
        again = offset == self._last_offset and offset
        if again and timeout < 3 and now < self._last_asked + 3:
            timeout = 3
        if again and now < self._last_asked + 0.5:
            limit = 1
        self._last_offset, self._last_asked = offset, now
        self._poll += 1
        mine = self._poll
        before = len(self._pending)
        if self._pending and offset > self._pending[-1]["update_id"] + FUTURE:
            offset = 0  # Telegram takes it for none
        self._pending = [update for update in self._pending if update["update_id"] >= offset]
        self.acknowledged += before - len(self._pending)
        if before != len(self._pending):
            self._tell(DONE)
        self._tell(UPDATES)
        await self.wait(lambda: bool(self._pending) or self._poll != mine, timeout, UPDATES)
        if self._poll != mine:
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        return self._pending[:limit]

    async def _do_setwebhook(self, given: Json) -> bool:
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", given.get("secret_token", "")):
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        self.webhook = given
        queued = {update["update_id"] for queue in self._queues.values() for update in queue}
        for update in (each for each in self._pending if each["update_id"] not in queued):
            self._deliver(update, self._whose[update["update_id"]])
        return True

    async def _do_deletewebhook(self, _: Json) -> bool:
        self.webhook = {}
        return True

    async def _do_getwebhookinfo(self, _: Json) -> Json:
        return {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": self.pending,
        }

    async def _do_sendmessage(self, given: Json) -> Json:
        chat = self._chat(given)
        message = Message(chat, self.number(), *_text(given), _markup(given))
        message.wants_reply = "force_reply" in (given.get("reply_markup") or {})
        self.chats[chat][message.id] = message
        self.sent.append(message)
        return message.as_json()

    async def _do_sendcontact(self, given: Json) -> Json:
        chat = self._chat(given)
        if not given.get("phone_number") or not given.get("first_name") or len(given.get("vcard", "").encode()) > 2048:
            raise Refused(400, "Bad Request: contact is invalid")
        contact: Json = {name: given[name] for name in ("phone_number", "first_name", "vcard") if name in given}
        message = Message(chat, self.number(), "", "", None, contact=contact)
        self.chats[chat][message.id] = message
        self.sent.append(message)
        return message.as_json()

    async def _do_senddocument(self, given: Json) -> Json:
        chat = self._chat(given)
        document = next((value for value in given.values() if isinstance(value, dict) and "content" in value), None)
        if document is None:
            raise Refused(400, "Bad Request: there is no document in the request")
        message = Message(chat, self.number(), "", "", None, document=document)
        self.chats[chat][message.id] = message
        self.sent.append(message)
        return message.as_json()

    async def _do_editmessagetext(self, given: Json) -> Json:
        message = self._message(given)
        text, raw = _text(given)
        markup = _markup(given)
        if (text, raw, markup) == (message.text, message.raw, message.markup):
            raise Refused(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
                "same as a current content and reply markup of the message",
            )
        message.text, message.raw, message.markup = text, raw, markup
        return message.as_json()

    async def _do_editmessagereplymarkup(self, given: Json) -> Json:
        message = self._message(given)
        markup = _markup(given)
        if markup == message.markup:
            raise Refused(400, "Bad Request: message is not modified: the reply markup is exactly the same")
        message.markup = markup
        return message.as_json()

    async def _do_answercallbackquery(self, given: Json) -> bool:
        pressed = self.spinners.pop(given["callback_query_id"], None)
        if pressed is None or time.monotonic() - pressed > SPINNER_SECONDS:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(given.get("text", "")) > 200:
            raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
        return True

    async def _do_deletemessages(self, given: Json) -> bool:
        chat = self._chat(given)
        if not 1 <= len(given["message_ids"]) <= 100:
            raise Refused(400, "Bad Request: wrong number of messages")
        for number in given["message_ids"]:
            self.chats[chat].pop(number, None)
        return True

    def _profile(self, name: str, given: Json) -> str:
        scope = given.get("scope") or {"type": "default"}
        language = given.get("language_code", "")
        if language and not re.fullmatch("[a-z]{2}", language):
            raise Refused(400, "Bad Request: invalid language code specified")
        return f"{name}/{json.dumps(scope, sort_keys=True)}/{language}"

    async def _do_setmycommands(self, given: Json) -> bool:
        for each in given["commands"]:
            if not re.fullmatch("[a-z0-9_]{1,32}", each["command"]) or not 1 <= len(each["description"]) <= 256:
                raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        self.kept[self._profile("commands", given)] = given["commands"]
        return True

    async def _do_getmycommands(self, given: Json) -> list[Json]:
        held: list[Json] = self.kept.get(self._profile("commands", given), [])
        return held

    async def _do_deletemycommands(self, given: Json) -> bool:
        self.kept.pop(self._profile("commands", given), None)
        return True

    async def _do_setmyname(self, given: Json) -> bool:
        return self._keep("name", given, 64)

    async def _do_setmydescription(self, given: Json) -> bool:
        return self._keep("description", given, 512)

    async def _do_setmyshortdescription(self, given: Json) -> bool:
        return self._keep("short_description", given, 120)

    def _keep(self, name: str, given: Json, most: int) -> bool:
        if len(given.get(name, "")) > most:
            raise Refused(400, f"Bad Request: {name} is too long")
        self.kept[self._profile(name, given)] = given.get(name, "")
        return True

    async def _do_getmyname(self, given: Json) -> Json:
        return {"name": self.kept.get(self._profile("name", given), "")}

    async def _do_getmydescription(self, given: Json) -> Json:
        return {"description": self.kept.get(self._profile("description", given), "")}

    async def _do_getmyshortdescription(self, given: Json) -> Json:
        return {"short_description": self.kept.get(self._profile("short_description", given), "")}

    def _chat(self, given: Json) -> int:
        chat = given.get("chat_id")
        if not isinstance(chat, int):
            raise Refused(400, "Bad Request: chat_id is empty")
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return chat

    def _message(self, given: Json) -> Message:
        message = self.chats[self._chat(given)].get(given.get("message_id", 0))
        if message is None:
            raise Refused(400, "Bad Request: message to edit not found")
        if not message.by_bot:
            raise Refused(400, "Bad Request: message can't be edited")
        return message


def _answer(status: int, said: Json) -> web.Response:
    return web.json_response(said, status=status)


def _parsed(value: object) -> Any:  # noqa: ANN401 - whatever the JSON holds
    """A form field as the server reads it: a file, JSON where it is JSON, else text."""
    if isinstance(value, web.FileField):
        return {"name": value.filename, "content": value.file.read().decode()}
    text = str(value)
    if text.startswith(("[", "{")) or re.fullmatch(r"-?\d{1,18}|true|false", text):
        return json.loads(text)
    return text


def _text(given: Json) -> tuple[str, str]:
    """The text as a phone shows it, and as it came. Refuses what Telegram refuses."""
    raw = str(given.get("text", ""))
    if len(raw.encode()) > MOST_RAW:
        raise Refused(400, "Bad Request: message is too long")
    text = shown(raw) if given.get("parse_mode") == "HTML" else raw
    if not text.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > MOST_CHARACTERS:
        raise Refused(400, "Bad Request: message is too long")
    return text.strip(), raw


def shown(raw: str) -> str:
    """HTML without its tags, read as strictly as Telegram reads it."""
    said: list[str] = []
    opened: list[str] = []
    at = 0
    while at < len(raw):
        sign = raw[at]
        if sign == "<":
            tag = re.compile(r"<(/?)([a-z]+)((?: [a-z-]+=\"[^\"<>]*\")*)>").match(raw, at)
            if tag is None or tag[2] not in TAGS:
                raise Refused(400, f"Bad Request: can't parse entities: Unsupported start tag at byte offset {at}")
            if tag[1]:
                if not opened or opened.pop() != tag[2]:
                    raise Refused(400, f"Bad Request: can't parse entities: Unmatched end tag at byte offset {at}")
            else:
                opened.append(tag[2])
            at = tag.end()
        elif sign == "&":
            entity = re.compile(r"&(lt|gt|amp|quot|#\d+);").match(raw, at)
            said.append(html.unescape(entity[0]) if entity else "&")
            at = entity.end() if entity else at + 1
        else:
            said.append(sign)
            at += 1
    if opened:
        raise Refused(400, "Bad Request: can't parse entities: Can't find end tag corresponding to start tag")
    return "".join(said)


def _links(raw: str) -> list[Json]:
    """The links in HTML, as the entities of the message that came of it."""
    found = []
    for link in re.finditer(r'<a href="([^"]*)">(.*?)</a>', raw):
        before, words = (len(shown(text).encode("utf-16-le")) // 2 for text in (raw[: link.start()], link[2]))
        found.append({"type": "text_link", "offset": before, "length": words, "url": html.unescape(link[1])})
    return found


def _markup(given: Json) -> Json | None:
    markup: Json | None = given.get("reply_markup")
    if markup is None or markup == {"force_reply": True}:
        return None
    buttons = [button for row in markup["inline_keyboard"] for button in row]
    for button in buttons:
        if not button.get("text"):
            raise Refused(400, "Bad Request: Text buttons are unallowed in the inline keyboard")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
        if len([name for name in button if name != "text"]) != 1:
            raise Refused(400, "Bad Request: BUTTON_TYPE_INVALID")
        if len(button.get("copy_text", {"text": "-"})["text"]) not in range(1, 257):
            raise Refused(400, "Bad Request: BUTTON_COPY_TEXT_INVALID")
    if len(buttons) > MOST_BUTTONS or len(json.dumps(markup, ensure_ascii=False).encode()) > MOST_MARKUP:
        raise Refused(400, "Bad Request: reply markup is too long")
    return markup if buttons else None

"""Somebody's phone: what its owner types and taps, and what it shows."""

from __future__ import annotations

import time
from typing import Any

from tests.channels.telegram.server import DONE, Json, Message, Server


class Phone:
    """One private chat with the bot, in an app set to a language (None: the app does not say)."""

    def __init__(self, server: Server, chat: int, lang: str | None = "fi") -> None:
        self.server = server
        self.chat = chat
        self.user: Json = {"id": chat, "is_bot": False, "first_name": "Aino", "last_name": f"Kuvitteellinen{chat}"}
        if lang is not None:
            self.user["language_code"] = lang
        self.last_press = 0
        self.patience = 10.0

    @property
    def messages(self) -> list[Message]:
        """What the bot has written in this chat, oldest first."""
        return [message for message in self.server.chats[self.chat].values() if message.by_bot]

    @property
    def last(self) -> Message:
        """The newest message of the bot."""
        return self.messages[-1]

    @property
    def with_buttons(self) -> Message:
        """The newest message that has buttons."""
        return next(message for message in reversed(self.messages) if message.markup)

    async def send(self, **content: Any) -> int:  # noqa: ANN401 - whatever a message can hold
        """Send a message of any kind; the number of its update."""
        number = self.server.number()
        message = {
            "message_id": number,
            "date": int(time.time()),
            "chat": {"id": self.chat, "type": "private", "first_name": "Aino"},
            "from": self.user,
            **content,
        }
        if str(content.get("text", "")).startswith("/"):
            length = len(content["text"].split()[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        newest = self.server.chats[self.chat].get(max(self.server.chats[self.chat], default=0))
        if newest is not None and newest.wants_reply:
            message.setdefault("reply_to_message", newest.as_json())
        self.server.chats[self.chat][number] = Message(
            self.chat, number, str(content.get("text", "")), "", None, by_bot=False
        )
        return await self.server.arrive({"message": message}, f"message {self.chat}")

    async def press(self, message: Message, data: str) -> int:
        """Press a button; the number of the update."""
        self.last_press += 1
        query = f"{self.chat}-{self.last_press}-{time.monotonic_ns()}"
        self.server.spinners[query] = time.monotonic()
        pressed = {"id": query, "from": self.user, "message": message.as_json(), "chat_instance": "1", "data": data}
        return await self.server.arrive({"callback_query": pressed}, f"press {self.chat}")

    async def say(self, text: str) -> Message:
        """Type something and wait for what comes back."""
        before = len(self.messages)
        await self.send(text=text)
        assert await self.server.wait(lambda: len(self.messages) > before, of=self.chat), "no answer came"
        await self.settled()
        return self.last

    async def tap(self, label: str, message: Message | None = None) -> Message:
        """Tap the button with these words and wait until something has changed; the message that did."""
        pressed = message or self.with_buttons
        data = pressed.data(label)
        assert data is not None, f"{label!r} is not among {pressed.labels}"
        before = self.picture()
        await self.press(pressed, data)
        assert await self.server.wait(lambda: self.picture() != before, of=self.chat), "nothing changed"
        await self.settled()
        return self.last if len(self.picture()) > len(before) else pressed

    async def settled(self) -> None:
        """Wait until Telegram has been told that everything is done."""
        done = await self.server.wait(lambda: not self.server.unanswered(self.chat), self.patience, DONE)
        assert done, "an update was not acknowledged"

    def picture(self) -> list[tuple[int, str, str]]:
        """Everything the phone shows of the bot."""
        return [(message.id, message.text, str(message.markup)) for message in self.messages]

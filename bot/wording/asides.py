"""What a chat app needs said beside the talk: help, privacy, messages nobody can read, who may use the bot.

Each is a screen that begins with 112, like every other (H2).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from bot.model import LANGUAGE_NAMES, LOCALES, Button, Knowledge, Language, Line, Locale, Restart, Screen, Show, Span
from bot.wording.catalogs import Words, words_in
from bot.wording.screens import emergency_line

Aside = Literal[
    "help",
    "privacy",
    "language",
    "only-text",
    "location",
    "message-deleted",
    "message-stays",
    "in-private",
    "not-invited",
    "forgotten",
    "too-much",
    "place-lost",
    "type-place",
    "offline-place",
]
"""What is said beside the talk."""


def aside(locale: Locale, said: Aside) -> Screen:
    """The screen that says it; its buttons lead back into the talk."""
    words = words_in(locale)
    lines = tuple(Line("text", (Span(text),)) for text in _texts(words, said))
    return Screen(locale, (emergency_line(locale), *lines), tuple(_buttons(words, said)))


def _texts(words: Words, said: Aside) -> tuple[str, ...]:
    _ = words
    texts: dict[Aside, tuple[str, ...]] = {
        "help": (
            _("Tap an answer or type it. At most six questions lead to a person to call and to what to do."),
            _("You can go back, change an answer, start again or change the language at any step."),
        ),
        "privacy": (
            _("Luotsi keeps no talk, no name and no number. The buttons themselves carry where you are in the talk."),
            _("Telegram keeps this chat, and the language you chose. /forget removes what Luotsi can remove."),
            _("The service counts how often a question or a kind of help comes up, never who asked."),
        ),
        "language": (" · ".join(LANGUAGE_NAMES[each] for each in LOCALES),),
        "only-text": (
            _("I can read only typed text and taps, no recordings, pictures or files. Nothing of it was kept."),
        ),
        "location": (_("I do not use locations. Type the name of the municipality instead."),),
        "message-deleted": (_("I have deleted your message from this chat."),),
        "message-stays": (_("Please delete your message from this chat."),),
        "in-private": (_("I talk only in private, so that nobody else reads it. Open a chat with me."),),
        "not-invited": (
            _("This service is open by invitation. Open the link you were given, or ask for one at work."),
        ),
        "forgotten": (
            _("Removed: my recent messages here and your choice of language. Older ones you can delete yourself."),
        ),
        "too-much": (_("That was a lot at once. I answer again in a moment."),),
        "place-lost": (
            _("If this answers an earlier question of mine, tap an answer under it. Otherwise we begin here."),
        ),
        "type-place": (_("Type the name of the municipality and send it."),),
        "offline-place": (
            _("I can send a file that works without a network. Write /offline and the municipality: /offline Oulu"),
        ),
    }
    return texts[said]


def _buttons(words: Words, said: Aside) -> Iterator[Button]:
    if said == "language":
        for each in LOCALES:
            yield Button(LANGUAGE_NAMES[each], Language(each))
    elif said in ("help", "privacy", "only-text", "location"):
        yield Button(words("Go on"), Show("card"))
    elif said == "forgotten":
        yield Button(words("Start again"), Restart())


# --- words on a channel's own buttons -----------------------------------------------------------------

OwnLabel = Literal["numbers", "back", "groups", "save", "share", "type-place", "private"]


def label(locale: Locale, which: OwnLabel) -> str:
    """What a button of the channel itself says."""
    _ = words_in(locale)
    match which:
        case "numbers":
            return _("Copy or save numbers")
        case "back":
            return _("Back to the answer")
        case "groups":
            return _("All groups")
        case "save":
            return _("Save contact")
        case "share":
            return _("Send a link to a colleague")
        case "type-place":
            return _("Type the municipality")
        case "private":
            return _("Open a private chat")


# --- the profile and the commands ---------------------------------------------------------------------

NAME = "Luotsi"


def descriptions(locale: Locale) -> tuple[str, str]:
    """What the profile says: the long text before a talk begins (at most 512), and the short one (at most 120)."""
    _ = words_in(locale)
    long = _(
        "When you worry at work that somebody may turn to violence: whom to call and what to do, for your role, your "
        "municipality and this hour. Answers come automatically and lead to a person. Write no names or identifiers. "
        "Danger now? Call 112."
    )
    return long, _("Whom to call and what to do when you worry about violence or extremism. Danger now? Call 112.")


def commands(locale: Locale) -> dict[str, str]:
    """The commands everybody has, and what each does."""
    _ = words_in(locale)
    return {
        "start": _("Start"),
        "help": _("How this works"),
        "language": _("English · Suomi · Svenska"),
        "restart": _("Start again"),
        "practice": _("Practise on invented cases"),
        "offline": _("A copy that works without a network"),
        "privacy": _("What is kept about you"),
        "forget": _("Remove my messages from this chat"),
    }


def admin_commands(locale: Locale) -> dict[str, str]:
    """What those who run the service have besides."""
    _ = words_in(locale)
    return {
        "stats": _("How the service is doing"),
        "preview": _("Check the files without taking them into use"),
        "reload": _("Take the changed files into use"),
    }


def stats(locale: Locale, knowledge: Knowledge | None, chats: int) -> Screen:
    """Which knowledge is in use, and how many chats are remembered at the moment."""
    _ = words_in(locale)
    version = "–" if knowledge is None else knowledge.version
    said = _("Knowledge version {version}. Talks in memory: {count}.", version=version, count=chats)
    return Screen(locale, (emergency_line(locale), Line("text", (Span(said),))), ())


def loaded(locale: Locale, version: str | None, problems: tuple[str, ...], *, taken: bool) -> Screen:
    """What came of reading the files: the version, or what is wrong with them, by file and line."""
    _ = words_in(locale)
    if version is None:
        said = _("The files have errors. What was in use stays in use.")
    elif taken:
        said = _("Knowledge version {version} is now in use.", version=version)
    else:
        said = _("The files are sound: knowledge version {version}.", version=version)
    lines = [Line("text", (Span(said),)), *(Line("detail", (Span(problem),)) for problem in problems)]
    return Screen(locale, (emergency_line(locale), *lines), ())

"""Lines as HTML. Written here and not in a template, because a card has some three hundred pieces to escape."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from markupsafe import Markup

from bot.markup.sections import Block, Section
from bot.model import Line, Locale, Span

LINKS = ("https:", "http:", "mailto:")


def spans(line: Line) -> Markup:
    """The words of a line; numbers can be dialled, addresses followed, everything is escaped."""
    return Markup("".join(map(_span, line.spans)))  # noqa: S704 - each piece is escaped


def sections(parts: tuple[Section, ...], locale: Locale) -> Markup:
    """Headings, lines and lists, each in its language where that is not the page's."""
    return Markup("\n".join(piece for part in parts for piece in _section(part, locale)))  # noqa: S704 - as above


def language(line: Line, locale: Locale) -> Markup:
    """The attribute that marks a line in another language than the page's."""
    other = line.locale if line.locale != locale else None
    return Markup(f' lang="{other}"' if other else "")  # noqa: S704 - one of our languages


def _span(span: Span) -> str:
    text = escape(span.text)
    if span.href.startswith("tel:"):
        return f'<a class="tel" href="{escape(span.href)}">{text}</a>'
    if span.href.startswith(LINKS):
        return f'<a href="{escape(span.href)}" rel="noreferrer">{text}</a>'
    return f"<strong>{text}</strong>" if span.strong and span.text.strip() else text


def _section(section: Section, locale: Locale) -> Iterator[str]:
    if section.heading is not None:
        yield f"<h2{language(section.heading, locale)}>{spans(section.heading)}</h2>"
    for block in section.blocks:
        if block.line is not None:
            yield _paragraph(block.line, locale)
        else:
            yield from _list(block, locale)


def _paragraph(line: Line, locale: Locale) -> str:
    return f'<p class="{line.kind}"{language(line, locale)}>{spans(line)}</p>'


def _list(block: Block, locale: Locale) -> Iterator[str]:
    yield '<ol class="doors">' if block.has_details else "<ol>"
    for entry in block.entries:
        number = f' value="{entry.line.number}"' if entry.line.number else ""
        under = "".join(_paragraph(line, locale) for line in entry.under)
        yield f"<li{number}><p>{spans(entry.line)}</p>{under}</li>"
    yield "</ol>"

"""What all drawings share: a picture with its words for those who do not see it, and texts that fit their room."""

from __future__ import annotations

from html import escape

PLAIN, BOLD = 0.54, 0.62
"""Width of a letter of the usual sans-serif type, as a share of its size, with some room to spare."""


def svg(name: str, size: tuple[float, float], title: str, description: str, inside: str) -> str:
    """A picture of this width and height; `inside` is SVG already."""
    width, height = size
    return (
        f'<svg role="img" aria-labelledby="{name}-title {name}-desc" viewBox="0 0 {width:g} {height:g}" '
        f'xmlns="http://www.w3.org/2000/svg"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(description)}</desc>{inside}</svg>'
    )


def wrapped(text: str, width: float, size: float, sign: float = PLAIN) -> list[str]:
    """A text in lines that fit a width at a type size and its width of a `sign`; a word too long stands alone."""
    room = int(width / (sign * size))
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines

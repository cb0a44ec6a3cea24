"""A provision of law as it is cited in each language."""

from __future__ import annotations

import re

from bot.model import Law
from bot.wording.catalogs import Words


def citation(words: Words, law: Law) -> str:
    """`lastensuojelulaki 25 § 1 mom.`, `barnskyddslagen 25 § 1 mom.`, `Child Welfare Act, section 25(1)`."""
    between = ", " if words.locale == "en" else " "
    return law.act[words.locale] + between + paragraph(words, law)


def paragraph(words: Words, law: Law) -> str:
    """The chapter, section and subsection alone."""
    if words.locale == "en":
        within = f"({law.subsection})" if law.subsection else ""
        chapter = f"chapter {law.chapter}, " if law.chapter else ""
        return f"{chapter}section {law.section}{within}"
    section = re.sub(r"(?<=\d)(?=[a-z])", " ", law.section)
    chapter = f"{law.chapter} {'luku' if words.locale == 'fi' else 'kap.'} " if law.chapter else ""
    within = f" {law.subsection} mom." if law.subsection else ""
    return f"{chapter}{section} §{within}"


def citations(words: Words, laws: list[Law]) -> str:
    """Several provisions, each act named once, joined by semicolons."""
    said: list[str] = []
    for index, law in enumerate(laws):
        if index and laws[index - 1].number == law.number:
            if paragraph(words, law) != paragraph(words, laws[index - 1]):
                said[-1] += ", " + paragraph(words, law)
        else:
            said.append(citation(words, law))
    return "; ".join(said)

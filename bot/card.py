"""The answer: facets -> `Card`, with every line chosen for the reader and every door resolved for the place."""

from __future__ import annotations

from collections.abc import Mapping

from bot.directory import doors
from bot.keeping import kept
from bot.model import Card, Knowledge, Section, Step, Territory, Variant


class NoCard(LookupError):
    """No case answers these facets: a hole in the knowledge that `luotsi check` names."""


def card_for(knowledge: Knowledge, facets: Mapping[str, str]) -> Card:
    """The card for somebody who has answered every question. Raises NoCard where no case fits."""
    situation = knowledge.situations.get(facets.get("situation", ""))
    case = situation.case_for(facets) if situation is not None else None
    if situation is None or case is None:
        raise NoCard(f"no case of {facets.get('situation')!r} fits")
    return Card(
        facets=facets,
        situation=situation,
        case=case,
        doors=doors(knowledge, case.call, facets),
        sections={section: lines(knowledge, steps, facets) for section, steps in case.sections.items()},
        law=territory(facets),
    )


def kept_card(knowledge: Knowledge, facets: Mapping[str, str]) -> Card:
    """The same, made once for all who look at it in turn: what counts it, what lays it out, and the next reader."""
    return _kept(knowledge, tuple(facets.items()))


@kept(256)
def _kept(knowledge: Knowledge, facets: tuple[tuple[str, str], ...]) -> Card:
    return card_for(knowledge, dict(facets))


def territory(facets: Mapping[str, str]) -> Territory:
    """Whose acts hold where the reader is; the mainland's where no municipality was named."""
    return "aland" if facets.get("where") == "aland" else "mainland"


def lines(knowledge: Knowledge, steps: tuple[str, ...], facets: Mapping[str, str]) -> tuple[Variant, ...]:
    """What these steps say to the reader; a step with nothing to say to them is left out."""
    said = (variant_for(knowledge.steps[step], facets) for step in steps)
    return tuple(variant for variant in said if variant is not None)


def variant_for(step: Step, facets: Mapping[str, str]) -> Variant | None:
    """The variant that speaks to the reader, or None."""
    return next((variant for variant in step.variants if variant.rule.holds(facets)), None)


def section_names(card: Card) -> tuple[Section, ...]:
    """The sections that hold something for this reader."""
    return tuple(section for section, said in card.sections.items() if said)

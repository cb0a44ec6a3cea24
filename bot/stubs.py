"""What `luotsi new` writes: a draft in three languages that `luotsi check` accepts and that is never served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.content.load import UNWRITTEN

HEAD: Final = """\
# A draft: `luotsi check` looks at it and Luotsi never serves it. Write every text that is …, in all three languages,
# and put in your own values. Then remove the next line, and let `luotsi check` say what is still missing.
draft: true
"""

SERVICE: Final = """\
# A kind of service, and a contact of it. Where the kind is there already, remove `kinds:` with what is under it, and
# write its id as the `service:` of the contact.
kinds:
  - id: {id}
    name: {text}
    does: {text}
    does_not: {text}
    next: {text}
    instead: [social-emergency]      # who stands in where no number is known
    recheck_days: 90                 # for so many days a check of its contacts holds
    source: own-advice
contacts:
  - id: {id}-contact
    service: {id}
    name: {text}
    service_area: {{nation: finland}}  # or municipalities: ["091"], counties: [pohjanmaa], police_departments: [oulu]
    status: unconfirmed              # active once the number is right; only then is it shown
    schedule: unknown                # always, or {{byday: [mon, fri], opens_at: "08:00", closes_at: "16:00"}} in a list
    source:
      url: https://example.org/      # where you read it
      as_of: unknown                 # the date of the source
      read_on: "{day}"          # the day you read it
"""

SITUATION: Final = """\
# A kind of worry, and its answer. To publish it, also add an option with this id to the question "situation" in
# guide/questions.yaml, and phrases that workers type about it in phrases/.
situations:
  - id: {id}
    name: {text}
    answered_by: [police-helpline]   # kinds of service that count as an answer at any hour
    cases:
      - id: everybody                # the first case that fits is the answer; the last one has no `when`
        action: {text}
        call:                        # in this order
          - service: police-helpline
            about: {text}
          - service: social-emergency
        steps: [{id}-first]
        tell: []
        avoid: []
        after: []
        worse: []
steps:
  - id: {id}-first
    variants:                        # the first that fits the reader speaks
      - source: own-advice           # or laws: [...] with force: duty, right or permission
        text: {text}
"""

QUESTION: Final = """\
# A question. To publish it, move it to its place in guide/questions.yaml: the order there is the order of asking.
# Its key, and those of its options, stand in buttons: choose ones that are free, and never change them afterwards.
questions:
  - id: {id}
    key: {key}
    ask_when: [{{situation: [just-consult]}}]   # who is asked; everybody without this line
    text: {text}
    options:
      - id: "yes"
        key: "y"
        label: {{fi: Kyllä, sv: Ja, en: "Yes"}}
      - id: "no"
        key: "n"
        label: {{fi: Ei, sv: Nej, en: "No"}}
      - id: unknown
        key: u
        unknown: true                # whoever does not know can say so
        label: {{fi: En tiedä, sv: Jag vet inte, en: I do not know}}
"""

STUBS: Final[Mapping[str, tuple[str, str]]] = {
    "service": ("services", SERVICE),
    "situation": ("situations", SITUATION),
    "question": ("guide", QUESTION),
}
"""The folder and the text of each sort."""


def stub(sort: str, name: str, day: str, keys: frozenset[str]) -> tuple[str, str]:
    """The file below the folder of the knowledge, and its text; `keys` are those that other questions have.

    Raises ValueError where no key is left.
    """
    folder, text = STUBS[sort]
    free = (key for key in name + "abcdefghijklmnopqrstuvwxyz" if key.isalpha() and key not in keys)
    key = next(free, None)
    if key is None:
        raise ValueError("every letter is the key of a question")
    words = f'{{fi: "{UNWRITTEN}", sv: "{UNWRITTEN}", en: "{UNWRITTEN}"}}'
    return f"{folder}/{name}.yaml", HEAD + text.format(id=name, text=words, day=day, key=f'"{key}"')

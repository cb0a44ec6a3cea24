"""`python -m tests.pictures` draws the pictures of the README anew from real talks."""

from __future__ import annotations

import sys

from bot.content.load import load
from bot.settings import shipped_knowledge
from tests.pictures.phone import PHONE_PICTURE, drawn_phone
from tests.pictures.talk import PICTURE, drawn

knowledge = load(shipped_knowledge()).fit
if knowledge is None:
    sys.exit("the knowledge has errors: `luotsi check` names them")
PICTURE.write_text(drawn(knowledge), "utf-8")
PHONE_PICTURE.write_text(drawn_phone(knowledge), "utf-8")

"""Personal data in typed text: identity codes, phone numbers, e-mail addresses, names, street addresses.

Found, it is never stored and never echoed; the worker is told what kind it was. A miss costs somebody's privacy
and a false alarm a moment, so an identity code with a wrong check mark still counts. What is not somebody's:
service numbers (our own knowledge, 112, 116 xxx, 0800, corporate numbers), role mailboxes, business ids, dates,
sections of law and case numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.matching.lists import surnames, words
from bot.matching.people import is_first_name, people
from bot.matching.text import tokens
from bot.model import Knowledge

Kind = Literal["identity-code", "phone", "email", "name", "address"]

REDACTED = "[…]"


@dataclass(frozen=True, slots=True)
class Found:
    """Characters `start` up to `end` of a text are personal data of a kind."""

    kind: Kind
    start: int
    end: int


def find_personal_data(text: str, own_numbers: Collection[str] = ()) -> tuple[Found, ...]:
    """The personal data in a text, in order and without overlaps. Any text is accepted, in linear time.

    `own_numbers` are numbers (+358...) and mailboxes of services and names of places, as `own_numbers` gives them.
    """
    plain, places = _plain(text)
    found: list[Found] = []
    for finder in _FINDERS:
        new = [Found(*piece) for piece in _apart(finder(plain, own_numbers))]
        plain = _without(plain, new)
        found += new
    found.sort(key=lambda one: one.start)
    if places is None:
        return tuple(found)
    return tuple(Found(one.kind, places[one.start], places[one.end - 1] + 1) for one in found)


def redact(text: str, own_numbers: Collection[str] = ()) -> str:
    """The text with every piece of personal data replaced by REDACTED."""
    kept = []
    at = 0
    for one in find_personal_data(text, own_numbers):
        kept.append(text[at : one.start])
        at = one.end
    return REDACTED.join((*kept, text[at:]))


@lru_cache(maxsize=4)
def own_numbers(knowledge: Knowledge) -> frozenset[str]:
    """What the knowledge itself holds and is not somebody's: numbers and mailboxes of contacts, names of places."""
    contacts = knowledge.contacts.values()
    numbers = {phone.dial for contact in contacts for phone in contact.phones}
    mailboxes = {contact.email.casefold() for contact in contacts if contact.email}
    places = {
        name.casefold()
        for place in knowledge.municipalities.values()
        for name in (place.name.fi, place.name.sv, *place.other_names)
        if name not in place.shared_names or name in {place.name.fi, place.name.sv}
    }
    return frozenset(numbers | mailboxes | places)


Piece = tuple[Kind, int, int]
_GONE = "\ue000"
"""What stands in the place of what is already found, so that nothing is found twice."""


def _apart(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The pieces in order, without those that begin inside another."""
    end = 0
    for piece in sorted(pieces, key=lambda piece: piece[1:]):
        if piece[1] >= end:
            yield piece
            end = piece[2]


def _without(plain: str, found: list[Found]) -> str:
    kept = []
    at = 0
    for one in sorted(found, key=lambda one: one.start):
        kept += [plain[at : one.start], _GONE * (one.end - one.start)]
        at = max(at, one.end)
    return "".join((*kept, plain[at:]))


_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")


def _plain(text: str) -> tuple[str, list[int] | None]:
    """The text with one kind of dash, space and digit, composed letters and nothing invisible.

    Beside it, where each character stood (None where nothing moved).
    """
    if text.isascii():
        return text, None
    kept: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(text):
        if letter < "\u0250":
            plain = " " if letter == "\u00a0" else "" if letter == "\u00ad" else letter
        elif letter in _DASHES:
            plain = "-"
        elif (kind := unicodedata.category(letter)) == "Cf":
            plain = ""
        elif kind == "Zs":
            plain = " "
        elif kind == "Nd":
            plain = str(unicodedata.decimal(letter))
        elif kind == "Mn" and kept and len(composed := unicodedata.normalize("NFC", kept[-1] + letter)) == 1:
            kept[-1] = composed
            places[-1] = at
            continue
        else:
            narrow = unicodedata.normalize("NFKC", letter)
            plain = narrow if len(narrow) == 1 else letter
        if plain:
            kept.append(plain)
            places.append(at)
    return "".join(kept), places


# --- identity codes ------------------------------------------------------------------------------------

_CODE = re.compile(
    r"(?<![\w.])([0-3OolI]?[\dOolI])([ .]?)([01OolI][\dOolI])\2([\dOolI]{2})[ ]{0,2}([-+_A-FU-Ya-fu-y])[ ]{0,2}"
    r"([\dOolI]{3})[ ]?([\dA-FHJ-NPR-Ya-fhj-npr-y])(?![\w])"
)
_BARE_CODE = re.compile(r"(?<![\w.])(\d{6})[ /.]?(\d{3})[ ]?([\dA-FHJ-NPR-Ya-fhj-npr-y])(?![\w])")
_DAYS, _MONTHS = 31, 12
_MISREAD = str.maketrans("OolI", "0011")
_CASE_BEFORE = re.compile(r"(dnro|diaari\w*|asia|case|tilaus\w*|lasku\w*|viite\w*|ärende\w*)[ .:nro]*$", re.IGNORECASE)


def _identity_codes(text: str, _own: Collection[str]) -> Iterator[Piece]:
    """Finnish personal identity codes, also spaced, dotted, lower-case, with O for 0, or with a wrong check mark."""
    from stdnum.fi import hetu

    for match in _CODE.finditer(text):
        day, _, month, year, mark, number = (part.translate(_MISREAD) for part in match.groups()[:-1])
        mark = "-" if mark == "_" else mark.upper()
        code = f"{day:0>2}{month}{year}{mark}{number}{match[7].upper()}"
        named = _CASE_BEFORE.search(text, max(0, match.start() - 20), match.start())
        dated = len(match[1]) > 1 and 1 <= int(day) <= _DAYS and 1 <= int(month) <= _MONTHS
        if hetu.is_valid(code, allow_temporary=True) or (dated and not named):
            yield "identity-code", match.start(), match.end()
    for match in _BARE_CODE.finditer(text):
        if any(
            hetu.is_valid(match[1] + mark + match[2] + match[3].upper(), allow_temporary=True) for mark in ("-", "A")
        ):
            yield "identity-code", match.start(), match.end()


# --- e-mail --------------------------------------------------------------------------------------------

_AT = (
    r"(?:\s?@\s?|\s?[(\[{]\s?(?:at|ät|a|@|miu(?:ku)?(?:mauku)?)\s?[)\]}]\s?"
    r"|\s(?:ät|ätmerkki|ät-merkki|miukumauku|miuku|snabel-?a|kissanhäntä|at-merkki|at-tecken)\s)"
)
_DOT = r"(?:\s?\.\s?|\s?[(\[{]\s?(?:dot|piste|punkt|\.)\s?[)\]}]\s?|\s(?:dot|piste|punkt)\s)"
_LABEL = r"[^\W_][\w-]{0,62}"
_HOST = r"(?:gmail|hotmail|outlook|yahoo|icloud|luukku)"
_EMAIL = re.compile(
    rf"(?<![\w.+-])([\w.+-]{{1,64}}){_AT}({_LABEL}(?:\.{_LABEL}){{1,4}}|{_LABEL}(?:{_DOT}{_LABEL}){{1,3}}|{_HOST}\s?,\s?(?:com|fi|net|se)\b)",
    re.IGNORECASE,
)
_SPOKEN_EMAIL = re.compile(
    rf"(?<![\w.+-])([\w.+-]{{1,64}}(?:\s(?:piste|punkt|dot)\s[\w-]{{1,40}}){{0,2}})(?:\sat\s|@)"
    rf"((?:gmail|hotmail|outlook|yahoo|icloud|luukku|proton|live|elisa|suomi24|netikka|welho|kolumbus)(?:{_DOT}{_LABEL})?"
    rf"|{_LABEL}\s(?:piste|punkt|dot)\s(?:fi|com|net|org|se|eu))",
    re.IGNORECASE,
)
_NO_AT_EMAIL = re.compile(
    r"(?<![\w.+@-])([\w.+-]{2,64}?)(?:gmail|hotmail|outlook|yahoo)\.(?:com|fi|se)(?!\w)", re.IGNORECASE
)
_ROLE = re.compile(
    r"(^|[._-])(info|kirjaamo|registrat|asiakas|kund|client|palaut|feedback|neuvo|rådgiv|radgiv|toimist|kansli|office|posti$|post$|mail$"
    r"|sosiaali|social|socjour|paivyst|päivyst|jour|tuki|support|help|hjalp|hjälp|contact|yhteys|kontakt|admin|no-?reply|webmaster|ilmoit|viesti"
    r"|rekry|lastensuojelu|barnskydd|ankkuri|poliisi|polis|koulu|skola|school|rehtori|rektor|kuraattori|kurator|seurakunta|forsamling|press|media"
    r"|etunimi|fornamn|förnamn|firstname|hallinto|forvaltning|tietosuoja|dataskydd|exit|vihje|tips|kriisi|kris|nuoriso|ungdom|perhe|familj|lapsi"
    r"|terveys|halso|hälso|paihde|mielenterveys|turva|security|helpdesk|keskus|central|vastaanotto|mottagning|opintotoimisto|hr$|it$)",
    re.IGNORECASE,
)


def _emails(text: str, own: Collection[str]) -> Iterator[Piece]:
    """Addresses of persons, also written out in words; role mailboxes are not somebody's."""
    for pattern in (_EMAIL, _SPOKEN_EMAIL, _NO_AT_EMAIL):
        for match in pattern.finditer(text):
            if not _ROLE.search(match[1]) and match[0].casefold() not in own:
                yield "email", match.start(), match.end()


# --- phone numbers -------------------------------------------------------------------------------------

_NUMBER = re.compile(r"(?<!\d)(?<!\d[/.,:-])[+(]{0,2}\d(?:[ ]?[-()./]?[ ]?\d){6,16}(?![\d/-])")
_DATE = re.compile(r"\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})(?!\d)|(?:19|20)\d\d-\d\d-\d\d|\d{7}-\d(?!\d)")
_MOBILE = re.compile(r"0(?:4\d|50)\d{6,8}")
_WITH_COUNTRY = range(11, 14)
"""Digits of a Finnish number that begins with 358 and no plus."""
_LABELS = ("nro", "nr", "no", "puh", "p", "tel", "gsm", "numero", "nummer", "number", "wa", "whatsapp", "phone")
_O_FOR_ZERO = re.compile(r"(?<!\w)(?=[\do .-]{0,4}[oO])[oO0][ ]?[45][ ]?[oO\d](?:[ .-]?[oO\d]){6,8}(?!\w)")
_SPOKEN_DIGITS = 7
_DIGIT_WORDS = {
    word
    for words in (
        "nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän",
        "yks kaks neljä viis kuus seittemän seiska kaheksan yheksän nelkyt",
        "noll ett två tre fyra fem sex sju åtta nio nolla",
        "zero oh one two three four five six seven eight nine double",
    )
    for word in words.split()
}


def _phones(text: str, own: Collection[str]) -> Iterator[Piece]:
    """Numbers of persons; service, toll-free and corporate numbers are not somebody's."""
    for match in _NUMBER.finditer(text):
        if match.start() and text[match.start() - 1].isalpha():
            before = re.search(r"[^\W\d_]{1,10}$", text[max(0, match.start() - 10) : match.start()])
            if before is None or before[0].casefold() not in _LABELS:
                continue
        if not _DATE.match(match[0]) and _is_personal(match[0], own):
            yield "phone", match.start(), match.end()
    for match in _O_FOR_ZERO.finditer(text):
        yield "phone", match.start(), match.end()
    yield from _spoken_numbers(text)


def _is_personal(written: str, own: Collection[str]) -> bool:
    import phonenumbers
    from phonenumbers import PhoneNumberType

    digits = "".join(letter for letter in written.replace("(0)", "") if letter.isdigit())
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif "+" in written or (digits.startswith("358") and len(digits) in _WITH_COUNTRY):
        digits = "+" + digits
    elif not digits.startswith("0"):
        return False
    if _MOBILE.fullmatch(digits):
        return _international(digits) not in own
    try:
        number = phonenumbers.parse(digits, "FI")
    except phonenumbers.NumberParseException:
        return False
    if phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) in own:
        return False
    if not phonenumbers.is_valid_number(number):
        return digits.startswith("+") and phonenumbers.is_possible_number(number)
    return phonenumbers.number_type(number) in {
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.PERSONAL_NUMBER,
        PhoneNumberType.VOIP,
        PhoneNumberType.PAGER,
    }


def _international(digits: str) -> str:
    return "+358" + digits[1:]


def _spoken_numbers(text: str) -> Iterator[Piece]:
    """Seven digits or more said one by one: "nolla neljä nolla ..."."""
    run: list[re.Match[str]] = []
    for match in re.finditer(r"[^\W_]+", text):
        if match[0].casefold() in _DIGIT_WORDS or (run and len(match[0]) == 1 and match[0].isdigit()):
            run.append(match)
            continue
        if len(run) >= _SPOKEN_DIGITS:
            yield "phone", run[0].start(), run[-1].end()
        run = []
    if len(run) >= _SPOKEN_DIGITS:
        yield "phone", run[0].start(), run[-1].end()


# --- addresses -----------------------------------------------------------------------------------------

_STREET = (
    r"(?:tie(?:n|llä|ltä|lle)?|katu|kadu(?:n|lla|lta|lle)|kuja(?:n|lla|lta|lle)?|pol(?:ku|u(?:n|lla|lta|lle))|rait(?:ti|i(?:n|lla|lta|lle))"
    r"|väylä(?:n|llä|ltä|lle)?|kaari|kaare(?:n|lla)|kaarre|kaartee(?:n|lla)|puistikko|puistiko(?:n|ssa)|bulevardi(?:n|lla)?|esplanadi(?:n|lla)?"
    r"|aukio(?:n|lla)?|penger|penkeree(?:n|llä)|kaivanto|laituri(?:n|lla)?|taival|taipalee(?:n|lla)"
    r"|gata(?:n|s)?|väg(?:en)?|gränd(?:en)?|stig(?:en)?|esplanad(?:en)?|allé(?:n)?|torget|kaj(?:en)?|strand(?:en)?väg|brink(?:en)?|stråket"
    r"|svängen|ringen|bågen|backen|gården)"
)
_CAPITAL_STREET = (
    r"(?:rinne|rintee(?:n|llä)|ranta|ranna(?:n|lla)|piha|piha(?:n|lla)|puisto|portti|kulma|tori|torin|torilla|rivi|syrjä|mäki|mäe(?:n|llä)"
    r"|törmä|vuori|laakso|niitty|pelto|haka|harju|kenttä|parken|plan|vallen|strand|stranden|åsen|ängen|skogen)"
)
_HOUSE = (
    r"(?:\s(?:numero|nummer|number|nro|nr|no|talo|hus)\.?)?\s?\d{1,3}(?:[-/]\d{1,3})?(?![\d.,:/%-]*\d)(?:\s?[a-zA-Z](?![\w]))?"
    r"(?:\s?(?:as|lh|bst|rappu|huoneisto|lgh)?\.?\s?\d{1,3}(?![\d.:]))?"
)
_ADDRESS = re.compile(
    rf"(?<![\w-])((?:[^\W\d_][\w'-]{{1,30}}[ ]){{0,2}}?[^\W\d_][\w'-]{{1,30}}?[ ]?{_STREET}){_HOUSE}", re.IGNORECASE
)
_CAPITAL_ADDRESS = re.compile(rf"(?<![\w-])[A-ZÅÄÖ][\w'-]{{2,30}}?{_CAPITAL_STREET}{_HOUSE}(?![\w])")
_STAIR_ADDRESS = re.compile(r"(?<![\w-])[A-ZÅÄÖ][^\W\d_]{3,30} \d{1,3} ?[A-La-l] ?(?:as\.? ?)?\d{1,3}(?![\w.,:]*\d)")
_LABELLED_ADDRESS = re.compile(
    r"(?<![\w])(?:osoit\w+|kotiosoit\w+|asuu os\.?|adress\w*|address|bostadsadress)(?: on| är| is)?[: ]{1,3}"
    r"([A-ZÅÄÖ][\w'-]{2,30}(?: [A-ZÅÄÖ][\w'-]{1,30})? \d{1,3}(?: ?[A-Za-z])?(?: ?\d{1,3})?)(?![\w.,:]*\d)"
)
_ENGLISH_ADDRESS = re.compile(
    r"(?<![\w-])\d{1,4} (?:[A-Z][\w'-]{1,30} ){1,3}(?:Street|Road|Avenue|Lane|Drive|Close|Court)(?![\w])"
)
_ROADS = words("people.txt", "roads")
_UNIT_AFTER = re.compile(
    r"\s?(?:km|m|min|minuut|h|t|tunt|vuot|år|v|pv|päiv|kert|krt|gång|€|euro|%|kpl|st|kappal|henk|hlö|oppil|elev"
    r"|people|luok|klass|krs)(?![^\W\d_]*-)",
    re.IGNORECASE,
)


def _addresses(text: str, _own: Collection[str]) -> Iterator[Piece]:
    """Streets with a house number, Finnish and Swedish; numbered highways are not addresses."""
    for pattern in (_ADDRESS, _CAPITAL_ADDRESS, _STAIR_ADDRESS, _LABELLED_ADDRESS, _ENGLISH_ADDRESS):
        for match in pattern.finditer(text):
            highway = pattern is _ADDRESS and match[1].split()[-1].casefold() in _ROADS
            if not highway and not _UNIT_AFTER.match(text, match.end()):
                yield "address", match.start(), match.end()


# --- names ---------------------------------------------------------------------------------------------


def _names(text: str, own: Collection[str]) -> Iterator[Piece]:
    """Names of people; several municipalities in a row, or one of several words, are no person."""
    places = list(_municipalities(text, own))
    for start, end in people(text):
        if not any(first <= start and end <= last for first, last in places):
            yield "name", start, end


def _municipalities(text: str, own: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where names of municipalities stand side by side: Gustav Adolfs, Kaarina Salo Turku; not Salla Salo, a person."""
    said = tokens(text, len(text))
    at = 0
    while at < len(said):
        end, names = at, 0
        while end < len(said) and (end == at or not text[said[end - 1].end : said[end].start].strip(" ,")):
            pair = [word.text for word in said[end : end + 2]]
            many = len(pair) if " ".join(pair) in own else int(pair[0] in own)
            if not many:
                break
            end, names = end + many, names + many
        if names > 1 and not (is_first_name(said[at].text) and said[at + 1].text in surnames()):
            yield said[at].start, said[end - 1].end
        at = max(end, at + 1)


_FINDERS = (_identity_codes, _emails, _phones, _addresses, _names)

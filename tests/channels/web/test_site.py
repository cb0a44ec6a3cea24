"""The web page: a talk in forms, what an address may tell, who is stopped at the door, 112 on all that goes wrong."""

from __future__ import annotations

import itertools
import logging
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import Assistant
from bot.buttons import button_data
from bot.channels.web.reading import LARGEST_BODY, preferred
from bot.channels.web.settings import Limits, Setting, setting
from bot.channels.web.site import Site
from bot.channels.web.writing import LONGEST_TEXT
from bot.errors import BotError
from bot.model import LOCALES, Chose, Feedback, Knowledge, Locale, Offer, Session, Show
from bot.usage.doubts import Reports
from bot.usage.facts import Fact
from bot.usage.log import UsageLog
from bot.usage.recorder import Recorder
from bot.wording.catalogs import words_in
from tests.channels.web.visitor import Client, Node, Visitor, read_page, site
from tests.usage.test_identifiers import PLANTED, found_in

FI, SV, EN = (words_in(locale) for locale in LOCALES)
ANSWERS = {"danger": "no", "role": "teacher", "situation": "worrying-speech-or-behaviour", "age": "under-18"}
CARD = {**ANSWERS, "place": "179"}


class Log:
    """Keeps what it is told."""

    reported: Reports | None = None

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.texts: list[str] = []

    def count(self, facts: object, day: object) -> None:
        """Remember facts."""
        del day
        assert isinstance(facts, list)
        self.facts += facts

    def keep_text(self, text: str, question: str, locale: str, day: object) -> None:
        """Remember a text."""
        del question, locale, day
        self.texts.append(text)


@pytest.fixture
def client(knowledge: Knowledge, now: datetime) -> Client:
    """A site of its own."""
    return site(Assistant(knowledge), now)


def label(knowledge: Knowledge, name: str, option: str, locale: Locale = "fi") -> str:
    """The words of an option."""
    question = knowledge.question(name)
    assert question is not None
    return question.options[option].label[locale]


def press(client: Client, knowledge: Knowledge, answers: dict[str, str], message: object, lang: str = "fi") -> Node:
    """The page behind a button of a session."""
    session = Session("fi", answers)
    data = button_data(knowledge, session, message)  # type: ignore[arg-type]  # any message
    return read_page(client.post(f"/{lang}", {"do": data, "talk": "x" * 22}).text)


def has_112(page: Node) -> bool:
    """Whether 112 stands on top and can be dialled."""
    return page.all(kind="emergency")[0].all("a")[0].attributes["href"] == "tel:112"


# --- the talk -----------------------------------------------------------------------------------------


def test_taps_alone_lead_to_the_card(client: Client, knowledge: Knowledge) -> None:
    """Four taps, the place typed, and the card with whom to call."""
    visitor = Visitor(client)
    for name, option in ANSWERS.items():
        visitor.tap(label(knowledge, name, option))
    visitor.say("Jyväskylä")
    assert FI("Whom to call") in [heading.text for heading in visitor.page.all("h2")]
    assert next(each.text for each in visitor.page.all("summary")) == FI("What may I tell?")


def test_nothing_of_the_talk_is_in_an_address_or_a_cookie(client: Client, knowledge: Knowledge) -> None:
    """Every page of a talk has the address of its language, and none sets a cookie or may be kept."""
    visitor = Visitor(client)
    for option in ("no", "teacher"):
        visitor.tap(label(knowledge, "danger" if option == "no" else "role", option))
        assert visitor.response.request.url.path == "/fi"
        assert visitor.response.request.url.query == b""
        assert "set-cookie" not in visitor.response.headers
        assert visitor.response.headers["cache-control"] == "no-store"
        assert {form.attributes["method"] for form in visitor.page.all("form")} == {"post"}


def test_the_language_changes_and_the_position_stays(client: Client, knowledge: Knowledge) -> None:
    """The card of Jyväskylä in Swedish, under the address of Swedish."""
    visitor = Visitor(client)
    visitor.page = press(client, knowledge, CARD, Show("card"))
    visitor.tap("På svenska")
    assert visitor.response.request.url.path == "/sv"
    assert visitor.page.one("html").attributes["lang"] == "sv"
    assert SV("Whom to call") in [heading.text for heading in visitor.page.all("h2")]


def test_each_answer_given_can_be_changed(client: Client, knowledge: Knowledge) -> None:
    """The list of answers asks one again and keeps the rest."""
    visitor = Visitor(client)
    visitor.page = press(client, knowledge, CARD, Show("card"))
    changed = visitor.page.one(kind="given").all("button")
    assert len(changed) == len(CARD)
    form = visitor.page.one(kind="given")
    hidden = {each.attributes["name"]: each.attributes["value"] for each in form.all("input")}
    visitor.see(client.post("/fi", hidden | {"do": changed[1].attributes["value"]}))
    visitor.tap(label(knowledge, "role", "youth-work"))
    assert label(knowledge, "role", "youth-work") in visitor.page.one("h1").text
    assert "Jyväskylä" in visitor.page.one("h1").text


def test_a_form_from_another_year_is_asked_again(client: Client, knowledge: Knowledge) -> None:
    """Data nobody knows says so kindly, and the first question stands there."""
    for data in ({"do": "0x/zz"}, {"at": "nonsense", "text": "x"}, {}, {"do": "1f.rzz/c"}):
        page = read_page(client.post("/sv", data).text)
        assert has_112(page)
        assert page.one("html").attributes["lang"] in LOCALES
        assert page.all("button", name="do")
    assert SV("That button is no longer valid. The talk goes on from here.") in page.text or page.one("h1").text
    del knowledge


def test_a_number_typed_on_an_old_page_is_not_taken_for_another_button(client: Client, knowledge: Knowledge) -> None:
    """Whoever went back in the browser and types 1 means a button of that page, not of the last one."""
    visitor = Visitor(client)
    old = visitor.page
    visitor.tap(label(knowledge, "danger", "no"))
    visitor.page = old
    visitor.say("1")
    (given,) = visitor.page.one(kind="given").all("li")
    assert label(knowledge, "danger", "yes") in given.text


def test_a_form_sent_from_another_site_does_nothing(client: Client, knowledge: Knowledge) -> None:
    """Nobody else's page can give our feedback in a visitor's name."""
    data = button_data(knowledge, Session("fi", CARD), Show("card"))
    page = read_page(client.post("/fi", {"do": data}, {"Sec-Fetch-Site": "cross-site"}).text)
    assert page.one("h1").text == knowledge.questions[0].text.fi


def test_words_nobody_understood_can_be_offered(knowledge: Knowledge, now: datetime) -> None:
    """Shown before they are sent, as on Telegram."""
    log = Log()
    client = site(Assistant(knowledge, "fi", Recorder(log)), now)
    visitor = Visitor(client)
    visitor.say("zzz qqq vvv")
    visitor.tap(FI("Tell the editors what I wrote"))
    assert "zzz qqq vvv" in visitor.page.text
    visitor.tap(FI("Send"))
    assert log.texts == ["zzz qqq vvv"]


def test_feedback_is_counted_and_nothing_is_before_somebody_answers(knowledge: Knowledge, now: datetime) -> None:
    """A page that is merely opened counts nothing."""
    log = Log()
    client = site(Assistant(knowledge, "fi", Recorder(log)), now)
    client.get("/fi")
    assert log.facts == []
    press(client, knowledge, CARD, Feedback("helped"))
    assert any("helped" in str(fact) for fact in log.facts)


def test_one_address_reports_a_number_once(knowledge: Knowledge, now: datetime) -> None:
    """However many talks it begins: five of them would make the number look doubtful."""
    log = Log()
    client = site(Assistant(knowledge, "fi", Recorder(log)), now)
    page = press(client, knowledge, CARD, Feedback("number-failed"))
    data = page.all(kind="choices")[0].all("button")[0].attributes["value"]
    for number in range(6):
        thanks = client.post("/fi", {"do": data, "talk": f"{number}" * 22}).text
        assert FI("Thank you, we will check the number. Call the next one on the list. In danger, 112.") in thanks
    assert len([fact for fact in log.facts if fact.kind == "number-failed"]) == 1


def test_the_card_offers_a_copy_to_keep(client: Client, knowledge: Knowledge) -> None:
    """A file of the talk's place and role in the language of the page; elsewhere there is none to make."""
    page = press(client, knowledge, CARD, Show("card"))
    form = page.one("form", action="/fi/pocket")
    answer = client.post("/fi/pocket", {"at": form.one("input").attributes["value"]})
    assert answer.headers["content-disposition"] == 'attachment; filename="luotsi-179-jyvaskyla.html"'
    assert f"Jyväskylä · {label(knowledge, 'role', 'teacher')}" in answer.text
    assert client.post("/fi/pocket", {"at": "nonsense"}).headers["location"] == "/fi"


def test_no_identifier_leaves_a_page(
    knowledge: Knowledge, now: datetime, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What somebody types or forges, in any field or header, is in no file, no log, no address and on no page."""
    log = UsageLog(tmp_path)
    client = site(Assistant(knowledge, "fi", Recorder(log, pick=lambda _: 0)), now)
    first = button_data(knowledge, Session("fi"), Show("card"))
    with caplog.at_level(logging.DEBUG):
        for secret in PLANTED:
            for form in (
                {"at": first, "text": f"oppilas {secret} uhkaa"},
                {"do": secret, "talk": secret},
                {secret: secret},
            ):
                page = client.post("/fi", form, {"X-Forwarded-For": secret.encode("ascii", "replace").decode()})
                assert secret not in page.text
                assert secret not in str(page.headers)
        assert log.flush()
    log.close()
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir()) + caplog.text.encode()
    assert found_in(held) == []


# --- the link -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", LOCALES)
def test_a_link_opens_the_card_in_the_readers_language(client: Client, knowledge: Knowledge, locale: Locale) -> None:
    """It stands on the version to forward, and carries nothing of the client."""
    page = press(client, knowledge, {**CARD, "danger": "unsure", "consent": "yes"}, Show("share"))
    link = page.one("a", kind="link").attributes["href"]
    assert re.fullmatch(r"/fi/k/1f(_[rsap]\w+){4}", link)
    opened = read_page(client.get(link.replace("/fi/", f"/{locale}/")).text)
    assert opened.one("html").attributes["lang"] == locale
    assert "Jyväskylä" in opened.one("h1").text or "Jyväskylä" in opened.text
    assert words_in(locale)("Whom to call") in [heading.text for heading in opened.all("h2")]


def test_a_link_that_is_none_begins_a_talk(client: Client) -> None:
    """It says so, and asks the first question."""
    page = read_page(client.get("/en/k/nonsense").text)
    assert EN("That button is no longer valid. The talk goes on from here.") in page.one(kind="notices").text


# --- languages and addresses --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("", "fi"),
        ("sv-FI,sv;q=0.9,fi;q=0.8", "sv"),
        ("de,en;q=0.5", "en"),
        ("de", "en"),
        ("fi;q=0.1,en;q=0.9", "en"),
        ("sv;q=0,fi;q=0.3", "fi"),
        ("en;q=x,sv", "sv"),
        (";;;,,,q=", "en"),
    ],
)
def test_the_browsers_language_is_taken(header: str, locale: Locale) -> None:
    """The first of ours it asks for; English where it asks for none."""
    assert preferred(header) == locale


def test_the_root_leads_to_a_language(client: Client) -> None:
    """By a redirection that caches tell apart by language."""
    answer = client.get("/", {"Accept-Language": "sv"})
    assert (answer.status_code, answer.headers["location"], answer.headers["vary"]) == (303, "/sv", "Accept-Language")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/de", 404),
        ("GET", "/fi/k", 404),
        ("GET", "/static/x/site.css", 404),
        ("GET", "/en/../etc/passwd", 404),
        ("DELETE", "/sv", 405),
        ("POST", "/en/accessibility", 405),
    ],
)
def test_an_address_that_is_none_still_has_112(client: Client, method: str, path: str, status: int) -> None:
    """In the language the address begins with."""
    answer = client.request(method, path)
    assert answer.status_code == status
    assert has_112(read_page(answer.text))


# --- the door -----------------------------------------------------------------------------------------


def test_every_response_has_the_headers(client: Client) -> None:
    """Pages, errors and files alike; only files may be kept."""
    style = re.search(r'href="(/static/[^"]+)"', client.get("/fi").text)
    assert style is not None
    for path in ("/fi", "/nothing/here", "/health", style[1]):
        headers = client.get(path).headers
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert ("immutable" in headers["cache-control"]) == path.startswith("/static")


def test_a_body_that_is_too_long_is_refused(client: Client) -> None:
    """Without reading more of it; 112 stands on the page that says so."""
    answer = client.request("POST", "/fi", content=b"text=" + b"x" * LARGEST_BODY)
    assert answer.status_code == 413
    assert has_112(read_page(answer.text))


def test_an_address_that_asks_too_much_is_told_so(knowledge: Knowledge, now: datetime) -> None:
    """The next address is served."""
    app = Site(Assistant(knowledge), Setting(limits=Limits(at_once=3, a_second=0.001)), lambda: now).app()
    answers = [Client(app).get("/fi") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert has_112(read_page(answers[-1].text))
    assert Client(app, "192.0.2.2").get("/fi").status_code == 200


@pytest.mark.parametrize(("behind_proxy", "statuses"), [(False, [200, 429]), (True, [200, 200])])
def test_a_forwarded_address_is_believed_behind_a_proxy(
    knowledge: Knowledge, now: datetime, *, behind_proxy: bool, statuses: list[int]
) -> None:
    """And only there: elsewhere anybody could write what they like."""
    limits = Limits(at_once=1, a_second=0.001)
    client = site(Assistant(knowledge), now, Setting(limits=limits, behind_proxy=behind_proxy))
    sent = [client.get("/fi", {"X-Forwarded-For": f"10.0.0.1, 192.0.2.{number}"}) for number in (7, 8)]
    assert [answer.status_code for answer in sent] == statuses


def test_a_bug_ends_in_112_and_is_logged_without_words(
    knowledge: Knowledge, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    """The page of last resort stands there, and the log names the kind of bug alone."""
    assistant = Assistant(replace(knowledge, municipalities=None))  # type: ignore[arg-type]  # our bug
    secret = "Matti Meikäläinen"  # noqa: S105 - a name
    with caplog.at_level(logging.DEBUG):
        answer = site(assistant, now).post("/fi", {"at": "1f/", "text": secret})
    assert has_112(read_page(answer.text))
    assert caplog.messages
    assert "Matti" not in caplog.text


def test_without_knowledge_the_lines_stand_there(now: datetime) -> None:
    """112 and the national lines in three languages, each marked as what it is; and the proxy is told."""
    client = site(Assistant(None), now)
    for page in (read_page(client.get("/sv").text), read_page(client.post("/sv", {"text": "x"}).text)):
        assert [node.attributes.get("lang") for node in page.one(kind="emergency").all("p")] == [None, "fi", "en"]
        assert len(page.all("a", kind="tel")) > 6
    assert client.get("/ready").status_code == 503
    assert client.get("/health").status_code == 200


def test_it_is_ready_with_its_knowledge(client: Client, knowledge: Knowledge) -> None:
    """And says which."""
    assert client.get("/ready").json() == {"status": "ready", "knowledge": knowledge.version}


PATHS = ("/", "/fi", "/sv", "/en", "/fi/k/", "/en/accessibility", "/fi/pocket", "/static/", "/ready", "/x")
MORE = ("", "x", "1f.dn.rte", "..%2f..", "%00", "?do=1f/r")
HOSTILE = st.one_of(
    st.text(max_size=80),
    st.from_regex(r"1[fse](\.[a-z~-][a-z0-9]{0,3}){0,6}/[a-z_]{0,6}", fullmatch=True),
    st.sampled_from(["<script>alert(1)</script>", "\x00", "%00", "' OR 1=1", "x" * LONGEST_TEXT * 3, "\ud83c", "-1"]),
)
FIELDS = st.dictionaries(st.sampled_from(["do", "at", "text", "talk", "x"]), HOSTILE, max_size=5)


@given(
    method=st.sampled_from(["GET", "POST", "HEAD", "PUT"]),
    address=st.builds(str.__add__, st.sampled_from(PATHS), st.sampled_from(MORE)),
    fields=FIELDS,
    raw=st.none() | st.binary(max_size=200),
)
def test_no_form_breaks_a_route(
    now: datetime, knowledge: Knowledge, method: str, address: str, fields: dict[str, str], raw: bytes | None
) -> None:
    """Whatever is sent where, the answer is a page of ours and no 500, and typed markup stays words."""
    body = urlencode(fields, errors="surrogatepass").encode() if raw is None else raw
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = site(Assistant(knowledge), now).request(method, address, content=body, headers=headers)
    assert answer.status_code < 500
    assert "<script>alert" not in answer.text
    if answer.headers.get("content-type", "").startswith("text/html") and method != "HEAD":
        assert has_112(read_page(answer.text))


# --- settings -----------------------------------------------------------------------------------------


def test_where_to_leave_to_is_an_address() -> None:
    """Anything else is told in one line."""
    with pytest.raises(BotError, match="LUOTSI_LEAVE_TO"):
        setting("127.0.0.1", 8000, "javascript:alert(1)", behind_proxy=False)


# --- structure ----------------------------------------------------------------------------------------


def pages(client: Client, knowledge: Knowledge, locale: Locale) -> dict[str, httpx.Response]:
    """One page of each kind."""

    def pressed(answers: dict[str, str], message: object) -> httpx.Response:
        data = button_data(knowledge, Session(locale, answers), message)  # type: ignore[arg-type]  # any message
        return client.post(f"/{locale}", {"do": data})

    first = button_data(knowledge, Session(locale), Show("card"))
    return {
        "first": client.get(f"/{locale}"),
        "role": pressed({}, Chose("danger", "unsure")),
        "place": pressed(ANSWERS, Show("card")),
        "card": pressed(CARD, Show("card")),
        "share": pressed(CARD, Show("share")),
        "numbers": pressed(CARD, Feedback("number-failed")),
        "confirm": client.post(f"/{locale}", {"at": first, "text": "oppilas puhuu ampumisesta, Tampere"}),
        "not understood": client.post(f"/{locale}", {"at": first, "text": "zzz"}),
        "statement": client.get(f"/{locale}/accessibility"),
        "lost": client.get(f"/{locale}/lost"),
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_every_kind_of_page_is_well_built(client: Client, knowledge: Knowledge, locale: Locale) -> None:
    """One language, one main heading, headings that skip no level, ids that are unique, fields with labels, names."""
    for kind, response in pages(client, knowledge, locale).items():
        page = read_page(response.text)
        ids = [node.attributes["id"] for node in page if "id" in node.attributes]
        assert len(ids) == len(set(ids)), kind
        assert page.one("html").attributes["lang"] == response.headers["content-language"] == locale, kind
        assert page.one("title").text.endswith("Luotsi"), kind
        levels = [int(node.tag[1]) for node in page if re.fullmatch(r"h\d", node.tag)]
        assert levels[0] == 1, kind
        assert all(level <= before + 1 for before, level in itertools.pairwise(levels)), kind
        assert levels.count(1) == 1, kind
        labels = {node.attributes["for"] for node in page.all("label")}
        fields = [node for node in page.all("input") if node.attributes.get("type") != "hidden"]
        assert {node.attributes["id"] for node in fields} == labels, kind
        assert all(node.text.strip() for node in (*page.all("button"), *page.all("a"), *page.all("summary"))), kind
        assert [name for node in page for name in node.attributes if name == "style" or name.startswith("on")] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_page_is_small_and_asks_for_nothing_from_elsewhere(
    client: Client, knowledge: Knowledge, locale: Locale
) -> None:
    """A question under 30 kB with its stylesheet and script, which are all it asks for."""
    for kind, response in pages(client, knowledge, locale).items():
        page = read_page(response.text)
        files = [node.attributes["href"] for node in page.all("link", rel="stylesheet")]
        files += [node.attributes["src"] for node in page if "src" in node.attributes]
        assert len(files) == 2
        assert all(name.startswith("/static/") for name in files)
        if kind not in ("card", "share"):
            assert len(response.content) + sum(len(client.get(name).content) for name in files) < 30_000, kind


def test_an_offer_without_words_is_asked_again(client: Client, knowledge: Knowledge) -> None:
    """Nothing is sent that was not shown."""
    assert has_112(press(client, knowledge, ANSWERS, Offer("send")))

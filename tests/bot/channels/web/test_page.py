import html
import re
import time
from contextlib import closing
from html.parser import HTMLParser

import pytest

from bot.channels.web.rendering import STATIC
from integrations.store.session import Store
from tests.bot.served import Browser, Web, web_on
from tests.road import hands_over, says


class Page(HTMLParser):
    """What a page holds, by tag; enough to follow its forms without JavaScript."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [
            given
            for name, given in self.tags
            if name == tag and all(given.get(key) == value for key, value in wanted.items())
        ]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def client_id(self) -> str:
        return self.all("input", name="client_id")[0]["value"] or ""


def said(text: str) -> list[str]:
    """The messages as a screen reader meets them: speaker first."""
    rows = re.findall(r"<li class=\"message.*?</li>", text.split("<template")[0], re.S)
    return [
        html.unescape(re.sub(r"<[^>]+>", "", row.partition('<p class="when')[0])).strip()
        for row in rows
    ]


def test_looking_at_the_page_begins_nothing(browser: Browser) -> None:
    answer = browser.call("GET", "/chat")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert len(said(answer.text)) == 1
    assert "automated" in answer.text


def test_a_chat_can_be_had_without_javascript(web: Web, browser: Browser) -> None:
    web.engine.answers.append(says("How big?", buttons=[("A sofa", "/affirm"), ("A van", "/deny")]))
    sent = browser.submits(text="rubbish in the road", client_id=Page(browser.page()).client_id())
    assert sent.status_code == 303
    assert sent.headers["location"].startswith("/chat")
    text = browser.page()
    assert [line.split(":")[0] for line in said(text)] == [
        "Council assistant",
        "You",
        "Council assistant",
    ]
    buttons = Page(text).all("button", name="choice")
    assert len(buttons) == 2
    browser.submits(choice=buttons[1]["value"] or "", client_id=Page(text).client_id())
    text = browser.page()
    assert said(text)[-2].endswith("A van")
    assert said(text)[-1].endswith("You said: /deny")
    assert Page(text).all("button", name="choice") == []


def test_an_answer_that_is_quick_is_on_the_page_at_once(browser: Browser) -> None:
    browser.submits(text="hello")
    text = browser.page()
    assert "You said: hello" in text
    assert "http-equiv" not in text


def test_while_an_answer_is_waited_for_the_page_looks_again_and_then_stops(
    own_store: Store,
) -> None:
    with web_on(own_store) as web:
        web.engine.is_down()
        browser = web.browser()
        began = time.monotonic()
        assert browser.submits(text="hello").status_code == 303
        assert 1 < time.monotonic() - began < 4
        text = browser.page()
        third, last = browser.page("/chat?looked=2"), browser.page("/chat?looked=99")
    refresh = r'<noscript><meta http-equiv="refresh" content="2; url=/chat\?looked=1#m2">'
    assert re.search(refresh, text)
    assert "Check for an answer" in text
    assert 'content="5; url=/chat?looked=3' in third
    assert "http-equiv" not in last


def test_a_form_sent_twice_is_one_message(browser: Browser) -> None:
    fields = {"text": "hello", "client_id": "page-1"}
    for _ in range(2):
        assert browser.submits(**fields).status_code == 303
    browser.submits(text="other words from the same page", client_id="page-1")
    mine = [one["text"] for one in browser.messages() if one["from"] == "resident"]
    assert mine == ["hello", "other words from the same page"]


def test_an_empty_message_is_a_mistake_that_is_explained(browser: Browser) -> None:
    answer = browser.submits(text="  ", client_id="a")
    assert answer.status_code == 400
    page = Page(answer.text)
    assert "set-cookie" not in answer.headers
    assert "<title>There is a problem" in answer.text
    (box,) = page.all("textarea")
    assert box["aria-invalid"] == "true"
    assert page.all("p", id="wrong")
    assert "wrong" in (box["aria-describedby"] or "")


def test_a_question_that_was_answered_cannot_be_answered_again(web: Web, browser: Browser) -> None:
    web.engine.answers.append(says("Big?", buttons=[("Yes", "/affirm"), ("No", "/deny")]))
    browser.submits(text="a sofa")
    yes, no = (one["value"] or "" for one in Page(browser.page()).all("button", name="choice"))
    browser.submits(choice=yes, client_id="a")
    answer = browser.submits(choice=no, client_id="b")
    assert answer.status_code == 409
    assert "older question" in answer.text


def test_a_choice_of_a_chat_that_is_over_is_explained(browser: Browser) -> None:
    answer = browser.submits(choice="c1", client_id="b")
    assert answer.status_code == 401
    assert "Your last chat has closed" in answer.text
    assert Page(answer.text).all("textarea")


def test_words_too_long_to_send_get_a_page_that_says_so(browser: Browser) -> None:
    answer = browser.submits(text="word " * 20_000)
    assert answer.status_code == 413
    assert "too long" in answer.text


@pytest.mark.parametrize("waiting", [False, True])
def test_a_person_can_be_asked_for_in_every_state(
    web: Web, browser: Browser, waiting: bool
) -> None:
    if waiting:
        web.engine.answers.append(hands_over(reason="asked", team="contact_centre", topic="person"))
        browser.submits(text="help")
    browser.submits(person="1", client_id="a")
    mine = [one["text"] for one in browser.messages() if one["from"] == "resident"]
    assert mine[-1] == "I want to talk to a person"
    assert Page(browser.page()).all("button", name="person")


def test_the_place_in_the_queue_is_told_in_words(web: Web, browser: Browser) -> None:
    web.engine.answers.append(hands_over(reason="asked", team="contact_centre", topic="person"))
    browser.submits(text="a person")
    assert re.search(r"You are number \d+ in the queue", browser.page())


def test_a_chat_is_ended_after_asking_and_shows_nothing_of_it_again(browser: Browser) -> None:
    browser.submits(text="my private words")
    assert "Are you sure" in browser.page()
    ended = browser.call("POST", "/chat/end", headers={"Accept": "text/html"})
    assert (ended.status_code, ended.headers["location"]) == (303, "/chat")
    text = browser.page()
    assert "This chat has ended" in text
    assert "private" not in text
    assert "/chat/transcript.txt" in text
    assert Page(text).all("button", name="person")
    assert Page(text).all("button", name="again")


@pytest.mark.parametrize("fields", [{"again": "1"}, {"text": "hello"}, {"person": "1"}])
def test_after_the_end_a_new_chat_can_be_begun(browser: Browser, fields: dict[str, str]) -> None:
    browser.submits(text="my private words")
    browser.call("POST", "/chat/end")
    assert browser.submits(client_id="n", **fields).status_code == 303
    text = browser.page()
    assert "private" not in text
    assert browser.update()["state"]["open"] is True


def test_a_new_chat_is_not_begun_over_one_that_is_open(browser: Browser) -> None:
    browser.submits(text="hello")
    browser.submits(again="1")
    assert "hello" in browser.page()


def test_words_sent_with_a_key_that_opens_nothing_are_not_lost(browser: Browser) -> None:
    browser.cookies.set("doorstep_chat", "expired", path="/chat")
    assert browser.submits(text="hello").status_code == 303
    browser.cookies.clear(domain="", path="/chat", name="doorstep_chat")
    assert "You said: hello" in browser.page()


SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</li></ol><iframe src=javascript:alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    "<!--", "]]>", "&lt;script&gt;", "' autofocus onfocus=alert(1) x='",
]  # fmt: skip


@pytest.mark.parametrize("text", SCRIPTS)
def test_what_anyone_writes_stays_words(web: Web, browser: Browser, text: str) -> None:
    web.engine.answers.append(says(text, buttons=[(text, "/affirm")]))
    browser.submits(text=text)
    shown = browser.page()
    assert html.escape(text, quote=False).replace('"', "&#34;").replace("'", "&#39;") in shown
    page = Page(shown)
    assert all(given.get("src") for given in page.all("script"))
    assert not page.all("iframe") + page.all("img") + page.all("svg")
    assert not [given for _, given in page.tags if any(key.startswith("on") for key in given)]


def test_no_page_holds_inline_scripts_or_styles_or_anothers_address(
    web: Web, browser: Browser
) -> None:
    browser.submits(text="hello")
    for path in ("/chat", "/chat/leave"):
        page = Page(browser.page(path))
        assert all(given.get("src", "").startswith("/chat/static/") for given in page.all("script"))
        assert not page.all("style")
        assert not [given for _, given in page.tags if "style" in given]
        addresses = [given[key] or "" for _, given in page.tags for key in ("href", "src", "action")
                     if key in given]  # fmt: skip
        assert all(one.startswith(("/chat", "#")) for one in addresses)
    for path in STATIC.iterdir():
        assert not re.search(r"https?://(?!www\.w3\.org)", path.read_text(encoding="utf-8"))


def test_every_control_has_a_name_and_every_id_is_used_once(web: Web, browser: Browser) -> None:
    web.engine.answers.append(says("Big?", buttons=[("Yes", "/affirm"), ("No", "/deny")]))
    browser.submits(text="a sofa")
    text = browser.page()
    page = Page(text)
    ids = [given["id"] for _, given in page.tags if "id" in given]
    assert len(ids) == len(set(ids))
    assert page.all("label", **{"for": "text"})
    assert page.all("html", lang="en")
    assert re.search(r"<title>[^<]+</title>", text)
    for form in {given["form"] for given in page.all("button") if "form" in given}:
        assert page.all("form", id=form or "")


def test_the_files_of_the_page_may_be_kept_and_change_their_address_when_they_change(
    web: Web, browser: Browser
) -> None:
    page = Page(browser.page())
    for address in (page.all("script")[0]["src"], page.all("link", rel="stylesheet")[0]["href"]):
        answer = web.get(address or "")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert "no-cache" in web.get((address or "").partition("?")[0]).headers["cache-control"]


@pytest.mark.parametrize("name", ["nothing.js", "..%2fpage.py", "%2e%2e/page.py", ".env", "\u00e9"])
def test_no_other_file_is_given_away(web: Web, name: str) -> None:
    assert web.get(f"/chat/static/{name}").status_code == 404


def test_a_page_that_is_not_there_says_so_in_words(web: Web) -> None:
    answer = web.get("/nothing", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "Page not found" in answer.text
    assert "Leave this page now" in answer.text


def test_a_form_from_a_strangers_page_is_refused(web: Web, browser: Browser) -> None:
    answer = browser.call(
        "POST", "/chat", data={"text": "hello"},
        headers={"Origin": "https://evil.example", "Accept": "text/html"},
    )  # fmt: skip
    assert answer.status_code == 403
    assert "another website" in answer.text


def test_the_way_out_is_open_when_the_database_is_away(own_store: Store) -> None:
    with web_on(own_store) as web, closing(Store(str(own_store.url))) as another:
        browser = web.browser()
        browser.opens()
        began = time.monotonic()
        with another.begin():  # another process holds the only lock for writing
            answer = browser.call("POST", "/chat/leave", headers={"Accept": "text/html"})
        assert time.monotonic() - began < 2
    assert answer.status_code == 200
    assert not browser.secret

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from integrations.store import sessions
from integrations.store.models import Session
from integrations.store.session import Store
from tests.bot.served import Browser, Web, web_on
from tests.road import DANGER, hands_over, says

SHAPE = {"seq", "from", "name", "text", "choices", "image", "at"}


def test_a_chat_opens_with_who_it_is_with(browser: Browser) -> None:
    opened = browser.opens()
    assert opened["state"] == {"owner": "assistant", "queue": None, "open": True}
    (welcome,) = opened["messages"]
    assert set(welcome) == SHAPE
    assert "automated" in welcome["text"]
    assert "person" in welcome["text"]


def test_opening_again_with_the_cookie_goes_on_with_the_same_chat(browser: Browser) -> None:
    first = browser.opens()
    secret = browser.secret
    assert browser.opens()["conversation"] == first["conversation"]
    assert browser.secret == secret


def test_a_cookie_of_nobodys_opens_a_new_chat(web: Web, browser: Browser) -> None:
    browser.cookies.set("doorstep_chat", "guessed", path="/chat")
    opened = browser.opens()
    assert browser.cookies.get_dict(path="/chat")["doorstep_chat"] != "guessed"
    assert len(opened["messages"]) == 1


def test_the_cookie_cannot_be_read_by_a_script_or_sent_from_elsewhere(browser: Browser) -> None:
    header = browser.call("POST", "/chat/session").headers["set-cookie"]
    assert header.startswith("doorstep_chat=")
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert "Secure" not in header
    assert "max-age" not in header.lower()


def test_behind_https_the_cookie_goes_over_https_only(own_store: Store) -> None:
    with web_on(own_store, public_url="https://chat.example.gov.uk") as web:
        header = web.browser().call("POST", "/chat/session").headers["set-cookie"]
    assert "Secure" in header


def test_the_secret_is_in_the_cookie_and_nowhere_else(browser: Browser) -> None:
    browser.opens()
    secret = browser.secret or ""
    browser.sends(text="hello")
    for path in ("/chat", "/chat/messages", "/chat/transcript.txt"):
        assert secret not in browser.call("GET", path).text


def test_a_message_is_kept_at_once_and_answered_soon_after(web: Web, browser: Browser) -> None:
    browser.opens()
    web.engine.answers.append(says("Which street?", buttons=[("Heaton Lane", "/choose{}")]))
    began = time.perf_counter()
    sent = browser.sends(text="there is a sofa in the road")
    took = time.perf_counter() - began
    assert sent.status_code == 202
    assert sent.json() == {"seq": 2}
    assert took < 0.5
    answer = browser.waits_for("Which street?")
    assert answer["from"] == "assistant"
    assert [set(choice) for choice in answer["choices"]] == [{"id", "label"}]
    assert [message["seq"] for message in browser.update(after=1)["messages"]] == [2, 3]


def test_the_same_client_id_twice_is_the_same_message(browser: Browser) -> None:
    browser.opens()
    sent = [browser.sends(client_id="same", text=text) for text in ("hello", "hello")]
    assert [answer.status_code for answer in sent] == [202, 202]
    assert sent[0].json() == sent[1].json()
    said = [one for one in browser.messages() if one["from"] == "resident"]
    assert len(said) == 1


def test_two_residents_may_use_the_same_client_id(web: Web) -> None:
    for browser in (web.browser(), web.browser()):
        browser.opens()
        assert browser.sends(client_id="1", text="hello").json() == {"seq": 2}


def test_a_choice_can_be_made_once(web: Web, browser: Browser) -> None:
    browser.opens()
    web.engine.answers.append(says("Is it big?", buttons=[("Yes", "/affirm"), ("No", "/deny")]))
    browser.sends(text="a sofa")
    yes, no = browser.waits_for("Is it big?")["choices"]
    assert browser.sends(choice=yes["id"]).status_code == 202
    browser.waits_for("/affirm")
    again = browser.sends(choice=no["id"])
    assert (again.status_code, again.json()["error"]) == (409, "stale_choice")
    assert [one["text"] for one in browser.messages() if one["from"] == "resident"][-1] == "Yes"


def test_a_choice_nobody_offered_is_stale(browser: Browser) -> None:
    browser.opens()
    answer = browser.sends(choice="c99")
    assert (answer.status_code, answer.json()["error"]) == (409, "stale_choice")


def test_a_place_on_the_map_is_a_message(browser: Browser) -> None:
    browser.opens()
    assert browser.sends(location={"lat": 53.41, "lng": -2.16}).status_code == 202


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 400),
        (" \n ", 400),
        ("\u0000\u0007", 400),
        ("\u200d\ufe0f", 400),
        ("\U0001f5d1\U0001f5d1", 202),
        ("\ud800 a bin", 202),
        ("a\u0000b", 202),
        ("/restart", 202),
        ('/report_pothole{"x":1}', 202),
        ("<script>alert(1)</script>", 202),
        ("word " * 3_000, 202),
        ("word " * 20_000, 413),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_odd_words_are_answered_or_refused_and_harm_nothing(
    browser: Browser, text: str, status: int
) -> None:
    browser.opens()
    answer = browser.sends(text=text)
    assert answer.status_code == status, answer.text
    if status != 202:
        assert set(answer.json()) == {"error", "detail"}
    assert browser.sends(text="still here").status_code == 202
    assert len(browser.messages()) >= (3 if status == 202 else 2)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"client_id":1,"text":"a"}'])
def test_a_body_of_another_shape_is_400(browser: Browser, body: bytes) -> None:
    browser.opens()
    answer = browser.call("POST", "/chat/messages", data=body)
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_request")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/chat/messages"),
        ("POST", "/chat/messages"),
        ("GET", "/chat/events"),
        ("POST", "/chat/end"),
        ("GET", "/chat/transcript.txt"),
    ],
)
def test_without_its_secret_a_chat_cannot_be_read_or_written(
    web: Web, browser: Browser, method: str, path: str
) -> None:
    owner = web.browser()
    owned = owner.opens()["conversation"]
    answers = []
    for cookie in (None, "guessed", owned, "\u00e9", "a" * 3000):
        headers = {"Cookie": f"doorstep_chat={cookie}".encode()} if cookie else {}
        body = b'{"client_id": "a", "text": "hello"}' if method == "POST" else None
        answers.append(browser.call(method, path, headers=headers, data=body))
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].json()["error"] == "no_session"
    assert len(owner.messages()) == 1


def test_one_residents_cookie_never_shows_anothers_chat(web: Web) -> None:
    first, second = web.browser(), web.browser()
    first.opens()
    second.opens()
    first.sends(text="my private words")
    assert "private" not in str(second.update())


def test_a_session_runs_out(web: Web, browser: Browser) -> None:
    conversation = browser.opens()["conversation"]
    with web.store.begin() as tx:
        (session,) = [one for one in tx.query(Session) if one.conversation_id == conversation]
        sessions.extend(tx, session.id, time.time() - 1)
    assert browser.call("GET", "/chat/messages").status_code == 401


@pytest.mark.parametrize("after", ["x", "-1", "1e3", "9" * 40])
def test_messages_after_what_is_no_number_are_400(browser: Browser, after: str) -> None:
    browser.opens()
    assert browser.call("GET", f"/chat/messages?after={after}").status_code == 400


def test_asking_for_a_person_shows_the_place_in_the_queue(web: Web, browser: Browser) -> None:
    browser.opens()
    web.engine.answers.append(hands_over(reason="asked", team="contact_centre", topic="person"))
    browser.sends(text="a person please")
    browser.waits_for("I will get a person")
    state = browser.update()["state"]
    assert state["owner"] == "queue"
    assert state["open"] is True
    assert set(state["queue"]) == {"position", "minutes"}


def test_words_of_danger_bring_the_safe_words_with_the_acknowledgement(browser: Browser) -> None:
    browser.opens()
    assert browser.sends(text=DANGER).status_code == 202
    notices = [one for one in browser.messages() if one["from"] == "notice"]
    assert "116 123" in notices[0]["text"]
    assert browser.update()["state"]["owner"] == "queue"


def test_a_chat_that_was_ended_takes_no_more(web: Web, browser: Browser) -> None:
    browser.opens()
    browser.sends(text="hello")
    answer = browser.call("POST", "/chat/end")
    assert answer.status_code == 200
    assert answer.json()["state"] == {"owner": "closed", "queue": None, "open": False}
    refused = browser.sends(text="one more thing")
    assert (refused.status_code, refused.json()["error"]) == (409, "closed")
    assert browser.update()["state"]["open"] is False


def test_ending_a_chat_changes_its_key(web: Web, browser: Browser) -> None:
    browser.opens()
    old = browser.secret
    browser.call("POST", "/chat/end")
    assert browser.secret != old
    other = web.browser()
    headers = {"Cookie": f"doorstep_chat={old}"}
    assert other.call("GET", "/chat/messages", headers=headers).status_code == 401
    assert browser.call("GET", "/chat/transcript.txt").status_code == 200


def test_a_copy_of_the_chat_can_be_saved(web: Web, browser: Browser) -> None:
    browser.opens()
    web.engine.answers.append(says("Big?", buttons=[("Yes", "/affirm"), ("No", "/deny")]))
    browser.sends(text="a sofa\n<b>in the road</b>")
    browser.waits_for("Big?")
    answer = browser.call("GET", "/chat/transcript.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    text = answer.content.decode("utf-8")
    assert "You:\n    a sofa\n    <b>in the road</b>" in text
    assert "Council assistant:\n    Big?\n" in text
    assert "Yes; No" in text
    assert "/affirm" not in text


def test_leaving_takes_the_key_away_and_answers_a_neutral_page(web: Web, browser: Browser) -> None:
    browser.opens()
    browser.sends(text="my private words")
    old = browser.secret
    answer = browser.call("POST", "/chat/leave")
    assert answer.status_code == 200
    assert "text/html" in answer.headers["content-type"]
    assert '"cookies"' in answer.headers["clear-site-data"]
    assert answer.headers["cache-control"] == "no-store"
    for word in ("private", "chat", "message", "assistant"):
        assert word not in answer.text.split("<body>")[1].lower()
    assert not browser.secret
    for path in ("/chat/messages", "/chat/events", "/chat/transcript.txt"):
        headers = {"Cookie": f"doorstep_chat={old}"}
        assert web.browser().call("GET", path, headers=headers).status_code == 401
    assert "private" not in browser.page()


@pytest.mark.parametrize("state", ["never opened", "left before", "ended"])
def test_leaving_works_in_every_state(browser: Browser, state: str) -> None:
    if state != "never opened":
        browser.opens()
    if state == "left before":
        browser.call("POST", "/chat/leave")
    if state == "ended":
        browser.call("POST", "/chat/end")
    answer = browser.call("POST", "/chat/leave", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert answer.text == browser.page("/chat/leave")


def test_a_hundred_residents_write_at_once(web: Web) -> None:
    def chat(_: int) -> int:
        browser = web.browser()
        browser.opens()
        return browser.sends(text=f"hello {uuid.uuid4()}").status_code

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(chat, range(100))) == {202}

"""The one question after a chat: asked once, answered or left alone, never after a danger."""

from tests.bot.served import Browser, Web
from tests.road import DANGER, says

ASK = "how satisfied were you"


def talks(web: Web, said: str = "when is my bin day") -> Browser:
    browser = web.browser()
    browser.opens()
    web.engine.answers.append(says("On Monday."))
    browser.sends(text=said)
    return browser


def shown(browser: Browser) -> bool:
    page = browser.page()
    return 'id="rating" method="post" action="/chat/rating">' in page and ASK in page


def test_it_is_asked_once_and_only_when_the_chat_is_over(web: Web) -> None:
    browser = talks(web)
    browser.waits_for("On Monday.")
    assert browser.call("GET", "/chat/rating").json() == {"ask": False} and not shown(browser)
    assert browser.call("POST", "/chat/rating", json={"score": 5}).status_code == 409
    browser.call("POST", "/chat/end")
    assert browser.call("GET", "/chat/rating").json() == {"ask": True} and shown(browser)
    assert browser.call("POST", "/chat/rating", json={"score": 6}).status_code == 400
    assert browser.call("POST", "/chat/rating", json={"score": 4}).status_code == 202
    assert browser.call("POST", "/chat/rating", json={"score": 1}).status_code == 409
    assert not shown(browser)


def test_without_javascript_it_is_a_form(web: Web) -> None:
    browser = talks(web)
    browser.waits_for("On Monday.")
    browser.call("POST", "/chat/end")
    headers = {"Accept": "text/html", "Origin": browser.address}
    answer = browser.call("POST", "/chat/rating", data={"score": "5"}, headers=headers)
    assert (answer.status_code, answer.headers["location"]) == (303, "/chat?thanks=1")
    assert "Thank you for telling us." in browser.page("/chat?thanks=1")


def test_who_was_in_danger_is_not_asked(web: Web) -> None:
    browser = web.browser()
    browser.opens()
    browser.sends(text=DANGER)
    browser.call("POST", "/chat/end")
    assert browser.call("GET", "/chat/rating").json() == {"ask": False} and not shown(browser)


def test_nobody_answers_for_somebody_else(web: Web) -> None:
    assert web.get("/chat/rating").status_code == 401
    assert web.post("/chat/rating", json={"score": 1}).status_code == 401

import pytest
import requests

from tests.bot.served import DESK_TOKEN, Browser, Web
from tests.road import DANGER, hands_over, says

ITEM = {
    "id", "conversation", "priority", "team", "reason", "topic", "channel", "language",
    "waiting_since", "summary", "facts",
}  # fmt: skip


def queue(web: Web) -> list[dict[str, object]]:
    answer = web.get("/desk/api/queue", headers={"Authorization": f"Bearer {DESK_TOKEN}"})
    assert answer.status_code == 200
    return list(answer.json())


def asks_for_a_person(web: Web, browser: Browser) -> str:
    conversation = str(browser.opens()["conversation"])
    place = {"report_place": {"label": "Heaton Lane", "confirmed": True}}
    web.engine.answers.append(says("Where is it?", slots=place))
    browser.sends(text="a sofa on Heaton Lane")
    browser.waits_for("Where is it?")
    told = {"reason": "asked", "team": "contact_centre", "topic": "report", "summary": "A sofa."}
    web.engine.answers.append(hands_over(**told))
    browser.sends(text="a person please")
    browser.waits_for("I will get a person")
    return conversation


def test_who_waits_is_told_with_all_that_was_collected(web: Web, browser: Browser) -> None:
    conversation = asks_for_a_person(web, browser)
    (item,) = [one for one in queue(web) if one["conversation"] == conversation]
    assert set(item) == ITEM
    assert (item["priority"], item["team"], item["reason"]) == ("normal", "contact_centre", "asked")
    assert (item["channel"], item["language"]) == ("web", "en")
    assert str(item["waiting_since"]).endswith("Z")
    for fact in item["facts"]:  # type: ignore[attr-defined]
        assert set(fact) == {"name", "value", "message", "confirmed"}


def test_the_most_urgent_come_first(web: Web) -> None:
    first, second = web.browser(), web.browser()
    asks_for_a_person(web, first)
    urgent = second.opens()["conversation"]
    second.sends(text=DANGER)
    assert queue(web)[0]["conversation"] == urgent
    assert queue(web)[0]["priority"] == "urgent"


def test_who_ends_the_chat_waits_no_more(web: Web, browser: Browser) -> None:
    conversation = asks_for_a_person(web, browser)
    browser.call("POST", "/chat/end")
    assert conversation not in [one["conversation"] for one in queue(web)]


def test_who_leaves_the_page_is_still_waited_on(web: Web, browser: Browser) -> None:
    conversation = asks_for_a_person(web, browser)
    browser.call("POST", "/chat/leave")
    assert conversation in [one["conversation"] for one in queue(web)]


@pytest.mark.parametrize(
    "header",
    [
        None, "", "Bearer", "Bearer ", "Bearer wrong", f"Basic {DESK_TOKEN}", DESK_TOKEN,
        f"Bearer {DESK_TOKEN}x", f"Bearer x{DESK_TOKEN}", "Bearer \u00e9\u00ff",
    ],
)  # fmt: skip
def test_without_the_desks_token_nobody_sees_who_waits(web: Web, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header.encode("latin-1")}
    answer = requests.get(f"{web.address}/desk/api/queue", headers=headers, timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (401, "not_authorised")


def test_a_residents_cookie_opens_nothing_at_the_desk(web: Web, browser: Browser) -> None:
    browser.opens()
    assert browser.call("GET", "/desk/api/queue").status_code == 401


def test_the_token_in_the_address_opens_nothing(web: Web) -> None:
    assert web.get(f"/desk/api/queue?token={DESK_TOKEN}").status_code == 401

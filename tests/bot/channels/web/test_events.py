import threading
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice

import pytest

from bot.channels.web import events
from integrations.store import messages, queue
from integrations.store.session import Store
from tests.bot.served import Browser, Stream, Web, web_on
from tests.road import hands_over, says


@pytest.fixture
def stream(browser: Browser) -> Iterator[Stream]:
    browser.opens()
    with closing(Stream(browser)) as found:
        yield found


def test_a_stream_brings_what_is_said_by_both_sides(browser: Browser, stream: Stream) -> None:
    browser.sends(text="hello")
    assert stream.until("message", **{"from": "resident"})["data"]["text"] == "hello"
    answer = stream.until("message", text="You said: hello")["data"]
    assert answer == browser.messages()[-1]


def test_what_another_process_writes_is_on_the_stream_without_a_bell(
    web: Web, browser: Browser
) -> None:
    conversation = browser.opens()["conversation"]
    with closing(Stream(browser)) as stream:
        for number in range(3):
            text = f"from elsewhere {number}"
            with web.store.begin() as tx:
                new = messages.NewMessage(sender=messages.NOTICE, text=text)
                messages.add(tx, conversation, new, web.road.parts.moment())
            assert stream.until("message", text=text)


def test_a_stream_resumes_after_the_last_event_and_misses_nothing(browser: Browser) -> None:
    browser.opens()
    with closing(Stream(browser)) as stream:
        browser.sends(text="one")
        last = stream.until("message", text="You said: one")["id"]
    for text in ("two", "three"):
        browser.sends(text=text)
        browser.waits_for(f"You said: {text}")
    with closing(Stream(browser, after=last)) as stream:
        said = [event["data"]["text"] for event in islice(stream.events(), 4)]
    assert said == ["two", "You said: two", "three", "You said: three"]


def test_a_first_stream_begins_at_the_beginning(browser: Browser) -> None:
    browser.opens()
    browser.sends(text="one")
    browser.waits_for("You said: one")
    with closing(Stream(browser)) as stream:
        numbers = [event["data"]["seq"] for event in islice(stream.events(), 3)]
    assert numbers == [1, 2, 3]


def test_the_page_may_name_the_event_to_begin_after(browser: Browser) -> None:
    browser.opens()
    with closing(Stream(browser)) as stream:
        first = next(stream.events())["id"]
    browser.sends(text="one")
    with closing(Stream(browser, path=f"/chat/events?after={first}")) as stream:
        assert next(stream.events())["data"]["text"] == "one"


def test_two_tabs_hear_the_same(browser: Browser) -> None:
    browser.opens()
    with closing(Stream(browser)) as one, closing(Stream(browser)) as other:
        browser.sends(text="hello")
        answers = [tab.until("message", text="You said: hello") for tab in (one, other)]
    assert answers[0] == answers[1]


def test_every_event_has_an_id_that_rises(browser: Browser, stream: Stream) -> None:
    for text in ("a", "b"):
        browser.sends(text=text)
    # Both may be answered as one burst, so there are at least three events, and not always five.
    seen = [event["id"] for event in islice(stream.events(), 3)]
    assert seen == sorted(set(seen))


def test_a_hand_over_is_told_as_a_state(web: Web, browser: Browser, stream: Stream) -> None:
    web.engine.answers.append(hands_over(reason="asked", team="contact_centre", topic="person"))
    browser.sends(text="a person please")
    state = stream.until("state", owner="queue")["data"]
    assert state == browser.update()["state"]


def test_a_better_place_in_the_queue_is_told(web: Web, browser: Browser) -> None:
    ahead = web.browser()
    for one in (ahead, browser):
        one.opens()
        web.engine.answers.append(hands_over(reason="asked", team="contact_centre", topic="person"))
        one.sends(text="a person please")
        one.waits_for("I will get a person")
    with closing(Stream(browser)) as stream:
        before = stream.until("state", owner="queue")["data"]["queue"]["position"]
        with web.store.begin() as tx:
            first = queue.waiting(tx)[0]
        queue_left = ahead.call("POST", "/chat/end")
        assert queue_left.status_code == 200
        assert first is not None
        after = stream.until("state", owner="queue")["data"]["queue"]["position"]
    assert after == before - 1


def test_an_answer_held_back_is_not_on_the_stream(web: Web, browser: Browser) -> None:
    browser.opens()
    with closing(Stream(browser)) as stream:
        web.engine.while_thinking = lambda: browser.call("POST", "/chat/end")
        web.engine.answers.append(says("too late"))
        browser.sends(text="hello")
        said = [event["data"].get("text") for event in stream.events()]
    web.engine.while_thinking = None
    assert "hello" in said
    assert "too late" not in said


def test_a_stream_ends_with_the_chat(web: Web, browser: Browser) -> None:
    browser.opens()
    with closing(Stream(browser)) as stream:
        browser.call("POST", "/chat/end")
        assert [event["data"] for event in stream.events() if event["event"] == "state"] in (
            [],
            [{"owner": "closed", "queue": None, "open": False}],
        )
    assert (
        browser.call("GET", "/chat/events", headers={"Last-Event-ID": "9" * 9}).status_code == 204
    )


def test_an_adviser_who_closes_the_chat_is_the_last_thing_on_the_stream(
    web: Web, browser: Browser
) -> None:
    conversation = browser.opens()["conversation"]
    web.engine.answers.append(hands_over(reason="asked", team="contact_centre", topic="person"))
    browser.sends(text="a person please")
    browser.waits_for("I will get a person")
    with closing(Stream(browser)) as stream:
        stream.until("state", owner="queue")
        with web.store.begin() as tx:
            item = queue.open_item(tx, conversation)
            assert item is not None
            assert queue.claim(tx, item.id, "sam", web.road.parts.moment())
        stream.until("state", owner="adviser")
        with web.store.begin() as tx:
            assert queue.close(tx, item.id, "sam", web.road.parts.moment())
        assert [event["data"]["owner"] for event in stream.events()] == ["closed"]


def test_leaving_in_one_tab_ends_the_stream_of_the_other(browser: Browser, stream: Stream) -> None:
    next(stream.events())
    browser.call("POST", "/chat/leave")
    assert [event for event in stream.events() if event["event"] != "state"] == []


def test_a_stream_of_anothers_chat_is_refused(web: Web) -> None:
    assert web.browser().call("GET", "/chat/events").status_code == 401


@pytest.mark.parametrize("after", ["x", "-1", "1.5"])
def test_a_last_event_that_is_no_number_is_refused(browser: Browser, after: str) -> None:
    browser.opens()
    answer = browser.call("GET", "/chat/events", headers={"Last-Event-ID": after})
    assert answer.status_code == 400


def test_a_silent_stream_shows_that_it_is_alive(browser: Browser) -> None:
    sender = events.Sender(7, {"open": True})
    nothing = events.News([], {"open": True})
    assert sender.write(nothing) == ""
    sender.sent_at -= events.HEARTBEAT_SECONDS
    assert sender.write(nothing).startswith(":")
    assert sender.write(nothing) == ""


def test_streams_are_counted_and_the_count_falls_when_tabs_close(web: Web) -> None:
    def streams() -> int:
        line = next(
            one
            for one in web.get("/metrics").text.splitlines()
            if one.startswith("doorstep_event_streams")
        )
        return int(line.split()[1])

    browser = web.browser()
    browser.opens()
    before = streams()
    tabs = [Stream(browser) for _ in range(3)]
    assert streams() == before + 3
    for tab in tabs:
        tab.close()
    end = time.monotonic() + 5
    while streams() > before and time.monotonic() < end:
        time.sleep(0.05)
    assert streams() <= before


def test_a_process_that_stops_ends_its_streams_first(own_store: Store) -> None:
    ended = threading.Event()
    with web_on(own_store) as web:
        browser = web.browser()
        browser.opens()
        stream = Stream(browser)
        next(stream.events())
        threading.Thread(target=lambda: (list(stream.events()), ended.set()), daemon=True).start()
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert ended.wait(2)

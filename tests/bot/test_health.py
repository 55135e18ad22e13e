import re
import time

from integrations.store.session import Store
from tests.bot.served import Browser, Web, web_on

SAMPLE = re.compile(r'[a-z_]+(\{([a-z]+="[^"\n]*",?)+\})? [0-9.e+-]+')


def test_the_process_is_alive(web: Web) -> None:
    assert web.get("/health/live").json() == {"live": True}


def test_ready_names_every_part(web: Web) -> None:
    answer = web.get("/health/ready")
    assert answer.status_code == 200
    body = answer.json()
    assert body["ready"] is True
    assert {"database", "workers", "answers"} <= set(body["checks"])
    assert body["oldest_unanswered_seconds"] is None


def test_a_part_that_does_not_work_is_named_and_residents_can_still_write(
    own_store: Store,
) -> None:
    def slow() -> bool:
        time.sleep(3)
        return True

    checks = {"engine": lambda: False, "actions": slow}
    with web_on(own_store, checks=checks) as web:
        began = time.monotonic()
        answer = web.get("/health/ready")
        assert time.monotonic() - began < 3
        browser = web.browser()
        browser.opens()
        assert browser.sends(text="hello").status_code == 202
    assert answer.status_code == 503
    checks_found = answer.json()["checks"]
    assert [name for name, ok in checks_found.items() if not ok] == ["engine", "actions"]


def test_a_message_that_waits_for_its_answer_is_seen(own_store: Store) -> None:
    with web_on(own_store) as web:
        web.engine.is_down()
        browser = web.browser()
        browser.opens()
        browser.sends(text="hello")
        time.sleep(0.3)
        assert web.get("/health/ready").json()["oldest_unanswered_seconds"] >= 0.2
        assert "doorstep_unanswered_conversations 1" in web.get("/metrics").text


def test_figures_are_in_the_prometheus_format_and_name_nobody(web: Web, browser: Browser) -> None:
    conversation = browser.opens()["conversation"]
    browser.sends(text="my private words")
    web.get(f"/nothing/{conversation}")
    answer = web.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    for line in answer.text.splitlines():
        assert line.startswith("# TYPE ") or SAMPLE.fullmatch(line), line
    assert 'route="/chat/messages",status="202"' in answer.text
    assert "doorstep_database_up 1" in answer.text
    for secret in (conversation, browser.secret or "", "private"):
        assert secret not in answer.text


def test_buckets_of_durations_only_rise(web: Web) -> None:
    web.get("/health/live")
    line = re.compile(
        r'request_seconds_bucket\{method="GET",route="/health/live",le="[^"]+"\} (\d+)'
    )
    counts = [int(count) for count in line.findall(web.get("/metrics").text)]
    assert counts == sorted(counts)
    assert counts[-1] > 0


def test_every_route_is_documented_and_nothing_else_is(web: Web) -> None:
    documented = {
        (method.upper(), path)
        for path, methods in web.get("/openapi.json").json()["paths"].items()
        for method in methods
    }
    assert documented == web.routes


def test_the_document_refers_only_to_what_it_holds(web: Web) -> None:
    document = web.get("/openapi.json").json()
    for reference in re.findall(r"'\$ref': '([^']+)'", str(document)):
        found = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]


def test_answers_have_the_documented_shape(web: Web, browser: Browser) -> None:
    schemas = web.get("/openapi.json").json()["components"]["schemas"]
    opened = browser.opens()
    assert set(opened["messages"][0]) == set(schemas["Message"]["required"])
    assert set(opened["state"]) == set(schemas["State"]["required"])
    assert set(web.get("/nothing").json()) == set(schemas["Error"]["required"])
    assert set(schemas["Ready"]["required"]) <= set(web.get("/health/ready").json())

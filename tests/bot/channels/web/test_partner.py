"""The page of somebody who helps, as a browser without JavaScript sees it."""

import re

import pytest

from bot.conversation import referring
from integrations.store import referrals
from integrations.store.referrals import NewReferral

SHARED = [{"name": "name", "label": "Name", "value": "<Ada & Co>"},
          {"name": "contact", "label": "Phone or email", "value": "07700900123"}]  # fmt: skip


@pytest.fixture
def opened(web, browser):
    """A referral whose e-mail has gone out, and the address in it."""
    conversation = browser.opens()["conversation"]
    new = NewReferral(conversation_id=f"{conversation}.1", task="t1.1", need="food_help",
                      service_id="a", service_name="Hill Larder", address="in@hill.example",
                      shared=SHARED)  # fmt: skip
    with web.store.begin() as tx:
        reference = referrals.log(tx, new).reference
        referral, _ = referrals.by_reference(tx, reference)
        token = referring.token_of(web.road.parts, reference)
        referrals.note(tx, referral, link_hash=referrals.digest(token), link_expires_at=9e9)
    return reference, f"/referrals/{token}"


def test_it_shows_what_was_agreed_to_and_for_whom(web, opened):
    reference, address = opened
    page = web.get(address)
    assert page.status_code == 200
    assert f"<h1>Referral {reference}</h1>" in page.text
    assert "Hill Larder" in page.text and "07700900123" in page.text
    assert "&lt;Ada &amp; Co&gt;" in page.text and "<script" not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "noindex" in page.text


def test_every_answer_has_a_label_in_a_named_group(web, opened):
    page = web.get(opened[1]).text
    ids = re.findall(r'type="radio" name="answer" value="(\w+)" id="(\w+)"', page)
    assert [value for value, _ in ids] == list(referrals.ANSWERS)
    assert all(f'<label for="{name}">' in page for _, name in ids)
    assert "<legend>" in page and '<html lang="en">' in page


def test_one_answer_uses_it_up(web, opened):
    _, address = opened
    answer = {"answer": "accepted"}
    thanks = web.post(address, data=answer)
    assert thanks.status_code == 200 and "Thank you" in thanks.text
    for again in (web.post(address, data=answer), web.get(address)):
        assert again.status_code == 410 and "has been used" in again.text
        assert "07700900123" not in again.text


@pytest.mark.parametrize("answer", ["", "maybe", "\ud7ff"])
def test_without_an_answer_it_asks_again_and_says_why(web, opened, answer):
    page = web.post(opened[1], data={"answer": answer})
    assert page.status_code == 400
    assert 'role="alert"' in page.text and 'href="#accepted"' in page.text
    assert web.get(opened[1]).status_code == 200, "it is not used up"


def test_looking_at_it_does_not_use_it_up(web, opened):
    """Mail programs open links before people do."""
    assert [web.get(opened[1]).status_code for _ in range(3)] == [200, 200, 200]


def test_what_was_taken_back_is_shown_to_nobody(web, opened):
    reference, address = opened
    with web.store.begin() as tx:
        referrals.withdraw(tx, referrals.by_reference(tx, reference), web.road.parts.moment())
    page = web.get(address)
    assert page.status_code == 410
    assert "delete what you have noted" in page.text and "07700900123" not in page.text


def test_a_link_that_has_run_out_says_so(web, opened):
    reference, address = opened
    with web.store.begin() as tx:
        referrals.note(tx, referrals.by_reference(tx, reference)[0], link_expires_at=1.0)
    page = web.get(address)
    assert page.status_code == 410 and "has run out" in page.text


@pytest.mark.parametrize("token", ["x", "a" * 43, "..%2f..", "%00"])
def test_a_link_nobody_gave_opens_nothing(web, token):
    assert web.get(f"/referrals/{token}").status_code == 404


def test_a_stranger_s_website_cannot_answer(web, opened):
    answer = web.post(opened[1], data={"answer": "cannot"}, headers={"Origin": "https://x.example"})
    assert answer.status_code == 403

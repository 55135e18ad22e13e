"""Who may come in, how they prove it, and when they are out again."""

import re
import threading

import pytest
import requests

from bot.desk import accounts, sessions
from integrations.store import audit, staff
from integrations.store.desk_models import StaffSession
from integrations.store.session import Moment, Store
from integrations.store.staff import NewStaff
from tests.advisers import PASSWORD, Adviser, account
from tests.bot.served import Web, web_on

PAGE = {"Accept": "text/html"}


def adviser(web: Web, username: str = "sam", role: str = "agent") -> Adviser:
    return Adviser(web.address, web.store, username, role)


def tries(web: Web, username: str, password: str) -> requests.Response:
    given = {"username": username, "password": password}
    return requests.post(f"{web.address}/desk/api/sign-in", json=given, timeout=10)


def test_a_page_of_the_desk_leads_to_the_form_and_the_form_back_to_the_page(web: Web) -> None:
    account(web.store, "sam")
    browser = requests.Session()
    led = browser.get(f"{web.address}/desk", headers=PAGE, timeout=10)
    token = re.search(r'name="csrf" value="([^"]+)"', led.text)
    assert led.url.endswith("/desk/sign-in?next=/desk") and token
    form = {"username": " SAM ", "password": PASSWORD, "csrf": token[1], "next": "/desk"}
    came = browser.post(f"{web.address}/desk/sign-in", data=form, headers=PAGE, timeout=10)
    assert (came.status_code, came.url) == (200, f"{web.address}/desk")
    assert "Sam" in came.text


def test_the_form_leads_to_no_other_site(web: Web) -> None:
    account(web.store, "sam")
    for away in ("https://evil.example/desk", "//evil.example/desk", "/chat", "/desk/sign-out"):
        browser = requests.Session()
        form = browser.get(f"{web.address}/desk/sign-in", headers=PAGE, timeout=10).text
        token = re.search(r'name="csrf" value="([^"]+)"', form)
        assert token
        given = {"username": "sam", "password": PASSWORD, "csrf": token[1], "next": away}
        came = browser.post(
            f"{web.address}/desk/sign-in", data=given, timeout=10, allow_redirects=False
        )
        assert (came.status_code, came.headers["location"]) == (303, "/desk")


def test_the_form_is_not_taken_without_its_own_token(web: Web) -> None:
    account(web.store, "sam")
    given = {"username": "sam", "password": PASSWORD}
    came = requests.post(f"{web.address}/desk/sign-in", data=given, headers=PAGE, timeout=10)
    assert came.status_code == 403
    assert "doorstep_desk" not in came.cookies


def test_the_cookie_is_for_the_browser_alone_and_the_database_has_only_its_hash(web: Web) -> None:
    account(web.store, "sam")
    answer = tries(web, "sam", PASSWORD)
    (cookie,) = [one for one in answer.cookies if one.name == "doorstep_desk"]
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert "SameSite=Lax" in answer.headers["set-cookie"]
    with web.store.read() as tx:
        hashes = [one.secret_hash for one in tx.query(StaffSession)]
    assert cookie.value not in str(hashes)
    assert sessions.hashed(str(cookie.value)) in hashes


def test_over_https_the_cookie_is_secure_and_no_other_host_can_set_it(own_store: Store) -> None:
    with web_on(own_store, public_url="https://desk.example") as web:
        account(own_store, "sam")
        told = tries(web, "sam", PASSWORD).headers["set-cookie"]
    assert told.startswith("__Host-doorstep_desk=")
    assert "Secure" in told and "Path=/;" in told


def test_a_wrong_password_and_a_wrong_name_are_refused_alike(web: Web) -> None:
    account(web.store, "sam")
    wrong, nobody = tries(web, "sam", "not the password"), tries(web, "nobody", PASSWORD)
    assert (wrong.status_code, wrong.json()) == (nobody.status_code, nobody.json())
    assert wrong.status_code == 401


def test_five_wrong_passwords_lock_an_account_for_a_quarter_of_an_hour(web: Web) -> None:
    person = account(web.store, "locked")
    for _ in range(5):
        assert tries(web, "locked", "not the password").status_code == 401
    assert tries(web, "locked", PASSWORD).status_code == 401
    with web.store.begin() as tx:
        found = staff.get(tx, person)
        assert found and found.locked_until
        staff.change(tx, person, locked_until=found.locked_until - accounts.LOCKED_FOR)
        actions = [one.action for one in audit.newest(tx, 50) if one.subject == person]
    assert actions.count("account_locked") == 1
    assert tries(web, "locked", PASSWORD).status_code == 201


def test_wrong_passwords_at_the_same_moment_are_all_counted(web: Web) -> None:
    account(web.store, "rushed")
    many = [threading.Thread(target=tries, args=(web, "rushed", "wrong")) for _ in range(8)]
    [one.start() for one in many]
    [one.join() for one in many]
    assert tries(web, "rushed", PASSWORD).status_code == 401


def test_somebody_else_signs_in_while_an_account_is_locked(web: Web) -> None:
    account(web.store, "other")
    account(web.store, "attacked")
    for _ in range(6):
        tries(web, "attacked", "wrong")
    assert tries(web, "other", PASSWORD).status_code == 201


def test_who_signs_out_is_out_at_once_in_every_tab(web: Web) -> None:
    sam = adviser(web)
    assert sam.page().status_code == 200
    assert sam.submits("/desk/sign-out").status_code == 303
    sam.cookies.set("doorstep_desk", "the old one")
    assert sam.page().headers["location"] == "/desk/sign-in?next=/desk"


@pytest.mark.parametrize("seconds", [sessions.IDLE, sessions.LONGEST])
def test_a_session_ends_when_it_is_idle_or_old(web: Web, seconds: float) -> None:
    sam = adviser(web)
    secret = str(sam.cookies.get("doorstep_desk"))
    with web.store.begin() as tx:
        opened = staff.opened(tx, sessions.hashed(secret))
        assert opened
        session = opened[0]
        if seconds == sessions.IDLE:
            session.used_at -= seconds
        else:
            session.expires_at -= seconds
    assert sam.call("GET", "/queue").status_code == 401


def test_every_sign_in_has_a_key_of_its_own(web: Web) -> None:
    one, two = adviser(web), adviser(web)
    assert one.cookies.get("doorstep_desk") != two.cookies.get("doorstep_desk")
    one.submits("/desk/sign-out")
    assert two.page().status_code == 200


def test_nothing_is_changed_without_the_sessions_own_token(web: Web) -> None:
    sam, alex = adviser(web), adviser(web, "alex")
    for token in ("", "x", alex.csrf):
        sam.csrf = token
        assert sam.submits("/desk/sign-out").status_code == 403
        assert sam.call("POST", "/sign-out").status_code == 403
    assert sam.page().status_code == 200


def test_another_site_may_not_post_to_the_desk(web: Web) -> None:
    sam = adviser(web)
    answer = sam.post(
        f"{web.address}/desk/sign-out",
        data={"csrf": sam.csrf},
        headers={"Origin": "https://evil.example"},
        timeout=10,
    )
    assert answer.status_code == 403


def test_an_administrator_sees_no_conversations(web: Web) -> None:
    ade = adviser(web, "ade", "admin")
    assert ade.page().headers["location"] == "/desk/people"
    assert ade.page("/desk/items/1").status_code == 403
    assert ade.call("GET", "/queue").status_code == 403


def test_a_demo_account_opens_nothing_where_residents_are_served(own_store: Store) -> None:
    new = NewStaff(username="demo", name="Demo", role="agent", demo=True)
    accounts.make_again(own_store, new, PASSWORD, Moment(0.0, ""))
    with web_on(own_store, production=True) as web:
        assert tries(web, "demo", PASSWORD).status_code == 401
    with web_on(own_store) as web:
        assert tries(web, "demo", PASSWORD).status_code == 201


def test_an_account_that_is_closed_is_out_at_once(web: Web) -> None:
    person = account(web.store, "leaver")
    leaver = adviser(web, "leaver")
    with web.store.begin() as tx:
        staff.change(tx, person, active=False)
    assert leaver.call("GET", "/queue").status_code == 401


def test_the_pages_load_nothing_but_our_own_files(web: Web) -> None:
    policy = adviser(web).page().headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy


@pytest.mark.parametrize("password", ["short", "x" * 201])
def test_a_password_has_a_sensible_length(own_store: Store, password: str) -> None:
    new = NewStaff(username="new", name="New", role="agent")
    with pytest.raises(accounts.CannotBeMade):
        accounts.make(own_store, new, password, Moment(0.0, ""))


def test_no_two_accounts_have_one_name(own_store: Store) -> None:
    account(own_store, "sam")
    new = NewStaff(username="SAM ", name="Sam", role="agent")
    with pytest.raises(accounts.CannotBeMade):
        accounts.make(own_store, new, PASSWORD, Moment(0.0, ""))

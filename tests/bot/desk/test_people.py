"""Administrators keep the accounts: who joins, who changes, who leaves."""

import re

import pytest
import requests

from integrations.store import audit
from tests.advisers import Adviser
from tests.bot.served import Web

NEW = {"username": "nadia", "name": "Nadia", "role": "agent", "team": ["waste"]}


@pytest.fixture
def ade(web: Web) -> Adviser:
    return Adviser(web.address, web.store, "ade", "admin")


def deeds(web: Web, many: int) -> list[tuple[str, str | None, str | None]]:
    with web.store.read() as tx:
        return [(one.action, one.name, one.subject) for one in audit.newest(tx, many)]


def signs_in(web: Web, username: str, password: str) -> int:
    given = {"username": username, "password": password}
    answer = requests.post(f"{web.address}/desk/api/sign-in", json=given, timeout=20)
    return answer.status_code


def test_an_administrator_who_signs_in_sees_the_accounts(web: Web, ade: Adviser) -> None:
    assert ade.page().headers["location"] == "/desk/people"
    page = ade.page("/desk/people")
    assert page.status_code == 200 and "Administrator" in page.text
    assert page.headers["cache-control"] == "no-store"


def test_an_account_is_made_with_a_password_that_is_told_once(web: Web, ade: Adviser) -> None:
    made = ade.call("POST", "/people", NEW)
    assert made.status_code == 200
    told = made.json()
    assert signs_in(web, "nadia", told["password"]) == 201
    assert ("account_made", "Ade", told["id"]) in deeds(web, 3)
    with web.store.read() as tx:
        assert not any(told["password"] in str(vars(one)) for one in audit.newest(tx, 20))
    (row,) = [one for one in ade.call("GET", "/people").json()["people"] if one["id"] == told["id"]]
    assert (row["role"], row["teams"], row["active"]) == ("agent", ["waste"], True)
    assert ade.call("POST", "/people", {**NEW, "username": "NADIA "}).status_code == 409


def test_without_javascript_the_page_itself_tells_the_password(web: Web, ade: Adviser) -> None:
    form = {"username": "omar", "name": "Omar", "role": "supervisor", "team.waste": "yes"}
    page = ade.submits("/desk/people", **form)
    (password,) = re.findall(r"is (\w{5}-\w{5}-\w{5})\.", page.text)
    assert signs_in(web, "omar", password) == 201
    wrong = ade.submits("/desk/people", username="", name="Typed", role="agent")
    assert wrong.status_code == 422 and 'value="Typed"' in wrong.text


def test_who_leaves_is_out_at_once_and_cannot_sign_in_again(web: Web, ade: Adviser) -> None:
    sam = Adviser(web.address, web.store, "sam")
    assert sam.call("GET", "/queue").status_code == 200
    assert ade.call("POST", f"/people/{sam.id}/close", {}).status_code == 200
    assert sam.call("GET", "/queue").status_code == 401
    assert sam.signs_in("sam").status_code == 401
    assert deeds(web, 2)[1] == ("account_closed", "Ade", sam.id)
    assert ade.call("POST", f"/people/{sam.id}/reopen", {}).status_code == 200
    assert sam.call("GET", "/queue").status_code == 401  # their old session stays ended
    assert sam.signs_in("sam").status_code == 201


def test_a_new_role_ends_what_was_begun_with_the_old_one(web: Web, ade: Adviser) -> None:
    priya = Adviser(web.address, web.store, "priya", "supervisor")
    assert priya.call("GET", "/reports").status_code == 200
    given = {"name": "Priya", "role": "agent", "team": []}
    assert ade.call("POST", f"/people/{priya.id}/change", given).status_code == 200
    assert priya.call("GET", "/reports").status_code == 401
    priya.csrf = priya.signs_in("priya").json()["csrf"]
    assert priya.call("GET", "/reports").status_code == 403
    with web.store.read() as tx:
        (deed,) = [one for one in audit.newest(tx, 5) if one.action == "account_changed"]
    assert (deed.before or {})["role"] == "supervisor" and (deed.after or {})["role"] == "agent"


def test_a_new_password_ends_the_old_one_and_opens_a_locked_account(web: Web, ade: Adviser) -> None:
    alex = Adviser(web.address, web.store, "alex")
    for _ in range(5):
        alex.signs_in("alex", "not the password at all")
    assert alex.signs_in("alex").status_code == 401
    password = ade.call("POST", f"/people/{alex.id}/password", {}).json()["password"]
    assert alex.call("GET", "/queue").status_code == 401
    assert alex.signs_in("alex").status_code == 401
    assert alex.signs_in("alex", password).status_code == 201


def test_nobody_changes_their_own_account_so_an_administrator_is_always_left(
    web: Web, ade: Adviser
) -> None:
    given = {"name": "Ade", "role": "agent", "team": []}
    for path, body in (("close", {}), ("password", {}), ("change", given)):
        assert ade.call("POST", f"/people/{ade.id}/{path}", body).status_code == 409
    assert ade.call("POST", "/people/nobody/close", {}).status_code == 404
    assert ade.call("GET", "/people").status_code == 200


@pytest.mark.parametrize("role", ["agent", "supervisor", "data_protection"])
def test_nobody_else_keeps_accounts(web: Web, role: str) -> None:
    other = Adviser(web.address, web.store, f"other_{role}", role)
    assert other.page("/desk/people").status_code == 403
    assert other.call("GET", "/people").status_code == 403
    assert other.call("POST", "/people", NEW).status_code == 403
    assert other.call("POST", f"/people/{other.id}/close", {}).status_code == 403

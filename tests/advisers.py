"""Staff at the desk, over its own HTTP: they sign in, and send their token with every change."""

import uuid
from typing import Any

import requests

from bot.desk import accounts
from integrations.store import staff
from integrations.store.session import Moment, Store
from integrations.store.staff import NewStaff

PASSWORD = "a long password for tests"
SECONDS = 10


def account(store: Store, username: str, role: str = "agent", teams: tuple[str, ...] = ()) -> str:
    """An account there is from now on; tells its id."""
    with store.read() as tx:
        known = staff.by_username(tx, username)
    if known is not None:
        return known.id
    new = NewStaff(username=username, name=username.title(), role=role, teams=teams)
    return accounts.make(store, new, PASSWORD, Moment(0.0, "")).id


class Adviser(requests.Session):
    """Somebody who is signed in. Keeps the cookie, and follows no redirect."""

    def __init__(
        self,
        address: str,
        store: Store,
        username: str,
        role: str = "agent",
        teams: tuple[str, ...] = (),
    ) -> None:
        super().__init__()
        self.address = address
        self.id = account(store, username, role, teams)
        self.name = username.title()
        answer = self.signs_in(username)
        assert answer.status_code == 201, answer.text
        self.csrf = str(answer.json()["csrf"])

    def signs_in(self, username: str, password: str = PASSWORD) -> requests.Response:
        given = {"username": username, "password": password}
        return self.request("POST", f"{self.address}/desk/api/sign-in", json=given, timeout=SECONDS)

    def call(self, method: str, path: str, body: object = None, **more: Any) -> requests.Response:
        """A call of the JSON interface."""
        return self.request(
            method,
            f"{self.address}/desk/api{path}",
            json=body,
            headers={"X-CSRF-Token": self.csrf},
            timeout=SECONDS,
            **more,
        )

    def page(self, path: str = "/desk") -> requests.Response:
        return self.request(
            "GET",
            self.address + path,
            headers={"Accept": "text/html"},
            timeout=SECONDS,
            allow_redirects=False,
        )

    def submits(self, path: str, **fields: str) -> requests.Response:
        """A form of a page, as a browser without JavaScript sends it."""
        return self.request(
            "POST",
            self.address + path,
            data={"csrf": self.csrf, **fields},
            headers={"Accept": "text/html", "Origin": self.address},
            timeout=SECONDS,
            allow_redirects=False,
        )


def client_id() -> str:
    return uuid.uuid4().hex

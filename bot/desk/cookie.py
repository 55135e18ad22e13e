"""The desk's cookies: one holds a session's secret; one, for a while, guards the sign-in form.

Over https their names begin with __Host-, so that no other site of the council's can set them.
"""

from sanic import HTTPResponse, Request

SESSION, DOOR = "doorstep_desk", "doorstep_door"
DOOR_SECONDS = 3600


class Cookies:
    def __init__(self, secure: bool) -> None:
        self._secure = secure

    def read(self, request: Request, name: str = SESSION) -> str | None:
        return request.cookies.get(self._named(name)) or None

    def give(
        self, response: HTTPResponse, secret: str, name: str = SESSION, seconds: int | None = None
    ) -> None:
        response.add_cookie(
            self._named(name),
            secret,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=self._secure,
            max_age=seconds,
        )

    def take_back(self, response: HTTPResponse, name: str = SESSION) -> None:
        self.give(response, "", name, seconds=0)

    def _named(self, name: str) -> str:
        return f"__Host-{name}" if self._secure else name

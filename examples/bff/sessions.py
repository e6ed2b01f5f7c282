"""Sessions on the server: the browser holds a name, which no script can read."""

import secrets
from collections import OrderedDict
from threading import Lock
from typing import Any, cast

from flask import Flask, Request, Response, session
from flask.sessions import SessionInterface, SessionMixin

# The prefix makes browsers insist: set over a secure connection, by this host, for all of it.
COOKIE = "__Host-orders"
_ROOM = 1000
_ENDINGS = 10_000


class BffSession(dict[str, Any], SessionMixin):
    """What is remembered about one browser: one object, whichever requests use it at once."""

    def __init__(self) -> None:
        super().__init__()
        self.name = secrets.token_urlsafe(32)
        self.kept = False
        self.renewing = Lock()  # held by the one request that renews the tokens


class Sessions(SessionInterface):
    """A thousand sessions in memory, the one that rested longest leaving first."""

    def __init__(self) -> None:
        self._by_name: OrderedDict[str, BffSession] = OrderedDict()
        self._ended: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def open_session(self, _app: Flask, request: Request) -> BffSession:
        """The browser's session; a name that we did not give starts a new one."""
        with self._lock:
            found = self._by_name.get(request.cookies.get(COOKIE, ""))
            if found is None:
                return BffSession()
            self._by_name.move_to_end(found.name)
            return found

    def save_session(self, _app: Flask, session: SessionMixin, response: Response) -> None:
        """Tell the browser the name of a session that is there to stay."""
        saved = cast("BffSession", session)
        if saved and not saved.kept:
            self._keep(saved)
            response.set_cookie(
                COOKIE, saved.name, secure=True, httponly=True, samesite="Lax", path="/"
            )
        elif saved.kept and not saved:
            self._drop(saved)
            response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax", path="/")

    def sign_in(self, session: BffSession, signed_in: dict[str, Any]) -> None:
        """Remember who came, under a new name: one planted before opens nothing now."""
        self._drop(session)
        session.clear()
        session.name = secrets.token_urlsafe(32)
        with self._lock:
            if signed_in["sid"] not in self._ended:
                session.update(signed_in)

    def end(self, sid: str) -> None:
        """Forget everybody who signed in, or is just signing in, with the issuer's `sid`."""
        with self._lock:
            self._ended[sid] = None
            while len(self._ended) > _ENDINGS:
                self._ended.popitem(last=False)
            for one in [one for one in self._by_name.values() if one.get("sid") == sid]:
                del self._by_name[one.name]
                one.clear()

    def _keep(self, session: BffSession) -> None:
        with self._lock:
            session.kept = True
            self._by_name[session.name] = session
            while len(self._by_name) > _ROOM:
                self._by_name.popitem(last=False)

    def _drop(self, session: BffSession) -> None:
        with self._lock:
            session.kept = False
            self._by_name.pop(session.name, None)


def current() -> BffSession:
    """The session of the request that is being answered."""
    return cast("BffSession", session)

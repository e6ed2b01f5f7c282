"""Sessions that stay on the server: the browser holds a random name and nothing else.

Flask's own session is a signed cookie. Signed is not secret: tokens do not belong in it.
"""

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any, cast

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin

_ROOM = 1000
_ENDINGS = 10_000


class ServerSession(dict[str, Any], SessionMixin):
    """What is remembered about one browser."""

    def __init__(self, sid: str, remembered: Mapping[str, Any]) -> None:
        super().__init__(remembered)
        self.sid = sid
        self.former_sid = sid

    def renew(self) -> None:
        """Take a new name: one planted before the sign-in must not open what comes after it."""
        self.sid = secrets.token_urlsafe(32)


class ServerSessions(SessionInterface):
    """A thousand sessions in memory, the one that rested longest leaving first."""

    def __init__(self, cookie: str) -> None:
        self._cookie = cookie
        self._kept: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._ended: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._lock = Lock()

    def end(self, site: str, sid: str) -> None:
        """Forget who signed in to `site` in the issuer's session `sid`, in every browser.

        Also whoever a request that is under way would write back after this.
        """
        with self._lock:
            self._ended[site, sid] = None
            while len(self._ended) > _ENDINGS:
                self._ended.popitem(last=False)

    def open_session(self, _app: Flask, request: Request) -> ServerSession:
        """The browser's session; a name that we did not give starts a new one."""
        sid = request.cookies.get(self._cookie, "")
        with self._lock:
            remembered = self._kept.get(sid)
            alive = {
                name: one for name, one in (remembered or {}).items() if self._lives(name, one)
            }
        if remembered is None:
            return ServerSession(secrets.token_urlsafe(32), {})
        return ServerSession(sid, alive)

    def save_session(self, _app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what is not empty, forget what is, and tell the browser the name."""
        kept = cast("ServerSession", session)
        self._keep(kept)
        if kept:
            response.set_cookie(self._cookie, kept.sid, httponly=True, samesite="Lax")
        else:
            response.delete_cookie(self._cookie)

    def _lives(self, site: str, remembered: Any) -> bool:
        sid = remembered.get("sid") if isinstance(remembered, dict) else None
        return (site, sid) not in self._ended

    def _keep(self, session: ServerSession) -> None:
        with self._lock:
            self._kept.pop(session.former_sid, None)
            if session:
                self._kept[session.sid] = dict(session)
            while len(self._kept) > _ROOM:
                self._kept.popitem(last=False)

"""What a browser keeps for us: its session, and its half of every attempt that is under way.

Cookies carry the tenant in their name, and are bound to our host. Over https they have the
`__Host-` prefix, which no neighbouring site can forge (RFC 6265bis section 4.1.3.2); the local
stack's http has no use for it.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.identity.session import SessionCookie
from chalicelib.tenancy.model import Tenant
from chalicelib.upstream.attempt import Handle

#: So many attempts a browser may have under way; older ones than these are forgotten.
_MOST_ATTEMPTS = 12
#: Of the hash of a state, enough to tell the attempts of one browser apart.
_NAME_DIGITS = 16


@dataclass(frozen=True, slots=True)
class CookieJar:
    """The cookies of one tenant in one request, and those to be set in its answer."""

    tenant: Tenant
    received: Mapping[str, str]

    @property
    def session(self) -> SessionCookie | None:
        """What the browser says about its session; believed only when storage agrees."""
        return SessionCookie.parse(self.received.get(self._session_name))

    def handle(self, state: str) -> Handle:
        """The attempt named `state`, with this browser's half of it if it has one."""
        _, _, browser = self.received.get(self._attempt_name(state), "").partition(".")
        return Handle(state, browser or None)

    def keep_session(self, cookie: SessionCookie) -> str:
        """Set the session cookie, until the browser is closed or the session ends."""
        age = self.tenant.lifetimes.session_absolute
        return self._set(self._session_name, str(cookie), age)

    def forget_session(self) -> str:
        """Clear the session cookie, with the attributes that it was set with."""
        return self._clear(self._session_name)

    def keep_attempt(self, handle: Handle, lifetime: int, now: int) -> list[str]:
        """Set the browser's half of an attempt; forget attempts beyond what headers can carry."""
        kept = self._set(self._attempt_name(handle.state), f"{now:x}.{handle.browser}", lifetime)
        return [*map(self._clear, self._surplus()), kept]

    @property
    def app(self) -> str | None:
        """The client that this browser last came from: where an error page can lead back to."""
        return self.received.get(self._name("app"))

    def remember_app(self, client_id: str) -> str:
        """Remember where the person came from, for a day."""
        return self._set(self._name("app"), client_id, 86_400)

    def forget_attempt(self, handle: Handle) -> str:
        """Clear the browser's half of an attempt that is over."""
        return self._clear(self._attempt_name(handle.state))

    def _surplus(self) -> list[str]:
        # The whole name is matched: another tenant may be called what ours is, and `-attempt`.
        ours = re.compile(f"{re.escape(self._name('attempt-'))}[0-9a-f]{{{_NAME_DIGITS}}}")
        attempts = [name for name in self.received if ours.fullmatch(name)]
        # Values begin with the time in hexadecimal, of one length for centuries: text order is age.
        oldest_first = sorted(attempts, key=lambda name: self.received[name])
        return oldest_first[: max(0, len(attempts) - _MOST_ATTEMPTS + 1)]

    @property
    def _session_name(self) -> str:
        return self._name("session")

    def _attempt_name(self, state: str) -> str:
        digest = hashlib.sha256(state.encode()).hexdigest()
        return self._name(f"attempt-{digest[:_NAME_DIGITS]}")

    def _name(self, what: str) -> str:
        prefix = "__Host-" if self._is_secure else ""
        return f"{prefix}vestibule-{self.tenant.id}-{what}"

    @property
    def _is_secure(self) -> bool:
        return self.tenant.issuer.startswith("https://")

    def _set(self, name: str, value: str, age: int) -> str:
        secure = "; Secure" if self._is_secure else ""
        # Lax, not Strict: the person comes back from the upstream's site with these.
        return f"{name}={value}; Max-Age={age}; Path=/; HttpOnly; SameSite=Lax{secure}"

    def _clear(self, name: str) -> str:
        return self._set(name, "", 0)

"""A pending sign-in: one attempt of one browser tab, from authorize until it is answered."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from enum import StrEnum

from chalicelib.ambient import Entropy
from chalicelib.clients.request import AuthorizationRequest
from chalicelib.upstream.model import ConnectionId


class Stage(StrEnum):
    """What the attempt waits for."""

    UPSTREAM = "upstream"  # a choice of connection, then the upstream's answer
    CONSENT = "consent"  # the person's consent, after they signed in


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingSignIn:
    """Everything that must survive between request and answer (AZ-28), bound to one browser."""

    request: AuthorizationRequest
    browser_hash: str
    nonce: str
    code_verifier: str
    started_at: int
    expires_at: int
    must_be_fresh: bool = False  # the upstream must have authenticated the person just now
    upstream_prompt: str | None = None
    connection: ConnectionId | None = None
    stage: Stage = Stage.UPSTREAM
    session_key: str | None = None  # at the consent stage: the session that is asked, as stored
    expected_user: str | None = None  # from an id_token_hint or a requested sub

    def via(self, connection: ConnectionId) -> "PendingSignIn":
        """The same attempt, about to go to `connection`."""
        return replace(self, connection=connection)


@dataclass(frozen=True, slots=True)
class Handle:
    """The two halves of holding an attempt: what travels in addresses, what stays in the browser.

    `state` is the only name the attempt has outside; `browser` proves that it came back to the
    browser that began it.
    """

    state: str
    browser: str | None

    @staticmethod
    def draw(entropy: Entropy) -> "Handle":
        """A new handle: twice 256 bits."""
        return Handle(entropy.token(), entropy.token())

    @property
    def browser_hash(self) -> str:
        """How the browser's half is stored; the empty string for none, which matches no attempt."""
        return hashlib.sha256(self.browser.encode()).hexdigest() if self.browser else ""


class AttemptFault(StrEnum):
    """Why an attempt cannot go on."""

    GONE = "gone"  # never existed, finished already, or expired
    OTHER_BROWSER = "other_browser"
    OTHER_CONNECTION = "other_connection"


class AttemptRefused(Exception):
    """The attempt was not touched: a browser that may continue it still can."""

    def __init__(self, fault: AttemptFault) -> None:
        super().__init__(fault)
        self.fault = fault


def require_attempt(
    attempt: PendingSignIn | None,
    handle: Handle,
    now: int,
    connection: ConnectionId | None = None,
    stage: Stage = Stage.UPSTREAM,
) -> PendingSignIn:
    """Return the attempt if this browser may continue it, at this stage and connection.

    Raises AttemptRefused. The same rule judges what was read and explains a failed write.
    """
    if attempt is None or now >= attempt.expires_at or attempt.stage is not stage:
        raise AttemptRefused(AttemptFault.GONE)
    if not hmac.compare_digest(handle.browser_hash, attempt.browser_hash):
        raise AttemptRefused(AttemptFault.OTHER_BROWSER)
    if connection is not None and attempt.connection != connection:
        raise AttemptRefused(AttemptFault.OTHER_CONNECTION)
    return attempt

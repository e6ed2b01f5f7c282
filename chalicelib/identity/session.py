"""Sessions: when one may answer for the person, and when they must be asked again."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.clients.request import AuthorizationRequest
from chalicelib.identity.model import Session, User
from chalicelib.protocol.vocabulary import Prompt
from chalicelib.tenancy.model import Lifetimes
from chalicelib.upstream.model import Assertion

#: How far the upstream's clock may lag behind ours when it says when it authenticated somebody.
_CLOCK_SKEW = 120


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session and its user, as found together."""

    session: Session
    user: User


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """What a signed-in browser holds: the session's secret, and whose session it says to be.

    The user's id lets session and user be read in one round trip; it is believed only when the
    session found under the secret says the same.
    """

    secret: str
    user_id: str

    @staticmethod
    def parse(text: str | None) -> "SessionCookie | None":
        """Read a cookie value; None for none and for anything that is not one of ours."""
        secret, dot, user_id = (text or "").partition(".")
        if not dot or not _is_token(secret) or not _is_token(user_id):
            return None
        return SessionCookie(secret, user_id)

    def __str__(self) -> str:
        return f"{self.secret}.{self.user_id}"

    @property
    def ticket(self) -> str:
        """Proves that a form came from a page of ours that this very browser was shown."""
        return hashlib.sha256(f"ticket {self.secret}".encode()).hexdigest()

    @property
    def key(self) -> str:
        """The session's name in storage and in tokens."""
        return session_key(self.secret)


def session_key(secret: str) -> str:
    """The hash under which a session is stored: a table that leaks opens no session."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Reuse(StrEnum):
    """What a session is good for."""

    SILENT = "silent"  # answer at once
    CONSENT = "consent"  # the person is known, but must be asked for consent
    ACCOUNT = "account"  # the person wants to choose who to be
    LOGIN = "login"  # the person must authenticate


def judge_session(
    signed_in: SignedIn | None, request: AuthorizationRequest, expected_user: str | None, now: int
) -> Reuse:
    """Decide whether a session answers a request (Core sections 3.1.2.1, 3.1.2.3)."""
    if signed_in is None or not _is_sufficient(signed_in, request, expected_user, now):
        return Reuse.LOGIN
    if Prompt.SELECT_ACCOUNT in request.prompts:
        return Reuse.ACCOUNT
    if Prompt.CONSENT in request.prompts:
        return Reuse.CONSENT
    return Reuse.SILENT


def _is_sufficient(
    signed_in: SignedIn, request: AuthorizationRequest, expected_user: str | None, now: int
) -> bool:
    session, user = signed_in.session, signed_in.user
    if not session.is_live(now) or user.disabled_at is not None or request.wants_fresh_login:
        return False
    if request.max_age is not None and now - session.authenticated_at > request.max_age:
        return False
    if expected_user is not None and user.id != expected_user:
        return False
    return meets_essential_acr(session.acr, request)


def meets_essential_acr(acr: str | None, request: AuthorizationRequest) -> bool:
    """Whether an essential `acr`, if one was asked for, is met (Core section 5.5.1.1)."""
    essential = request.claims.essential_acr
    return not essential or acr in essential


def open_session(
    assertion: Assertion, user: User, key: str, lifetimes: Lifetimes, now: int
) -> Session:
    """The session of somebody who has just signed in.

    `authenticated_at` is when the upstream authenticated them, if it said so (AZ-18).
    """
    upstream_time = assertion.authenticated_at
    return Session(
        key=key,
        user_id=user.id,
        connection=assertion.connection,
        authenticated_at=min(now, upstream_time) if upstream_time is not None else now,
        idle_expires_at=now + lifetimes.session_idle,
        expires_at=now + lifetimes.session_absolute,
        acr=assertion.acr,
        amr=assertion.amr,
        last_used_at=now,
    )


def is_fresh_enough(assertion: Assertion, max_age: int | None, started_at: int, now: int) -> bool:
    """Whether an upstream that was told to authenticate anew really did.

    One that does not say when it authenticated the person is believed.
    """
    if assertion.authenticated_at is None:
        return True
    if max_age:
        return now - assertion.authenticated_at <= max_age + _CLOCK_SKEW
    return assertion.authenticated_at >= started_at - _CLOCK_SKEW


def _is_token(text: str) -> bool:
    return len(text) == 43 and text.replace("-", "a").replace("_", "a").isalnum() and text.isascii()

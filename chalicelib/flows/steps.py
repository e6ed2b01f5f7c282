"""Where a journey leads next: what endpoints turn into an HTTP answer."""

from dataclasses import dataclass

from chalicelib.identity.session import SessionCookie
from chalicelib.protocol.redirects import AuthorizationResponse
from chalicelib.upstream.attempt import Handle


@dataclass(frozen=True, slots=True, kw_only=True)
class ToUpstream:
    """Send the person to the upstream provider; the browser keeps its half of the handle."""

    url: str
    handle: Handle
    lifetime: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToChooser:
    """Let the person choose how to sign in."""

    handle: Handle
    lifetime: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToConsent:
    """Ask the person for consent; `cookie` if they have just signed in."""

    handle: Handle
    lifetime: int
    cookie: SessionCookie | None = None
    finished: Handle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToClient:
    """Answer the client; `cookie` if somebody just signed in, `finished` if an attempt ended."""

    response: AuthorizationResponse
    cookie: SessionCookie | None = None
    finished: Handle | None = None


Step = ToUpstream | ToChooser | ToConsent | ToClient

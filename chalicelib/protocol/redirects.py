"""One way back to the client: codes and errors leave through the same value.

`iss` (RFC 9207), `state` and `response_mode` therefore hold for both.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from chalicelib.protocol.errors import OAuthError
from chalicelib.protocol.vocabulary import ResponseMode


class RedirectTarget(str):
    """A redirect URI that a client registered. Made by `Client.redirect_target` alone."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAddress:
    """Where and how an authorization response must be delivered."""

    issuer: str
    target: RedirectTarget
    mode: ResponseMode = ResponseMode.QUERY
    state: str | None = None

    def with_code(self, code: str) -> "AuthorizationResponse":
        """The success response of RFC 6749 section 4.1.2."""
        return self._respond([("code", code)])

    def with_error(self, error: OAuthError) -> "AuthorizationResponse":
        """The error response of RFC 6749 section 4.1.2.1."""
        return self._respond(
            [("error", error.error), ("error_description", str(error.description))]
        )

    def _respond(self, parameters: list[tuple[str, str]]) -> "AuthorizationResponse":
        if self.state is not None:
            parameters.append(("state", self.state))
        parameters.append(("iss", self.issuer))
        return AuthorizationResponse(self.target, self.mode, tuple(parameters))


@dataclass(frozen=True, slots=True)
class AuthorizationResponse:
    """Parameters on their way to a client."""

    target: RedirectTarget
    mode: ResponseMode
    parameters: tuple[tuple[str, str], ...]

    @property
    def location(self) -> str:
        """The redirect of `response_mode=query`; a registered query is kept (RFC 6749, 3.1.2)."""
        separator = "&" if "?" in self.target else "?"
        return f"{self.target}{separator}{urlencode(self.parameters)}"


class RefusedToClient(Exception):
    """An authorization request that failed after its way back was proven: the client is told."""

    def __init__(self, error: OAuthError, address: ReturnAddress) -> None:
        super().__init__(error.error)
        self.error = error
        self.address = address

    @property
    def response(self) -> AuthorizationResponse:
        """What the client is told."""
        return self.address.with_error(self.error)


class RefusedToPerson(Exception):
    """A request without a trustworthy way back: the person sees a page, never a redirect."""

    def __init__(self, error: OAuthError) -> None:
        super().__init__(error.error)
        self.error = error

"""One class per registered OAuth error code.

Each error has a public face, `description`, which the client reads, and a private one, `detail`,
which only the journal reads. The classes extend Authlib's so that its grants may raise ours.
"""

import re

from authlib.oauth2.rfc6749 import OAuth2Error

_FORBIDDEN = re.compile(r"[^\x20\x21\x23-\x5b\x5d-\x7e]")


class OAuthError(OAuth2Error):
    """A refusal in the words of RFC 6749 section 5.2 (token side) and 4.1.2.1 (redirect side)."""

    error: str = "server_error"
    status_code: int = 400

    def __init__(self, description: str, *, detail: str = "") -> None:
        # RFC 6749 section 4.1.2.1 allows printable ASCII without the quote sign and the backslash.
        super().__init__(description=_FORBIDDEN.sub("'", description))
        self.detail = detail


class InvalidRequest(OAuthError):
    """A parameter is missing, malformed, repeated or not allowed here."""

    error = "invalid_request"


class NotFound(InvalidRequest):
    """There is nothing at this address."""

    status_code = 404


class InvalidClient(OAuthError):
    """Client authentication failed. Always 401, naming the scheme (RFC 6749 section 5.2)."""

    error = "invalid_client"
    status_code = 401

    def get_headers(self) -> list[tuple[str, str]]:
        # RFC 9110 section 15.5.2: a 401 always says how to authenticate.
        return [
            *super().get_headers(),
            ("WWW-Authenticate", 'Basic realm="token", charset="UTF-8"'),
        ]


class InvalidGrant(OAuthError):
    """The code or token presented is not one that this client may use, now."""

    error = "invalid_grant"


class UnauthorizedClient(OAuthError):
    """The client exists but may not use this grant type."""

    error = "unauthorized_client"


class UnsupportedGrantType(OAuthError):
    """The server has no such grant type."""

    error = "unsupported_grant_type"


class UnsupportedTokenType(OAuthError):
    """Tokens of this kind cannot be revoked (RFC 7009 section 2.2.1)."""

    error = "unsupported_token_type"


class InvalidScope(OAuthError):
    """The scope is malformed, unknown or more than the client may have."""

    error = "invalid_scope"


class InvalidTarget(OAuthError):
    """The `resource` is not an API that the client may call (RFC 8707 section 2)."""

    error = "invalid_target"


class UnsupportedResponseType(OAuthError):
    """The server answers authorization requests with a code, nothing else."""

    error = "unsupported_response_type"


class AccessDenied(OAuthError):
    """The person, the upstream provider or a tenant's rule said no."""

    error = "access_denied"


class LoginRequired(OAuthError):
    """`prompt=none`, but the person would have to sign in (OpenID Connect Core section 3.1.2.6)."""

    error = "login_required"


class UnmetAuthenticationRequirements(OAuthError):
    """An essential `acr` cannot be met (the OpenID specification of this error code)."""

    error = "unmet_authentication_requirements"


class RequestNotSupported(OAuthError):
    """Request objects by value are not accepted (OpenID Connect Core section 3.1.2.6)."""

    error = "request_not_supported"


class RequestUriNotSupported(OAuthError):
    """Request objects by reference are not accepted."""

    error = "request_uri_not_supported"


class ServerError(OAuthError):
    """Something broke on our side."""

    error = "server_error"
    status_code = 500


class TemporarilyUnavailable(OAuthError):
    """Something that we depend on does not answer; trying again later may help."""

    error = "temporarily_unavailable"
    status_code = 503


class BearerError(OAuthError):
    """A refusal at a protected resource (RFC 6750 section 3.1)."""

    def get_headers(self) -> list[tuple[str, str]]:
        challenge = f'Bearer error="{self.error}", error_description="{self.description}"'
        return [*super().get_headers(), ("WWW-Authenticate", challenge)]


class InvalidToken(BearerError):
    """The access token is malformed, expired, revoked or not ours."""

    error = "invalid_token"
    status_code = 401


class InsufficientScope(BearerError):
    """The access token is good, but was not given for this."""

    error = "insufficient_scope"
    status_code = 403


class MissingToken(OAuthError):
    """No token at all: a challenge without an error code (RFC 6750 section 3.1, last paragraph)."""

    error = "invalid_request"
    status_code = 401

    def get_headers(self) -> list[tuple[str, str]]:
        return [*super().get_headers(), ("WWW-Authenticate", "Bearer")]

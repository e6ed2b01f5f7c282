"""The words that travel on the wire, as types."""

from enum import StrEnum


class GrantType(StrEnum):
    """Grant types that a client may be registered for."""

    AUTHORIZATION_CODE = "authorization_code"
    REFRESH_TOKEN = "refresh_token"
    CLIENT_CREDENTIALS = "client_credentials"


class ResponseMode(StrEnum):
    """How the authorization response travels (OAuth 2.0 Multiple Response Types; Form Post)."""

    QUERY = "query"
    FORM_POST = "form_post"


class Prompt(StrEnum):
    """Values of `prompt` (OpenID Connect Core section 3.1.2.1)."""

    NONE = "none"
    LOGIN = "login"
    CONSENT = "consent"
    SELECT_ACCOUNT = "select_account"


class ClientAuthentication(StrEnum):
    """Registered client authentication methods (RFC 7591 section 2)."""

    BASIC = "client_secret_basic"
    POST = "client_secret_post"
    NONE = "none"


OPENID = "openid"
#: Asks for a refresh token that outlives the session (OpenID Connect Core section 11).
OFFLINE_ACCESS = "offline_access"

#: Scopes that release claims about the person, and which claims (OpenID Connect Core section 5.4).
CLAIMS_BY_SCOPE: dict[str, tuple[str, ...]] = {
    "profile": (
        "name",
        "given_name",
        "family_name",
        "middle_name",
        "nickname",
        "preferred_username",
        "profile",
        "picture",
        "website",
        "gender",
        "birthdate",
        "zoneinfo",
        "locale",
        "updated_at",
    ),
    "email": ("email", "email_verified"),
    "address": ("address",),
    "phone": ("phone_number", "phone_number_verified"),
}

IDENTITY_SCOPES: tuple[str, ...] = (OPENID, *CLAIMS_BY_SCOPE, OFFLINE_ACCESS)
STANDARD_CLAIMS: tuple[str, ...] = tuple(c for group in CLAIMS_BY_SCOPE.values() for c in group)

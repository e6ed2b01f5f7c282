"""An upstream's UserInfo (OpenID Connect Core section 5.3), and how it completes an ID token."""

from chalicelib.upstream.answer import require_object
from chalicelib.upstream.claims import Claims
from chalicelib.upstream.model import Connection, UpstreamFailed
from chalicelib.upstream.ports import Fetch


def is_wanted(connection: Connection, claims: Claims, endpoint: str | None) -> bool:
    """Whether to ask: always if so configured, else when the ID token lacks what scopes asked."""
    lacking = ("email" in connection.scopes and "email" not in claims) or (
        "profile" in connection.scopes and "name" not in claims
    )
    return connection.userinfo or (lacking and endpoint is not None)


def get_userinfo(fetch: Fetch, endpoint: str | None, access_token: str, subject: str) -> Claims:
    """The claims about `subject`; raises UpstreamFailed for none, or about another person."""
    if endpoint is None:
        raise UpstreamFailed("the provider has no userinfo_endpoint")
    headers = {"Authorization": f"Bearer {access_token}", "Accept": "application/json"}
    answer = fetch.get(endpoint, headers)
    if answer.headers.get("content-type", "").lower().startswith("application/jwt"):
        raise UpstreamFailed("userinfo is a signed JWT: register the client for plain JSON")
    claims = require_object(answer, "userinfo")
    # Section 5.3.2: the access token alone does not say whose claims these are.
    if claims.get("sub") != subject:
        raise UpstreamFailed("userinfo is about another person than the ID token")
    return claims


def complete(claims: Claims, userinfo: Claims) -> Claims:
    """Both together; what was signed wins.

    `email_verified` speaks about the address beside it, never about one from the other source.
    """
    if "email" not in claims:
        claims = _without_word_on_email(claims)
    elif claims["email"] != userinfo.get("email"):
        userinfo = _without_word_on_email(userinfo)
    return {**userinfo, **claims}


def _without_word_on_email(claims: Claims) -> Claims:
    return {name: told for name, told in claims.items() if name != "email_verified"}

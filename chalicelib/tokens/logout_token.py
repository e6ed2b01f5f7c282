"""The claims of a logout token (OpenID Connect Back-Channel Logout 1.0 section 2.4)."""

from chalicelib.tenancy.model import Tenant
from chalicelib.tokens.access import Claims
from chalicelib.tokens.logout_notice import LogoutNotice

LOGOUT_TOKEN_TYPE = "logout+jwt"
#: Seconds. Each delivery signs its own, so it need not outlive one: section 4 says two minutes.
LIFETIME = 120

_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def logout_token_claims(tenant: Tenant, notice: LogoutNotice, now: int, jti: str) -> Claims:
    """What one client is told of one session: who (`sub`) and which (`sid`), as in its ID token.

    There is never a nonce: it keeps a logout token from passing as an ID token (section 2.4).
    """
    return {
        "iss": tenant.issuer,
        "aud": notice.client_id,
        "iat": now,
        "exp": now + LIFETIME,
        "jti": jti,
        "sub": notice.user_id,
        "sid": notice.session_key,
        "events": {_EVENT: {}},
    }

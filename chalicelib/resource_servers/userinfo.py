"""What an access token may learn about the person (OpenID Connect Core section 5.3)."""

from chalicelib.identity.claims import claims_of, names_released_by
from chalicelib.protocol.errors import InsufficientScope, InvalidToken
from chalicelib.protocol.vocabulary import OPENID
from chalicelib.resource_servers.ports import Holder
from chalicelib.tokens.verify import VerifiedAccess


def require_openid(access: VerifiedAccess) -> str:
    """Return the grant of a token that may ask for claims.

    Raises InsufficientScope for a token without `openid`, hence also for one that acts for a
    client alone.
    """
    if OPENID not in access.scopes or access.grant_id is None:
        raise InsufficientScope("the access token lacks the openid scope")
    return access.grant_id


def userinfo_claims(access: VerifiedAccess, holder: Holder) -> dict[str, object]:
    """Return `sub` and the claims released by scopes or asked for with `claims`.

    Raises InvalidToken when the grant has ended or the person may no longer sign in.
    """
    user, grant = holder.user, holder.grant
    if grant is None or grant.revoked_at is not None:
        raise InvalidToken("the access token was revoked")
    if user is None or user.disabled_at is not None:
        raise InvalidToken("the person may no longer sign in")
    names = (*names_released_by(access.scopes), *grant.userinfo_claims)
    return {"sub": user.id, **claims_of(user, names)}

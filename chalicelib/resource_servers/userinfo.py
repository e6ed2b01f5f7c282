"""What an access token may learn about the person (OpenID Connect Core section 5.3)."""

from chalicelib.identity.claims import claims_of, names_released_by
from chalicelib.identity.model import User
from chalicelib.protocol.errors import InsufficientScope
from chalicelib.protocol.vocabulary import OPENID
from chalicelib.tokens.family import RefreshFamily
from chalicelib.tokens.verify import PersonalAccess, VerifiedAccess


def require_openid(access: VerifiedAccess) -> PersonalAccess:
    """Return on whose behalf a token acts that may ask for claims.

    Raises InsufficientScope for a token without `openid`, hence also for one that acts for a
    client alone.
    """
    if OPENID not in access.scopes or access.person is None:
        raise InsufficientScope("the access token lacks the openid scope")
    return access.person


def userinfo_claims(access: VerifiedAccess, family: RefreshFamily, user: User) -> dict[str, object]:
    """Return `sub` and the claims released by scopes or asked for with `claims`."""
    names = (*names_released_by(access.scopes), *family.userinfo_claims)
    return {"sub": user.id, **claims_of(user, names)}

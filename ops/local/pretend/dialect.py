"""Where Google and a plain OpenID provider differ; all else about them is `openid`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ops.local.pretend.claims import EVERY_SCOPE, only, released
from ops.local.pretend.house import TOKEN_SECONDS, Grant, House
from ops.local.pretend.id_token import Claims, at_hash
from ops.local.pretend.misbehaviour import Misbehaviour
from ops.local.pretend.world import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """A kind's manner of speaking.

    `names_issuer`: the callback carries `iss` (RFC 9207). `thin`: the ID token tells the e-mail and
    the name, userinfo the rest. `tells_authentication`: auth_time, acr and amr are in the ID token.
    """

    scopes: tuple[str, ...]
    names_issuer: bool
    thin: bool
    tells_authentication: bool
    long_scopes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


GOOGLE = Dialect(
    scopes=("openid", "email", "profile"),
    names_issuer=False,
    thin=False,
    tells_authentication=False,
    long_scopes=MappingProxyType(
        {
            "email": "https://www.googleapis.com/auth/userinfo.email",
            "profile": "https://www.googleapis.com/auth/userinfo.profile",
        }
    ),
)
OIDC = Dialect(scopes=EVERY_SCOPE, names_issuer=True, thin=True, tells_authentication=True)
DIALECTS: Mapping[Kind, Dialect] = {"google": GOOGLE, "oidc": OIDC}


def granted_scope(dialect: Dialect, grant: Grant) -> str:
    """The scope as the token answer spells it: Google answers in URLs."""
    known = [scope for scope in grant.ask.scope if scope in dialect.scopes]
    return " ".join(dialect.long_scopes.get(scope, scope) for scope in known)


def id_token_claims(house: House, dialect: Dialect, grant: Grant, access_token: str) -> Claims:
    """What a truthful ID token of this dialect says (OpenID Connect Core section 2)."""
    told = released(grant)
    now = house.clock()
    protocol: Claims = {
        "iss": house.issuer,
        "azp": grant.ask.app.client_id,
        "aud": grant.ask.app.client_id,
        "sub": grant.signed_in.person.subject,
        "at_hash": at_hash(access_token),
        "iat": now,
        "exp": now + TOKEN_SECONDS["oidc"],
    }
    if grant.ask.nonce is not None:
        protocol["nonce"] = grant.ask.nonce
    if dialect.tells_authentication:
        protocol |= _authentication(house, grant)
    return (only(told, ("email", "email_verified", "name")) if dialect.thin else told) | protocol


def userinfo_claims(grant: Grant) -> Claims:
    """What userinfo tells (OpenID Connect Core section 5.3.2)."""
    subject = grant.signed_in.person.subject
    mismatched = grant.word is Misbehaviour.SUB_MISMATCH
    return released(grant) | {"sub": f"{subject}0" if mismatched else subject}


def _authentication(house: House, grant: Grant) -> Claims:
    told: Claims = {"auth_time": grant.signed_in.auth_time}
    if grant.ask.acr:
        told["acr"] = grant.ask.acr
    if house.provider.form == "password":
        told["amr"] = ["pwd"]
    return told

"""Which claims a scope opens (OpenID Connect Core section 5.4), and how they go wrong."""

from collections.abc import Iterable, Mapping

from ops.local.pretend.house import Grant
from ops.local.pretend.id_token import Claims
from ops.local.pretend.misbehaviour import Misbehaviour

SCOPE_CLAIMS: Mapping[str, frozenset[str]] = {
    "email": frozenset({"email", "email_verified", "hd"}),
    "address": frozenset({"address"}),
    "phone": frozenset({"phone_number", "phone_number_verified"}),
}
EVERY_SCOPE = ("openid", "profile", *SCOPE_CLAIMS, "groups")
_NOT_PROFILE = frozenset().union(*SCOPE_CLAIMS.values())


def released(grant: Grant) -> Claims:
    """What the app may learn; claims that no scope is named for ride along with `profile`."""
    told = {
        name: value
        for name, value in grant.signed_in.person.claims.items()
        if _opens(grant.ask.scope, name)
    }
    if grant.word is Misbehaviour.NO_EMAIL:
        return only(told, told.keys() - {"email", "email_verified"})
    if grant.word is Misbehaviour.UNVERIFIED_EMAIL:
        return told | {"email_verified": False}
    return told


def only(claims: Claims, names: Iterable[str]) -> Claims:
    """The claims of those names, in the order they had."""
    wanted = frozenset(names)
    return {name: value for name, value in claims.items() if name in wanted}


def _opens(scope: tuple[str, ...], name: str) -> bool:
    if name in scope:
        return True
    if name in _NOT_PROFILE:
        return any(name in SCOPE_CLAIMS.get(one, ()) for one in scope)
    return "profile" in scope or "public_profile" in scope

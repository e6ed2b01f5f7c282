"""What a user's records say, as standard claims (OpenID Connect Core section 5.1)."""

from collections.abc import Iterable

from chalicelib.identity.model import User
from chalicelib.protocol.vocabulary import CLAIMS_BY_SCOPE


def claims_of(user: User, names: Iterable[str]) -> dict[str, object]:
    """The claims among `names` that have a value; others are left out (section 5.3.2)."""
    everything: dict[str, object] = {**user.profile, "updated_at": user.updated_at}
    if user.email is not None:
        everything |= {"email": user.email, "email_verified": user.email_verified}
    return {name: everything[name] for name in names if everything.get(name) is not None}


def names_released_by(scopes: Iterable[str]) -> tuple[str, ...]:
    """The claims that scopes ask for (section 5.4)."""
    return tuple(name for scope in scopes for name in CLAIMS_BY_SCOPE.get(scope, ()))

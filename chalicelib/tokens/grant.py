"""The grant: what a person allowed a client to do, as the tokens that rest on it tell it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.tenancy.status import StatusIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Everything that the tokens of one moment say about a person. `id` names the family."""

    id: str
    client_id: str
    user_id: str
    session_key: str
    authenticated_at: int
    status: StatusIndex
    scopes: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    acr: str | None = None
    amr: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    nonce: str | None = None
    id_token_claims: Mapping[str, object] = field(default_factory=dict)

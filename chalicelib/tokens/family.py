"""The refresh family: everything that descends from one redeemed code, and dies together.

It remembers the generation of its living refresh token and never a token. A client without refresh
tokens has families too: they are what a status, a revocation and a sign-out take hold of.
"""

from dataclasses import dataclass, field

from chalicelib.clients.model import Client
from chalicelib.identity.claims import claims_of
from chalicelib.identity.model import Device, User
from chalicelib.protocol.vocabulary import OFFLINE_ACCESS, GrantType
from chalicelib.tenancy.model import Tenant
from chalicelib.tenancy.status import StatusIndex
from chalicelib.tokens.access import lifetime_of
from chalicelib.tokens.code import AuthorizationCode
from chalicelib.tokens.grant import Grant
from chalicelib.upstream.model import ConnectionId

#: How many past rotations are remembered: so many generations late may a retry be.
REMEMBERED_ROTATIONS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshFamily:
    """One client's grant on one device. `key` is the hash of the family's secret."""

    key: str
    client_id: str
    user_id: str
    session_key: str
    connection: ConnectionId
    status: StatusIndex
    roles_version: int  # of the user, when `status` was handed out
    created_at: int
    authenticated_at: int
    idle_expires_at: int
    expires_at: int
    last_used_at: int
    generation: int = 1
    # When the latest generations were made, newest first. Four numbers and no list, because one
    # conditional write moves them along without having read them.
    rotated_1: int = 0
    rotated_2: int = 0
    rotated_3: int = 0
    rotated_4: int = 0
    scopes: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    acr: str | None = None
    amr: tuple[str, ...] = ()
    id_token_claims: tuple[str, ...] = ()  # their names; what they say is looked up each time
    userinfo_claims: tuple[str, ...] = ()
    device: Device = field(default_factory=Device)
    ended_at: int | None = None

    @property
    def is_offline(self) -> bool:
        """Whether it outlives its session (OpenID Connect Core section 11)."""
        return OFFLINE_ACCESS in self.scopes

    def is_live(self, now: int) -> bool:
        """Whether tokens may still rest on it."""
        return self.ended_at is None and now < self.expires_at and now < self.idle_expires_at

    def rotated_at(self, generation: int) -> int | None:
        """When `generation` was replaced; None if that is too long ago to be remembered."""
        times = (self.rotated_1, self.rotated_2, self.rotated_3, self.rotated_4)
        age = self.generation - generation
        return times[age - 1] if 1 <= age <= REMEMBERED_ROTATIONS else None


def open_family(
    tenant: Tenant, client: Client, code: AuthorizationCode, status: StatusIndex, now: int
) -> RefreshFamily:
    """The family that a redeemed code begins; `code.family_key` was chosen by its redemption."""
    expires_at = _expiry(tenant, client, code, now)
    return RefreshFamily(
        key=code.family_key or code.key,
        client_id=code.client_id,
        user_id=code.user_id,
        session_key=code.session_key,
        connection=code.connection,
        status=status,
        roles_version=code.roles_version,
        created_at=now,
        authenticated_at=code.authenticated_at,
        idle_expires_at=min(expires_at, now + tenant.lifetimes.refresh_idle),
        expires_at=expires_at,
        last_used_at=now,
        scopes=code.scopes,
        audiences=code.audiences,
        acr=code.acr,
        amr=code.amr,
        id_token_claims=tuple(code.id_token_claims),
        userinfo_claims=code.userinfo_claims,
        device=code.device,
    )


def _expiry(tenant: Tenant, client: Client, code: AuthorizationCode, now: int) -> int:
    if not client.check_grant_type(GrantType.REFRESH_TOKEN):
        return now + lifetime_of(tenant, code.audiences)
    absolute = now + tenant.lifetimes.refresh_absolute
    return absolute if OFFLINE_ACCESS in code.scopes else min(absolute, code.session_expires_at)


def first_grant(code: AuthorizationCode, family: RefreshFamily) -> Grant:
    """What the tokens say that are issued for the code itself."""
    return Grant(
        id=family.key,
        client_id=code.client_id,
        user_id=code.user_id,
        session_key=code.session_key,
        authenticated_at=code.authenticated_at,
        status=family.status,
        scopes=code.scopes,
        audiences=code.audiences,
        acr=code.acr,
        amr=code.amr,
        roles=code.roles,
        groups=code.groups,
        nonce=code.nonce,
        id_token_claims=code.id_token_claims,
    )


def later_grant(family: RefreshFamily, user: User) -> Grant:
    """What refreshed tokens say: the person as they are now, authenticated when they were.

    Without `nonce`: that was for the first answer only (Core section 12.2).
    """
    return Grant(
        id=family.key,
        client_id=family.client_id,
        user_id=family.user_id,
        session_key=family.session_key,
        authenticated_at=family.authenticated_at,
        status=family.status,
        scopes=family.scopes,
        audiences=family.audiences,
        acr=family.acr,
        amr=family.amr,
        roles=user.roles,
        groups=user.groups,
        id_token_claims=claims_of(user, family.id_token_claims),
    )

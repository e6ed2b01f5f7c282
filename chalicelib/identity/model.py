"""People: a subject at a connection, a user here, a browser that is signed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from chalicelib.upstream.model import Assertion, ConnectionId, EmailTrust


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityKey:
    """What makes an identity the same next time: connection, issuer, subject, never e-mail."""

    connection: ConnectionId
    issuer: str
    subject: str

    @staticmethod
    def of(assertion: Assertion) -> "IdentityKey":
        """The key under which the asserted person is known."""
        return IdentityKey(
            connection=assertion.connection, issuer=assertion.issuer, subject=assertion.subject
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A subject at a connection, and the user that it signs in."""

    key: IdentityKey
    user_id: str
    created_at: int
    email: str | None = None  # as the upstream last said it; the user's own address is separate
    email_trust: EmailTrust = EmailTrust.UNVERIFIED


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person in one tenant. `id` is the `sub` of every token, random and the tenant's own."""

    id: str
    created_at: int
    updated_at: int
    email: str | None = None
    email_verified: bool = False
    profile: Mapping[str, object] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    roles_mapped: tuple[str, ...] = ()  # by rules over verified upstream claims, at each sign-in
    roles_granted: tuple[str, ...] = ()  # by an administrator
    roles_version: int = 0  # grows whenever `roles` change: who holds an older number is stale
    disabled_at: int | None = None

    @property
    def roles(self) -> tuple[str, ...]:
        """All roles, however they came."""
        return tuple(sorted({*self.roles_mapped, *self.roles_granted}))

    def with_roles_since(self, before: "User") -> "User":
        """The same user, with a new version of their roles if those differ from `before`'s."""
        if self.roles == before.roles:
            return self
        return replace(self, roles_version=before.roles_version + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """Where somebody signed in, as far as their browser and the network told."""

    user_agent: str = ""
    address: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in browser. `key`, the hash of the secret in its cookie, is the `sid` of tokens."""

    key: str
    user_id: str
    connection: ConnectionId
    authenticated_at: int
    idle_expires_at: int
    expires_at: int
    acr: str | None = None
    amr: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()  # who took part, and will be told when it ends
    device: Device = field(default_factory=Device)
    last_used_at: int = 0
    ended_at: int | None = None  # kept until `expires_at`, for what was issued from it

    def is_live(self, now: int) -> bool:
        """Whether the session may still be used: not ended, idle too long or too old."""
        return self.ended_at is None and now < self.idle_expires_at and now < self.expires_at

    def has_ended(self, now: int) -> bool:
        """Whether what was issued from the session must end with it; idleness alone does not."""
        return self.ended_at is not None or now >= self.expires_at

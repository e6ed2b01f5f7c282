"""Everything that is kept about one person."""

from dataclasses import dataclass

from chalicelib.identity.model import Identity, Session, User
from chalicelib.identity.people_ports import PeopleDirectory
from chalicelib.identity.ports import Sessions
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.family import RefreshFamily
from chalicelib.tokens.family_ports import RefreshFamilies


@dataclass(frozen=True, slots=True)
class Dossier:
    """A person, who vouches for them, where they are signed in, and which apps may act for them.

    What has ended is not among it; what has expired may still be.
    """

    user: User
    identities: tuple[Identity, ...]
    sessions: tuple[Session, ...]
    families: tuple[RefreshFamily, ...]

    def live(self, now: int) -> "Dossier":
        """The same without what has expired, the latest first."""
        sessions = [session for session in self.sessions if session.is_live(now)]
        families = [family for family in self.families if family.is_live(now)]
        return Dossier(
            self.user,
            self.identities,
            tuple(sorted(sessions, key=lambda session: session.last_used_at, reverse=True)),
            tuple(sorted(families, key=lambda family: family.last_used_at, reverse=True)),
        )


@dataclass(frozen=True, slots=True)
class DescribePerson:
    """Reads it, one after the other: it is no snapshot."""

    directory: PeopleDirectory
    sessions: Sessions
    families: RefreshFamilies

    def __call__(self, tenant: TenantId, user: User) -> Dossier:
        """Return what is kept about a person."""
        return Dossier(
            user,
            self.directory.identities_of(tenant, user.id),
            self.sessions.of(tenant, user.id),
            self.families.of(tenant, user.id),
        )

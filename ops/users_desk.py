"""Where the command line meets people: a broker's table, its tenants and who is at them."""

from dataclasses import dataclass

from chalicelib.adapters.dynamodb.directory import DynamoDirectory
from chalicelib.adapters.dynamodb.families import DynamoFamilies
from chalicelib.adapters.dynamodb.invitations import DynamoInvitations
from chalicelib.adapters.dynamodb.people_changes import DynamoPeopleChanges
from chalicelib.adapters.dynamodb.sessions import DynamoSessions
from chalicelib.adapters.dynamodb.tenants import (
    DynamoConnections,
    DynamoRoleBooks,
    DynamoTenants,
    Houses,
)
from chalicelib.adapters.system import SystemClock, SystemEntropy
from chalicelib.ambient import Clock
from chalicelib.flows.describe_person import DescribePerson, Dossier
from chalicelib.flows.end_session import EndSession
from chalicelib.flows.invite_people import InvitePeople
from chalicelib.flows.manage_people import ManagePeople
from chalicelib.identity.address import folded
from chalicelib.identity.invitation import Invitation
from chalicelib.identity.model import User
from chalicelib.identity.people_ports import PeopleDirectory
from chalicelib.identity.roles import RoleBook
from chalicelib.tenancy.model import Tenant
from chalicelib.tenancy.ports import TenantDirectory
from chalicelib.upstream.ports import Connections
from ops.named_tenant import get_tenant
from ops.publish import Destination
from ops.report import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class UsersDesk:
    """The people of a broker, and what may be done about them."""

    tenants: TenantDirectory
    directory: PeopleDirectory
    describe: DescribePerson
    manage: ManagePeople
    invite: InvitePeople
    connections: Connections
    clock: Clock

    def tenant(self, slug: str) -> Tenant:
        """The tenant. Raises Refused."""
        return get_tenant(self.tenants, slug)

    def people(self, tenant: Tenant, who: str) -> tuple[User, ...]:
        """Everybody that a `sub` or an e-mail address names. Raises Refused for nobody."""
        if "@" in who:
            found = self.directory.with_email(tenant.id, who)
        else:
            user = self.directory.find(tenant.id, who)
            found = () if user is None else (user,)
        if not found:
            raise Refused(f"nobody at {tenant.id} is {who!r}")
        return found

    def person(self, tenant: Tenant, who: str) -> User:
        """The one person that is meant. Raises Refused, also when it may be several."""
        found = self.people(tenant, who)
        if len(found) > 1:
            told = f"{who!r} is the e-mail address of several people at {tenant.id}: name one"
            raise Refused(told, tuple(user.id for user in found))
        return found[0]

    def invitation_of(self, tenant: Tenant, user: User) -> Invitation | None:
        """An invitation for the address that a person proved: it is kept about them too."""
        address = folded(user.email) if user.email_verified else None
        return self.invite.invitations.find(tenant.id, address) if address else None

    def roles(self, tenant: Tenant) -> RoleBook:
        """The roles that the tenant defines."""
        return self.manage.roles.of(tenant.id)

    def dossier(self, tenant: Tenant, user: User) -> Dossier:
        """What is kept about a person."""
        return self.describe(tenant.id, user)


def open_desk(destination: Destination) -> UsersDesk:
    """The people of a broker."""
    table, clock, entropy = destination.open_table(), SystemClock(), SystemEntropy()
    houses, sessions = Houses(table, clock), DynamoSessions(table)
    families, directory = DynamoFamilies(table, clock, entropy), DynamoDirectory(table)
    roles = DynamoRoleBooks(houses)
    manage = ManagePeople(
        directory=directory,
        changes=DynamoPeopleChanges(table),
        roles=roles,
        families=families,
        end_session=EndSession(sessions, sessions, families, clock, entropy),
        clock=clock,
        entropy=entropy,
    )
    return UsersDesk(
        tenants=DynamoTenants(houses),
        directory=directory,
        describe=DescribePerson(directory, sessions, families),
        manage=manage,
        invite=InvitePeople(
            invitations=DynamoInvitations(table), roles=roles, clock=clock, entropy=entropy
        ),
        connections=DynamoConnections(houses),
        clock=clock,
    )

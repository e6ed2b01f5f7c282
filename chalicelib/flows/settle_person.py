"""Who the asserted person is here: somebody known, a user who came another way, or somebody new."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from chalicelib.ambient import Clock, Entropy, Journal
from chalicelib.identity.address import proven_address
from chalicelib.identity.admit import Unadmitted, why_not_admitted
from chalicelib.identity.invitation import Invitation
from chalicelib.identity.join import Acquaintance, recognise
from chalicelib.identity.link import Settlement, join, settle
from chalicelib.identity.model import IdentityKey
from chalicelib.identity.ports import Namesakes, OpenInvitations, People, RoleBooks
from chalicelib.protocol.errors import AccessDenied
from chalicelib.tenancy.audit import Audited, Cause
from chalicelib.tenancy.linking import ByEmail
from chalicelib.tenancy.model import Tenant
from chalicelib.upstream.model import Assertion, Connection

_NOT_ADMITTED = (
    "only people who were allowed or invited may sign in here, and this account is not one of them"
)


@dataclass(frozen=True, slots=True)
class SettlePerson:
    """Reads and decides; nothing is written before the sign-in as a whole is."""

    people: People
    namesakes: Namesakes
    invitations: OpenInvitations
    roles: RoleBooks
    clock: Clock
    entropy: Entropy
    journal: Journal

    def __call__(
        self, tenant: Tenant, connections: Sequence[Connection], assertion: Assertion
    ) -> Settlement:
        """Settle who it is. Raises AccessDenied for a newcomer whom the tenant does not take in."""
        if assertion.groups_withheld:
            self.journal.note("groups_withheld", tenant=tenant.id, connection=assertion.connection)
        acquainted = self._acquainted(tenant, connections, assertion)
        if acquainted is not None:
            return acquainted
        book, now = self.roles.of(tenant.id), self.clock.now()
        invitation = self._open_invitation(tenant, assertion, now)
        why_not = why_not_admitted(tenant.admission, assertion, invitation)
        if why_not is not None:
            # Whoever used the invitation since may have been the same person, in another tab.
            acquainted = self._acquainted(tenant, connections, assertion)
            return acquainted or self._refuse(tenant, assertion, why_not)
        new = settle(None, assertion, book, now, self.entropy.token(), invitation)
        return self._told(new, Audited.INVITATION_USED, invitation.id) if invitation else new

    def _acquainted(
        self, tenant: Tenant, connections: Sequence[Connection], assertion: Assertion
    ) -> Settlement | None:
        """Somebody who was here before, by this way or another."""
        book, now = self.roles.of(tenant.id), self.clock.now()
        known = self.people.find(tenant.id, IdentityKey.of(assertion))
        if known is not None:
            return settle(known, assertion, book, now, known.user.id)
        own = self._recognised(tenant, connections, assertion)
        if own is None:
            return None
        return self._told(join(own, assertion, book, now), Audited.IDENTITY_JOINED)

    def _recognised(
        self, tenant: Tenant, connections: Sequence[Connection], assertion: Assertion
    ) -> Acquaintance | None:
        address = proven_address(assertion)
        if tenant.linking.by_email is not ByEmail.AUTHORITATIVE or address is None:
            return None
        return recognise(self.namesakes.of(tenant.id, address), assertion, connections)

    def _open_invitation(self, tenant: Tenant, assertion: Assertion, now: int) -> Invitation | None:
        address = proven_address(assertion)
        found = self.invitations.find(tenant.id, address) if address else None
        return found if found and found.is_open(now) else None

    def _refuse(self, tenant: Tenant, assertion: Assertion, why_not: Unadmitted) -> NoReturn:
        self.journal.note(
            "not_admitted", tenant=tenant.id, connection=assertion.connection, reason=why_not
        )
        raise AccessDenied(_NOT_ADMITTED, detail=why_not)

    def _told(self, settlement: Settlement, event: Audited, thing: str | None = None) -> Settlement:
        """The settlement with its line in the audit trail, which names no address."""
        line = Cause("person").line(
            event,
            self.clock,
            self.entropy,
            subject=settlement.user.id,
            thing=thing or settlement.identity.key.connection,
        )
        return replace(settlement, events=(line,))

"""Operators invite people by their address, and take invitations back."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.ambient import Clock, Entropy
from chalicelib.identity.invitation import Invitation
from chalicelib.identity.people_ports import Invitations
from chalicelib.identity.ports import RoleBooks
from chalicelib.identity.role_change import require_defined
from chalicelib.tenancy.audit import Audited, AuditEvent, Cause
from chalicelib.tenancy.model import Tenant

_DAY = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitePeople:
    """Changes the invitations of any tenant. Each change may be repeated."""

    invitations: Invitations
    roles: RoleBooks
    clock: Clock
    entropy: Entropy

    def invite(
        self, tenant: Tenant, address: str, roles: Sequence[str], days: int, cause: Cause
    ) -> Invitation:
        """Let whoever proves the address become a user once. Raises RoleRefused.

        It takes the place of an earlier invitation for the same address.
        """
        book = self.roles.of(tenant.id)
        for role in roles:
            require_defined(role, book)
        now = self.clock.now()
        invitation = Invitation(
            id=self.entropy.token(),
            email=address,
            roles=tuple(sorted(set(roles))),
            invited_at=now,
            expires_at=now + days * _DAY,
            invited_by=cause.actor,
        )
        why = self._why(invitation, Audited.PERSON_INVITED, cause)
        self.invitations.put(tenant.id, invitation, why)
        return invitation

    def open_at(self, tenant: Tenant) -> tuple[Invitation, ...]:
        """Every invitation that can still be used, the one that ends first in front."""
        now = self.clock.now()
        found = (each for each in self.invitations.all(tenant.id) if each.is_open(now))
        return tuple(sorted(found, key=lambda each: (each.expires_at, each.email)))

    def revoke(self, tenant: Tenant, address: str, cause: Cause) -> Invitation | None:
        """Take an invitation back; None if there is none, or none any more."""
        found = self.invitations.find(tenant.id, address)
        if found is None:
            return None
        why = self._why(found, Audited.INVITATION_REVOKED, cause)
        return found if self.invitations.revoke(tenant.id, found, why) else None

    def _why(self, invitation: Invitation, event: Audited, cause: Cause) -> AuditEvent:
        """The line in the trail. It names the invitation, not the address: that is personal."""
        return cause.line(event, self.clock, self.entropy, thing=invitation.id)

"""Operators look after people: keep them out, let them in, give them roles, forget them."""

from dataclasses import dataclass

from chalicelib.ambient import Clock, Entropy
from chalicelib.flows.end_session import EndSession
from chalicelib.identity.model import User
from chalicelib.identity.people_ports import PeopleChanges, PeopleDirectory
from chalicelib.identity.ports import RoleBooks
from chalicelib.identity.role_change import RoleChange, granted_after
from chalicelib.tenancy.audit import Audited, AuditEvent, Cause
from chalicelib.tenancy.model import Tenant
from chalicelib.tokens.family_ports import RefreshFamilies

#: How often a person may change between being read and being written.
_MOST_RACES = 4


class PersonGone(Exception):
    """The person was erased, a moment ago perhaps."""


class ChangedMeanwhile(Exception):
    """Somebody else keeps changing the same person; nothing is left half-done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagePeople:
    """Changes people of any tenant. Every step may be repeated, and completes what broke off."""

    directory: PeopleDirectory
    changes: PeopleChanges
    roles: RoleBooks
    families: RefreshFamilies
    end_session: EndSession
    clock: Clock
    entropy: Entropy

    def disable(self, tenant: Tenant, user_id: str, cause: Cause) -> bool:
        """Keep somebody out, and end all that they have; False if they were kept out already.

        Raises PersonGone.
        """
        why = self._why(user_id, Audited.USER_DISABLED, cause)
        is_new = self.changes.disable(tenant.id, user_id, why)
        if not is_new:
            self._require(tenant, user_id)
        # Afterwards, because nothing begins for somebody disabled. And whether or not this is new:
        # the first attempt may have broken off here.
        self.end_session.all_of(tenant, user_id, cause)
        return is_new

    def enable(self, tenant: Tenant, user_id: str, cause: Cause) -> bool:
        """Let somebody in again; False if nobody kept them out. Raises PersonGone."""
        why = self._why(user_id, Audited.USER_ENABLED, cause)
        is_new = self.changes.enable(tenant.id, user_id, why)
        if not is_new:
            self._require(tenant, user_id)
        return is_new

    def change_roles(
        self, tenant: Tenant, user_id: str, change: RoleChange, cause: Cause
    ) -> tuple[User, User]:
        """Change the granted roles; return the person before and after, the same if unchanged.

        What APIs were told of their roles is made stale. Raises RoleRefused, PersonGone,
        ChangedMeanwhile.
        """
        for _ in range(_MOST_RACES):
            before = self._require(tenant, user_id)
            granted = granted_after(before, self.roles.of(tenant.id), change)
            if granted == tuple(sorted(before.roles_granted)):
                self._outdate(tenant, before)
                return before, before
            why = self._why(user_id, Audited.ROLES_CHANGED, _with_roles(cause, before, granted))
            if self.changes.grant_roles(tenant.id, before, granted, why):
                after = self._require(tenant, user_id)
                self._outdate(tenant, after)
                return before, after
        raise ChangedMeanwhile(user_id)

    def erase(self, tenant: Tenant, user_id: str, cause: Cause) -> None:
        """Forget somebody. Who signs in with the same identity again is somebody new.

        First nothing more begins for them, then everything ends, then they are forgotten: broken
        off anywhere, it leaves no way in. Raises PersonGone, ChangedMeanwhile.
        """
        for _ in range(_MOST_RACES):
            self.disable(tenant, user_id, cause)
            why = self._why(user_id, Audited.USER_ERASED, cause)
            if self.changes.erase(tenant.id, self._require(tenant, user_id), why):
                return
            # Somebody enabled them meanwhile, or erased them too.
        raise ChangedMeanwhile(user_id)

    def _require(self, tenant: Tenant, user_id: str) -> User:
        user = self.directory.find(tenant.id, user_id)
        if user is None:
            raise PersonGone(user_id)
        return user

    def _outdate(self, tenant: Tenant, user: User) -> None:
        """A family that was refreshed since has the new roles, and a new place."""
        outdated = [
            family
            for family in self.families.of(tenant.id, user.id)
            if family.roles_version < user.roles_version
        ]
        self.families.mark_stale(tenant.id, outdated, self.clock.now())

    def _why(self, user_id: str, event: Audited, cause: Cause) -> AuditEvent:
        return cause.line(event, self.clock, self.entropy, subject=user_id)


def _with_roles(cause: Cause, before: User, granted: tuple[str, ...]) -> Cause:
    """The cause, with what was given and taken in front of the reason."""
    given = [f"+{role}" for role in sorted({*granted} - {*before.roles_granted})]
    taken = [f"-{role}" for role in sorted({*before.roles_granted} - {*granted})]
    told = " ".join([*given, *taken])
    return Cause(cause.actor, f"{told}: {cause.reason}" if cause.reason else told)

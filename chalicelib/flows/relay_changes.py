"""What happened in the table gets to those who must learn of it: APIs, clients, families."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.ambient import Clock
from chalicelib.flows.announce_sign_out import AnnounceSignOut
from chalicelib.flows.end_session import EndSession
from chalicelib.flows.publish_statuses import PublishStatuses
from chalicelib.tenancy.audit import Cause
from chalicelib.tenancy.model import Tenant, TenantId
from chalicelib.tenancy.ports import TenantDirectory
from chalicelib.tokens.changes import Change, SessionEnded, StatusChanged, UserChanged
from chalicelib.tokens.family_ports import RefreshFamilies

_DISABLED = Cause("broker", "the person was disabled")


@dataclass(frozen=True, slots=True)
class RelayChanges:
    """Carries on what a change began. Told twice or late, it does no more than once and in time."""

    tenants: TenantDirectory
    publish: PublishStatuses
    announce: AnnounceSignOut
    end_session: EndSession
    families: RefreshFamilies
    clock: Clock

    def __call__(self, changes: Sequence[Change]) -> None:
        """Act on changes, in their order but for statuses, which go out list by list.

        Raises the errors of an outage; all of them may be brought again then.
        """
        self._statuses([change for change in changes if isinstance(change, StatusChanged)])
        for change in changes:
            match change:
                case SessionEnded():
                    self._session(change)
                case UserChanged():
                    self._user(change)

    def _statuses(self, changes: Sequence[StatusChanged]) -> None:
        lists: defaultdict[tuple[TenantId, int], list[int]] = defaultdict(list)
        for change in changes:
            lists[change.tenant, change.place.list].append(change.place.index)
        for (tenant, number), indexes in lists.items():
            self.publish(tenant, number, indexes)

    def _session(self, change: SessionEnded) -> None:
        tenant = self.tenants.find(change.tenant)
        if tenant is None:
            return
        # First: that the queue is out of reach keeps nobody signed in.
        self.end_session.leftovers(tenant, change.session)
        self.announce(change)

    def _user(self, change: UserChanged) -> None:
        tenant = self.tenants.find(change.tenant)
        if tenant is None:
            return
        if change.after.disabled_at is not None:
            self.end_session.all_of(tenant, change.after.id, _DISABLED)
        elif change.after.roles_version > change.before.roles_version:
            self._outdate(tenant, change)

    def _outdate(self, tenant: Tenant, change: UserChanged) -> None:
        """A family that was refreshed meanwhile has the new roles, and a new place."""
        outdated = [
            family
            for family in self.families.of(tenant.id, change.after.id)
            if family.roles_version < change.after.roles_version
        ]
        self.families.mark_stale(tenant.id, outdated, self.clock.now())

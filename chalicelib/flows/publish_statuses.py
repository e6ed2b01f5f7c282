"""Brings a published status list up to date with what became of its places."""

from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.ambient import Clock
from chalicelib.tenancy.model import Tenant, TenantId
from chalicelib.tenancy.ports import StorageUnavailable, TenantDirectory
from chalicelib.tokens.access import list_algorithm
from chalicelib.tokens.ports import KeyRings, Signer
from chalicelib.tokens.status_list import (
    STATUS_LIST_TYPE,
    PublishedStatusList,
    StatusBits,
    status_list_claims,
)
from chalicelib.tokens.status_ports import StatusLists

_TRIES = 8


@dataclass(frozen=True, slots=True)
class PublishStatuses:
    """Signs a list anew. Told late, twice or in the wrong order, it publishes what is true now."""

    tenants: TenantDirectory
    lists: StatusLists
    keys: KeyRings
    signer: Signer
    clock: Clock

    def __call__(self, tenant_id: TenantId, number: int, indexes: Iterable[int]) -> None:
        """Publish what became of `indexes`, at the cost of these and not of all.

        A tenant that is gone has no issuer to sign for. Raises StorageUnavailable,
        SigningUnavailable, NoSigningKey; the same may be asked again then.
        """
        tenant = self.tenants.find(tenant_id)
        if tenant is not None:
            self._publish(tenant, number, tuple(indexes))

    def compose(self, tenant: Tenant, number: int) -> PublishedStatusList:
        """Publish what became of every place, at the cost of all of them. Raises as above."""
        return self._publish(tenant, number, None)

    def _publish(
        self, tenant: Tenant, number: int, changed: tuple[int, ...] | None
    ) -> PublishedStatusList:
        for _ in range(_TRIES):
            found = self.lists.find(tenant.id, number)
            before = found.published if found else None
            new = self._renewed(tenant, number, before, changed)
            # Even if nothing differs: somebody who read an older status may be about to publish
            # it, and only a newer version stands in their way.
            if self.lists.publish(tenant.id, number, new, instead_of=before):
                return new
        raise StorageUnavailable(f"{tenant.id}, status list {number}: others were always faster")

    def _renewed(
        self,
        tenant: Tenant,
        number: int,
        before: PublishedStatusList | None,
        changed: tuple[int, ...] | None,
    ) -> PublishedStatusList:
        """The list to publish. Statuses are read after `before` was: whoever wins knows more."""
        now = self.clock.now()
        if before is None or changed is None:
            statuses = self.lists.all_statuses(tenant.id, number)
            bits, composed_at = StatusBits().with_statuses(statuses), now
        else:
            statuses = self.lists.statuses_of(tenant.id, number, changed)
            bits, composed_at = before.bits.with_statuses(statuses), before.composed_at
        # An API takes no list that is older than the one it holds, and clocks differ.
        signed_at = max(now, before.signed_at) if before else now
        compressed = bits.compressed()
        claims = status_list_claims(tenant, number, compressed, signed_at)
        key = self.keys.of(tenant.id).signing(list_algorithm(tenant))
        return PublishedStatusList(
            token=self.signer.seal(tenant.id, key, STATUS_LIST_TYPE, claims),
            kid=key.kid,
            compressed=compressed,
            version=before.version + 1 if before else 1,
            composed_at=composed_at,
            signed_at=signed_at,
            issuer=tenant.issuer,
        )

"""End what descends from one code: its refresh token, and its access tokens at every API."""

from dataclasses import dataclass

from chalicelib.ambient import Clock, Entropy
from chalicelib.tenancy.audit import Audited, Cause
from chalicelib.tenancy.model import Tenant
from chalicelib.tokens.family import RefreshFamily
from chalicelib.tokens.family_ports import RefreshFamilies


@dataclass(frozen=True, slots=True)
class EndFamily:
    """Ends families one by one."""

    families: RefreshFamilies
    clock: Clock
    entropy: Entropy

    def __call__(
        self, tenant: Tenant, family: RefreshFamily, event: Audited, actor: str = "broker"
    ) -> None:
        """End a family. Does nothing for one that has ended."""
        cause = Cause(actor, f"client {family.client_id}")
        why = cause.line(event, self.clock, self.entropy, subject=family.user_id, thing=family.key)
        self.families.end(tenant.id, [family], why)

    def named(self, tenant: Tenant, key: str, event: Audited) -> None:
        """End the family of this key, also if it is only about to begin."""
        family = self.families.find(tenant.id, key)
        if family is None:
            self.families.refuse(tenant.id, key, self.clock.now())
            # It may have begun between the two: then it is there now, and was not refused.
            family = self.families.find(tenant.id, key)
        if family is not None:
            self(tenant, family, event)

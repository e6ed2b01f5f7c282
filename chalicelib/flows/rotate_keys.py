"""Signing keys take turns, and nobody who verifies has to be told."""

from dataclasses import dataclass, replace
from functools import partial

from chalicelib.ambient import Clock, Entropy, Journal
from chalicelib.tenancy.audit import Audited, AuditEvent, Cause
from chalicelib.tenancy.model import KeyTier, Tenant, TenantId
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tokens.key_ports import KeyKeeper, KeyRingStore, StoredRing
from chalicelib.tokens.key_rotation import (
    NOTHING_ASKED,
    Change,
    Disable,
    Make,
    Step,
    Wish,
    next_step,
)
from chalicelib.tokens.keys import KeyRing, KeyStage, SigningKey

#: More than any ring needs; with as many rivals somebody else is at work.
_MOST_STEPS = 64
_ON_SCHEDULE = Cause("broker")


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateKeys:
    """Takes every step that is due. What breaks off is continued by doing it again.

    Two of them at the same time do no harm: a step is written only if the ring is as it was judged.
    """

    rings: KeyRingStore
    keeper: KeyKeeper
    clock: Clock
    entropy: Entropy
    journal: Journal

    def __call__(
        self, tenant: Tenant, wish: Wish = NOTHING_ASKED, cause: Cause = _ON_SCHEDULE
    ) -> KeyRing:
        """Return the ring after the last step. Raises StorageUnavailable, KeyKeeperFailed."""
        for _ in range(_MOST_STEPS):
            stored = self.rings.load(tenant.id)
            step = next_step(stored.ring, tenant.keys, self.clock.now(), wish)
            if step is None:
                return stored.ring
            self._take(tenant.id, stored, step, cause)
        raise StorageUnavailable(f"{tenant.id}: others keep changing its signing keys")

    def _take(self, tenant: TenantId, stored: StoredRing, step: Step, cause: Cause) -> None:
        change = self._prepared(tenant, stored.ring, step)
        keys = change.keys
        line = self._line(change.event, keys[0], cause) if change.event else None
        if self.rings.replace(tenant, stored, keys, line):
            self._note(tenant, keys)
        elif isinstance(step, Make) and step.tier is KeyTier.DEDICATED:
            for key in keys:  # found again by the next rotation, unless its rival's was named later
                self.journal.note("signing_key_spare", tenant=tenant, key=key.kms_key_id)

    def _prepared(self, tenant: TenantId, ring: KeyRing, step: Step) -> Change:
        """Have KMS do its part; what is left is one write."""
        match step:
            case Make():
                is_new = step.stage is KeyStage.NEXT  # a tenant's first keys come with the tenant
                event = Audited.SIGNING_KEY_MADE if is_new else None
                return Change(self._made(tenant, ring, step), event)
            case Disable():
                self.keeper.disable(step.key)
                return Change((replace(step.key, disabled_at=self.clock.now()),), None)
            case Change():
                self._require_usable(step)
                return step

    def _made(self, tenant: TenantId, ring: KeyRing, step: Make) -> tuple[SigningKey, ...]:
        make = partial(self.keeper.make, tenant, tier=step.tier, known=ring)
        made = [make(algorithm) for algorithm in step.algorithms]
        return tuple(replace(key, stage=step.stage, since=0) for key in made)

    def _require_usable(self, step: Change) -> None:
        """A key that cannot sign takes over from none that can."""
        for key in step.keys:
            if key.stage is KeyStage.CURRENT and step.event is not None:
                self.keeper.require_usable(key)

    def _note(self, tenant: TenantId, keys: tuple[SigningKey, ...]) -> None:
        for key in keys:
            self.journal.note("signing_key", tenant=tenant, kid=key.kid, stage=key.stage)

    def _line(self, event: Audited, key: SigningKey, cause: Cause) -> AuditEvent:
        return cause.line(event, self.clock, self.entropy, thing=key.kid)

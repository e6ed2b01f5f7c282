"""Refresh families: one item each, and a line in the list of everything of their user."""

from collections.abc import Sequence

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attributes import string
from chalicelib.adapters.dynamodb.audit import new_event
from chalicelib.adapters.dynamodb.endings import Ending
from chalicelib.adapters.dynamodb.family_endings import end_families, going_on
from chalicelib.adapters.dynamodb.family_writes import (
    begin,
    end_writes,
    excuse_write,
    read_family,
    refuse_write,
    status_sweep_at,
    use_write,
    while_session,
    while_user,
)
from chalicelib.adapters.dynamodb.listed import find_listed
from chalicelib.adapters.dynamodb.records import find_record
from chalicelib.adapters.dynamodb.sessions import find_session
from chalicelib.adapters.dynamodb.statuses import mark_stale, new_status
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.writes import delete
from chalicelib.ambient import Clock, Entropy
from chalicelib.identity.model import User
from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.status import Status
from chalicelib.tokens.family import RefreshFamily
from chalicelib.tokens.family_ports import GrantEnded, Standing, Use, Used

#: Where the conditions stand in the transaction of `open`.
_FAMILY, _SESSION, _USER = 0, 2, 3


class DynamoFamilies:
    """Keeps the promise of `RefreshFamilies`."""

    def __init__(self, table: Table, clock: Clock, entropy: Entropy) -> None:
        self._table = table
        self._clock = clock
        self._entropy = entropy

    def open(self, tenant: TenantId, family: RefreshFamily) -> None:
        """Begin a family, in which its user and session are alive. Raises GrantEnded."""
        refused = self._begin(tenant, family, same_roles=True)
        if _USER in refused and _SESSION not in refused:
            refused = self._begin(tenant, family, same_roles=False)
            if not refused:
                mark_stale(self._table, tenant, family.status, self._sweep_at())
        if refused & {_SESSION, _USER}:
            raise GrantEnded
        if _FAMILY in refused:
            self._meet_another(tenant, family)

    def _begin(
        self, tenant: TenantId, family: RefreshFamily, *, same_roles: bool
    ) -> frozenset[int]:
        checks = [while_session(tenant, family), while_user(tenant, family, same_roles=same_roles)]
        return self._table.write_together([*begin(tenant, family), *checks])

    def _meet_another(self, tenant: TenantId, family: RefreshFamily) -> None:
        """Something is there: this very family, whose answer was lost, or its code's reuse."""
        item = self._table.find(keys.family(tenant, family.key))
        if item is not None and "ended_at" in item:
            status = new_status(tenant, family.status, Status.INVALID, self._sweep_at())
            self._table.write(status)

    def standing(self, tenant: TenantId, key: str, user_id: str, session_key: str) -> Standing:
        """Return family, user and session in one round trip."""
        family, user, session = self._table.find_together(
            keys.family(tenant, key),
            keys.user(tenant, user_id),
            keys.session(tenant, session_key),
        )
        return Standing(read_family(family), find_record(User, user), find_session(session))

    def use(self, tenant: TenantId, family: RefreshFamily, use: Use) -> Used:
        """Rotate in one conditional write, or return the family as it is."""
        mark = self._entropy.token()
        outcome = self._table.write(use_write(tenant, family, use, mark))
        # An answer that was lost is asked for again by itself, and then meets its own write.
        is_ours = outcome.item is not None and outcome.item.get("use") == string(mark)
        return Used(happened=outcome.happened or is_ours, family=read_family(outcome.item))

    def excuse(self, tenant: TenantId, family: RefreshFamily, until: int) -> None:
        """Extend the retry window of the latest rotation."""
        self._table.write(excuse_write(tenant, family, until))

    def forget(self, tenant: TenantId, family: RefreshFamily) -> None:
        """Remove a family for which nothing was handed out."""
        listed = keys.family_of_user(tenant, family.user_id, family.key)
        self._table.write_together([delete(keys.family(tenant, family.key)), delete(listed)])

    def find(self, tenant: TenantId, key: str) -> RefreshFamily | None:
        """Return the family."""
        return read_family(self._table.find(keys.family(tenant, key)))

    def of(self, tenant: TenantId, user_id: str) -> tuple[RefreshFamily, ...]:
        """Every family of a person that has not ended."""
        partition = keys.person_partition(tenant, user_id)
        return going_on(
            find_listed(self._table, partition, keys.FAMILIES, lambda key: keys.family(tenant, key))
        )

    def end(self, tenant: TenantId, families: Sequence[RefreshFamily], why: AuditEvent) -> None:
        """End families, each with its status and the audit trail in one transaction."""

        def ending_of(family: RefreshFamily) -> Ending:
            return [*end_writes(tenant, family, why.at), new_event(tenant, why)]

        for family in families:  # apart, for all of them write the same line of the trail
            end_families(self._table, tenant, [family], ending_of)

    def refuse(self, tenant: TenantId, key: str, now: int) -> None:
        """See to it that a family which has not begun yet will begin ended."""
        self._table.write(refuse_write(tenant, key, now))

    def mark_stale(self, tenant: TenantId, families: Sequence[RefreshFamily], now: int) -> None:
        """Tell APIs that the roles in these families' tokens are no longer true."""
        for family in families:
            mark_stale(self._table, tenant, family.status, status_sweep_at(now))

    def _sweep_at(self) -> int:
        return status_sweep_at(self._clock.now())

"""End a browser's session with what must end with it: families, statuses, and a line in the trail.

Its clients are told by back-channel logout, which follows from the table's stream.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.ambient import Clock, Entropy
from chalicelib.identity.model import Session
from chalicelib.identity.ports import Sessions
from chalicelib.tenancy.audit import Audited, AuditEvent, Cause
from chalicelib.tenancy.model import Tenant
from chalicelib.tokens.family import RefreshFamily
from chalicelib.tokens.family_ports import RefreshFamilies, SessionEnds


@dataclass(frozen=True, slots=True)
class EndSession:
    """Ends sessions, one or all of a person."""

    sessions: Sessions
    ends: SessionEnds
    families: RefreshFamilies
    clock: Clock
    entropy: Entropy

    def __call__(
        self, tenant: Tenant, session: Session, cause: Cause, asking_client: str | None = None
    ) -> None:
        """End a session and its families without `offline_access`; of `asking_client`, all."""
        families = [
            family
            for family in self.families.of(tenant.id, session.user_id)
            if family.session_key == session.key
            and (not family.is_offline or family.client_id == asking_client)
        ]
        why = self._why(session.user_id, session.key, Audited.SESSION_ENDED, cause)
        self.ends.end(tenant.id, session, families, why)

    def leftovers(self, tenant: Tenant, session: Session) -> None:
        """End what began while the session was ending. Does nothing a second time."""
        left = [
            family
            for family in self.families.of(tenant.id, session.user_id)
            if family.session_key == session.key and not family.is_offline
        ]
        self._end_families(tenant, session.user_id, left, Cause("broker", "its session has ended"))

    def all_of(self, tenant: Tenant, user_id: str, cause: Cause, spared: str | None = None) -> None:
        """Sign a person out everywhere: every session and every family, offline ones too.

        The session named `spared` goes on, with what rests on it.
        """
        for session in self.sessions.of(tenant.id, user_id):
            if session.key != spared:
                self(tenant, session, cause)
        every = self.families.of(tenant.id, user_id)
        left = [family for family in every if family.session_key != spared]
        self._end_families(tenant, user_id, left, cause)

    def _end_families(
        self, tenant: Tenant, user_id: str, families: Sequence[RefreshFamily], cause: Cause
    ) -> None:
        for family in families:
            why = self._why(user_id, family.key, Audited.TOKEN_REVOKED, cause)
            self.families.end(tenant.id, [family], why)

    def _why(self, user_id: str, ended: str, event: Audited, cause: Cause) -> AuditEvent:
        return cause.line(event, self.clock, self.entropy, subject=user_id, thing=ended)

"""The audit trail: what was done to whom, by whom, written together with what it records."""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.ambient import Clock, Entropy


class Audited(StrEnum):
    """What is worth remembering."""

    REFRESH_TOKEN_REPLAYED = "refresh_token_replayed"
    CODE_REUSED = "code_reused"
    TOKEN_REVOKED = "token_revoked"
    SESSION_ENDED = "session_ended"
    USER_DISABLED = "user_disabled"
    USER_ENABLED = "user_enabled"
    USER_ERASED = "user_erased"
    IDENTITY_JOINED = "identity_joined"
    PERSON_INVITED = "person_invited"
    INVITATION_USED = "invitation_used"
    INVITATION_REVOKED = "invitation_revoked"
    ROLES_CHANGED = "roles_changed"
    CLIENT_REMOVED = "client_removed"
    SIGNING_KEY_MADE = "signing_key_made"
    SIGNING_KEY_PROMOTED = "signing_key_promoted"
    SIGNING_KEY_RETIRED = "signing_key_retired"
    SIGNING_KEY_DROPPED = "signing_key_dropped"
    SIGNING_KEY_WITHDRAWN = "signing_key_withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """One line. It names people by their id only, so that it may outlive them."""

    id: str  # random; makes the line its own, however often it is written
    at: int
    event: Audited
    actor: str  # `person`, `client:<id>`, `operator:<name>` or `broker`
    subject: str | None = None  # the user's id
    object: str | None = None  # the session, family, client or key that it happened to
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """Who does something, and why."""

    actor: str  # as in the line about it
    reason: str | None = None

    def line(
        self,
        event: Audited,
        clock: Clock,
        entropy: Entropy,
        *,
        subject: str | None = None,
        thing: str | None = None,
    ) -> AuditEvent:
        """What the trail says of it, as of now."""
        return AuditEvent(
            id=entropy.token(),
            at=clock.now(),
            event=event,
            actor=self.actor,
            subject=subject,
            object=thing,
            reason=self.reason,
        )

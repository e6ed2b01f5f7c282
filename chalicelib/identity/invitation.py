"""An invitation: whoever proves an address may become a user once, with roles."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One address that is let in. Using it up is part of creating the user."""

    id: str  # random: what the audit trail calls it, because that outlives people
    email: str  # as it is compared
    roles: tuple[str, ...] = ()
    invited_at: int
    expires_at: int
    invited_by: str

    def is_open(self, now: int) -> bool:
        """Whether it may still be used; storage forgets late."""
        return now < self.expires_at

"""What a client may do with refresh tokens, and how forgiving we are of lost answers."""

from dataclasses import dataclass
from enum import StrEnum


class OfflineAccess(StrEnum):
    """When `offline_access` is granted to a client that may have it (Core section 11)."""

    CONSENT = "consent"  # only when the person was asked in this very request
    ALWAYS = "always"  # by the tenant's decision: its own apps


class Rotation(StrEnum):
    """Whether a refresh token is replaced when it is used."""

    ROTATE = "rotate"
    NONE = "none"  # confidential clients only (FAPI 2.0 section 5.3.2.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshPolicy:
    """The tenant's choice for one client."""

    offline_access: OfflineAccess = OfflineAccess.CONSENT
    rotation: Rotation = Rotation.ROTATE
    retry_window: int = 60  # seconds in which a used token still gets the same successor

"""What became of a token: its place in a status list, and the statuses that a place may have.

Token Status List section 7.1 (an Internet-Draft) registers the first three; 3 is ours to define.
"""

from dataclasses import dataclass
from enum import IntEnum


class Status(IntEnum):
    """Two bits."""

    VALID = 0
    INVALID = 1  # revoked, for good
    SUSPENDED = 2  # may become valid again: a client that is switched off
    STALE = 3  # the person's roles changed: refresh, and have the new ones


@dataclass(frozen=True, slots=True)
class StatusIndex:
    """A place in a status list of the tenant: handed out once, and never again."""

    list: int
    index: int

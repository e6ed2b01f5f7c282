"""Whether somebody who comes over another connection is the user with the same address."""

from dataclasses import dataclass
from enum import StrEnum


class ByEmail(StrEnum):
    """When an e-mail address says that two identities are one person."""

    NEVER = "never"
    AUTHORITATIVE = "authoritative"  # when the providers of both run the mailbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """The rule of a tenant."""

    by_email: ByEmail = ByEmail.NEVER

"""Who may become a user of a tenant. Whoever is one already comes in whatever is said here."""

from dataclasses import dataclass
from enum import StrEnum


class NewPeople(StrEnum):
    """Whom a tenant takes in."""

    ANYONE = "anyone"  # whoever a connection vouches for
    ALLOWED = "allowed"  # addresses that the document lists, and whoever was invited
    INVITED = "invited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """The rule of a tenant. Addresses count only where the provider runs the mailbox."""

    new_people: NewPeople = NewPeople.ANYONE
    email_domains: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()

    def lists(self, address: str) -> bool:
        """Whether the document lists a proven address, or its domain."""
        mailbox, _, domain = address.rpartition("@")
        return address in self.emails or (bool(mailbox) and domain in self.email_domains)

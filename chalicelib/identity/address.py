"""E-mail addresses that prove something, and when two of them are the same."""

from chalicelib.upstream.model import Assertion, EmailTrust


def folded(email: str | None) -> str | None:
    """The address as it is compared: in lower case, as every provider takes it.

    None for one with characters beyond ASCII. Of those several may look alike, or become the same
    letters in another case, and to whom such a mailbox belongs we could not tell.
    """
    return email.lower() if email and email.isascii() else None


def proven_address(assertion: Assertion) -> str | None:
    """The asserted person's address if the provider runs that mailbox; else it proves nothing."""
    if assertion.email_trust is not EmailTrust.AUTHORITATIVE:
        return None
    return folded(assertion.email)

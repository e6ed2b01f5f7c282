"""A tenant, as its pages show it."""

from urllib.parse import quote

from chalicelib.endpoints.pages.house import House
from chalicelib.tenancy.model import Tenant


def house_of(tenant: Tenant) -> House:
    """The house that a tenant's branding describes."""
    branding = tenant.branding
    # Whatever has a meaning in an address is a letter of the mailbox (RFC 6068 section 2).
    mail = branding.support_email and f"mailto:{quote(branding.support_email, safe='@')}"
    return House(
        name=branding.title or tenant.name,
        logo=branding.logo_uri,
        colour=branding.colour,
        support=branding.support_uri or mail,
        privacy=branding.privacy_uri,
        terms=branding.terms_uri,
    )

"""Which roles a pretend person will have, by the tenant's own rules."""

from chalicelib.identity.roles import RoleBook
from chalicelib.upstream.claims import domain_of
from chalicelib.upstream.google import verified_email_trust
from chalicelib.upstream.model import Assertion, Connection, EmailTrust, ProviderKind
from ops.local.pretend.world import Person


def expected_roles(book: RoleBook, connection: Connection, person: Person) -> tuple[str, ...]:
    """The roles of someone whose provider behaves, and whom nobody has given any by hand."""
    told = person.claims
    hosted_domain = told.get("hd") if connection.kind is ProviderKind.GOOGLE else None
    groups = told.get("groups", ()) if connection.kind is ProviderKind.OIDC else ()
    email = told.get("email")
    assertion = Assertion(
        connection=connection.id,
        issuer=connection.issuer,
        subject=person.subject,
        email=str(email) if email else None,
        email_trust=_trust(connection, person),
        groups=tuple(groups) if isinstance(groups, list | tuple) else (),
        hosted_domain=str(hosted_domain) if hosted_domain else None,
    )
    return book.roles_for(assertion)


def _trust(connection: Connection, person: Person) -> EmailTrust:
    email = str(person.claims.get("email", ""))
    if not email or person.claims.get("email_verified") is not True:
        return EmailTrust.UNVERIFIED
    if domain_of(email) in connection.trusted_email_domains:
        return EmailTrust.AUTHORITATIVE
    if connection.kind is ProviderKind.GOOGLE:
        hosted_domain = person.claims.get("hd")
        return verified_email_trust(email, str(hosted_domain) if hosted_domain else None)
    return EmailTrust.PROVIDER_VERIFIED

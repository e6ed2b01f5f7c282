"""What another issuer breaks: nearly everything that anybody remembers of a tenant."""

from collections.abc import Iterator

from chalicelib.flows.tenant_document import TenantDocument
from chalicelib.tenancy.model import Tenant

Told = Iterator[tuple[str, str]]


def of_moving(before: TenantDocument, after: TenantDocument) -> Told:
    """What breaks for whom, in the order in which it had better be seen to."""
    if before.tenant.issuer == after.tenant.issuer:
        return
    for told in _of_issuer(before.tenant, after.tenant):
        yield "tenant", told
    known = {connection.id for connection in before.connections}
    for one in after.connections:
        if one.id in known:
            address = after.tenant.url(f"callback/{one.id}")
            told = f"nobody can sign in until its provider knows the redirect URI {address}"
            yield f"connection {one.id}", told


def _of_issuer(old: Tenant, new: Tenant) -> Iterator[str]:
    yield f"THE ISSUER CHANGES: every app and API must be configured anew, with {new.issuer}"
    yield (
        "apps know people by issuer and sub: everybody is a stranger to those that do not take"
        f" {old.issuer} and {new.issuer} for the same"
    )
    if old.domain or new.domain:
        yield f"a minute after it is published nothing answers at {old.issuer} any more"
        yield "everybody signs in anew; sign-ins under way at that moment fail"
    yield f"access and ID tokens of {old.issuer} are refused; refresh tokens go on"

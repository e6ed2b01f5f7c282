"""`vestibule doctor --domains`: whether own domains lead to the tenants that have them."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from http.client import HTTPException
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from chalicelib.adapters.dynamodb.domains import find_holders
from chalicelib.adapters.dynamodb.published import PublishedTenants
from chalicelib.adapters.dynamodb.tenant_names import DynamoTenantNames
from chalicelib.tenancy.model import SLUG, Tenant, TenantId
from chalicelib.tenancy.premises import surveying
from ops.doctor import Finding, Unwell, look
from ops.named_tenant import NoSuchTenant
from ops.publish import Destination
from ops.report import Report, counted

#: What an address answers. Raises OSError.
Fetch = Callable[[str], bytes]

_PATIENCE = 5  # seconds
_AT_ONCE = 16  # ten thousand domains that answer take a minute or two, and the broker no notice
_LONGEST = 64 * 1024


def examine(destination: Destination, slugs: Sequence[str], fetch: Fetch | None = None) -> Report:
    """Ask every domain for its discovery document; of all tenants if none is named.

    Tables and keys are not looked at. Raises Refused for a tenant that does not exist.
    """
    found = _tenants(destination, slugs)
    without = [each for each in found if not each.domain] if slugs else []
    tenants = [each for each in found if each.domain]
    holders = find_holders(destination.open_table(), [str(each.domain) for each in tenants])
    ask = fetch or _fetch

    def look_at(tenant: Tenant) -> Finding:
        what = f"{tenant.id}, {tenant.domain}"
        return look(what, lambda: _answer(tenant, holders, ask))

    with ThreadPoolExecutor(_AT_ONCE) as threads:
        findings = (*map(_lacks_domain, without), *threads.map(look_at, tenants))
    wrong = [finding for finding in findings if not finding.ok]
    summary = f"{len(findings) - len(wrong)} of {counted(len(tenants), 'domain')} answer as told"
    # Whoever has thousands reads what is wrong; whoever names some reads of each.
    shown = findings if slugs else wrong
    return Report(
        ok=not wrong,
        lines=(*map(str, shown), summary),
        described={"findings": [asdict(finding) for finding in findings]},
    )


def _tenants(destination: Destination, slugs: Sequence[str]) -> list[Tenant]:
    table = destination.open_table()
    names = list(map(TenantId, dict.fromkeys(slugs))) or list(DynamoTenantNames(table).all())
    with surveying():
        wanted = [each for each in names if SLUG.fullmatch(each)]
        found = list(PublishedTenants(table).tenants(wanted))
    known = {tenant.id for tenant in found}
    for slug in slugs:
        if slug not in known:
            raise NoSuchTenant(slug)
    return found


def _lacks_domain(tenant: Tenant) -> Finding:
    # Who names it thinks that it has one.
    told = f"has no domain of its own: what is published says {tenant.issuer}"
    return Finding(what=tenant.id, ok=False, told=told)


def _answer(tenant: Tenant, holders: dict[str, TenantId], fetch: Fetch) -> str:
    if holders.get(str(tenant.domain)) != tenant.id:
        raise Unwell("the table does not say whose it is; apply the tenant again with --force")
    address = tenant.url(".well-known/openid-configuration")
    try:
        told = json.loads(fetch(address))
    except (OSError, HTTPException) as error:
        raise Unwell(f"{address} does not answer: {error}") from error
    except ValueError as error:
        raise Unwell(f"{address} answers something else than JSON") from error
    issuer = told.get("issuer") if isinstance(told, dict) else None
    if issuer != tenant.issuer:
        raise Unwell(f"{address} is of {issuer!r}; does something cache without regard to hosts?")
    return f"{tenant.issuer} says so of itself"


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Discovery does not redirect (OpenID Connect Discovery section 4.2)."""


def _fetch(address: str) -> bytes:
    opener: OpenerDirector = build_opener(_NoRedirects())
    with opener.open(Request(address), timeout=_PATIENCE) as answer:
        content: bytes = answer.read(_LONGEST)
    return content

"""Under which host a request came: the broker's own address, a tenant's domain, or neither.

The host only finds the tenant. Everything that is said to anybody, the issuer first of all, is what
that tenant has stored.
"""

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from chalicelib.ambient import Journal
from chalicelib.endpoints.events import Arrival
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.ports import StorageUnavailable, TenantDomains

#: Instead of a header: the name that the gateway itself matched, which no client can write.
GATEWAY: Final = "gateway"

#: RFC 8414 section 3.1: here the tenant comes last, as the path of an issuer would.
_METADATA: Final = "/.well-known/oauth-authorization-server"
_HOST = re.compile(r"([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """Moves requests under a tenant's own domain to where its endpoints are by path."""

    domains: TenantDomains
    public_url: str
    told_by: str  # the header that the front door writes, or GATEWAY
    journal: Journal

    def locate(self, arrival: Arrival) -> Arrival | None:
        """The request as a path means it; None under a host that is nobody's.

        Raises StorageUnavailable.
        """
        host = self._host(arrival)
        if host is None or not arrival.path.startswith("/"):
            return None
        if host == urlsplit(self.public_url).hostname:
            return arrival
        try:
            tenant = self.domains.find(host)
        except StorageUnavailable as outage:
            self.journal.note("outage", reason=str(outage))
            raise
        if tenant is None:
            return None
        return replace(arrival, path=_inside(tenant, arrival.path), domain=host)

    def _host(self, arrival: Arrival) -> str | None:
        """The host without its port; None if the front door said none, or more than one."""
        if self.told_by == GATEWAY:
            told = [str(arrival.context.get("domainName") or "")]
        else:
            told = arrival.headers.get(self.told_by, [])
        matched = _HOST.fullmatch(told[0].lower()) if len(told) == 1 else None
        return matched[1].strip("[]") if matched else None


def _inside(tenant: TenantId, path: str) -> str:
    if path.removesuffix("/") == _METADATA:
        return f"{_METADATA}/t/{tenant}"
    return f"/t/{tenant}{path}"

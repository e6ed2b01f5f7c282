"""Which browser origins may read our answers (Fetch standard, CORS protocol)."""

from dataclasses import dataclass

from chalicelib.clients.ports import ClientRegistry
from chalicelib.tenancy.model import Tenant

#: Metadata and keys are for everybody.
ANY_ORIGIN = {"Access-Control-Allow-Origin": "*"}

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}


@dataclass(frozen=True, slots=True)
class Cors:
    """Lets the registered origins of a tenant's clients in."""

    clients: ClientRegistry

    def headers(self, tenant: Tenant, origin: str | None) -> dict[str, str]:
        """Headers for an answer: an exact, registered origin is echoed, without credentials."""
        if origin is None:
            return {}
        if not self.clients.knows_origin(tenant.id, origin):
            return {"Vary": "Origin"}
        return {
            "Vary": "Origin",
            "Access-Control-Allow-Origin": origin,
            # REST APIs rename the second header to the first (API Gateway, known issues).
            "Access-Control-Expose-Headers": "x-amzn-Remapped-WWW-Authenticate, WWW-Authenticate",
        }

    @staticmethod
    def preflight() -> dict[str, str]:
        """Further headers for the answer to OPTIONS."""
        return dict(_PREFLIGHT)

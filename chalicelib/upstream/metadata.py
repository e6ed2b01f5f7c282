"""Provider metadata by discovery (OpenID Connect Discovery 1.0 section 4), kept per issuer."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from chalicelib.ambient import Clock
from chalicelib.upstream.answer import require_object
from chalicelib.upstream.last_good import LastGood, Published
from chalicelib.upstream.model import UpstreamFailed
from chalicelib.upstream.ports import Fetch
from chalicelib.upstream.shelf import Shelf

FRESH_SECONDS = 3600
_LONGEST_URL = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderMetadata:
    """What we use of a provider's metadata, every address checked."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    names_issuer: bool = False  # promises `iss` on the callback (RFC 9207 section 3)
    takes_claims: bool = False  # the parameter `claims` (OpenID Connect Core section 5.5)
    algorithms: tuple[str, ...] = ()  # for ID tokens; empty when it does not say


class Discovery:
    """Finds the metadata of an issuer. Holds nothing of any tenant, so all tenants share it."""

    def __init__(self, fetch: Fetch, clock: Clock) -> None:
        self._fetch = fetch
        self._shelf = Shelf(lambda issuer: LastGood(lambda: self._ask(issuer), clock))

    def get(self, issuer: str) -> ProviderMetadata:
        """The issuer's metadata. Raises UpstreamFailed when there is none to be trusted."""
        return self._shelf.of(issuer).get()

    def _ask(self, issuer: str) -> Published[ProviderMetadata]:
        # Section 4.1: a final slash goes before the well-known path is appended.
        address = f"{issuer.removesuffix('/')}/.well-known/openid-configuration"
        found = require_object(self._fetch.get(address), "provider metadata")
        return Published(read_metadata(found, issuer), FRESH_SECONDS)


def read_metadata(found: dict[str, object], issuer: str) -> ProviderMetadata:
    """Check a metadata document; raises UpstreamFailed at the first thing that is wrong."""
    # Section 4.3: byte for byte, or any provider could speak for any other.
    if found.get("issuer") != issuer:
        raise UpstreamFailed("provider metadata names another issuer")
    return ProviderMetadata(
        issuer=issuer,
        authorization_endpoint=_require_endpoint(found, "authorization_endpoint", issuer),
        token_endpoint=_require_endpoint(found, "token_endpoint", issuer),
        jwks_uri=_require_endpoint(found, "jwks_uri", issuer),
        userinfo_endpoint=_require_endpoint(found, "userinfo_endpoint", issuer)
        if found.get("userinfo_endpoint") is not None
        else None,
        names_issuer=found.get("authorization_response_iss_parameter_supported") is True,
        takes_claims=found.get("claims_parameter_supported") is True,
        algorithms=_read_algorithms(found.get("id_token_signing_alg_values_supported")),
    )


def _require_endpoint(found: dict[str, object], name: str, issuer: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not _is_endpoint(value, issuer):
        raise UpstreamFailed(f"provider metadata has no usable {name}")
    return value


def _is_endpoint(value: str, issuer: str) -> bool:
    if len(value) > _LONGEST_URL or not value.isascii() or not value.isprintable() or " " in value:
        return False
    try:
        parts, home = urlsplit(value), urlsplit(issuer)
    except ValueError:
        return False
    if not parts.hostname or "@" in parts.netloc or "#" in value or "\\" in value:
        return False
    # Issuers in tenant documents are https. One that is not was put in its place by an override
    # for the local stack, and may speak plain HTTP about itself alone.
    return parts.scheme == "https" or (home.scheme, home.netloc) == (parts.scheme, parts.netloc)


def _read_algorithms(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()

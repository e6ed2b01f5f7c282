"""The metadata of an issuer (OpenID Connect Discovery 1.0 section 3; RFC 8414 section 2)."""

from chalicelib.protocol.vocabulary import (
    STANDARD_CLAIMS,
    ClientAuthentication,
    GrantType,
    ResponseMode,
)
from chalicelib.resource_servers.introspection import SIGNING_ALGORITHM
from chalicelib.tenancy.model import Tenant
from chalicelib.tokens.keys import KeyRing
from chalicelib.tokens.status_list import aggregation_uri

_WITH_SECRET = (ClientAuthentication.BASIC, ClientAuthentication.POST)
_PROTOCOL_CLAIMS = ("iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid")


def metadata(tenant: Tenant, ring: KeyRing) -> dict[str, object]:
    """What a client or an API needs to know of this issuer, and nothing that we do not do."""
    return {
        "issuer": tenant.issuer,
        "authorization_endpoint": tenant.url("authorize"),
        "token_endpoint": tenant.url("token"),
        "userinfo_endpoint": tenant.url("userinfo"),
        "revocation_endpoint": tenant.url("revoke"),
        "introspection_endpoint": tenant.url("introspect"),
        "jwks_uri": tenant.url("jwks"),
        "end_session_endpoint": tenant.url("logout"),
        "status_list_aggregation_endpoint": aggregation_uri(tenant),
        "scopes_supported": list(tenant.scopes),
        "response_types_supported": ["code"],
        "response_modes_supported": [str(mode) for mode in ResponseMode],
        "grant_types_supported": [str(grant) for grant in GrantType],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": list(ring.algorithms),
        "token_endpoint_auth_methods_supported": [str(method) for method in ClientAuthentication],
        "revocation_endpoint_auth_methods_supported": [str(each) for each in ClientAuthentication],
        "introspection_endpoint_auth_methods_supported": [str(each) for each in _WITH_SECRET],
        "introspection_signing_alg_values_supported": [SIGNING_ALGORITHM],
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": [*_PROTOCOL_CLAIMS, *STANDARD_CLAIMS],
        "claims_parameter_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }

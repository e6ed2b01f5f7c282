"""One published key: parsed only for the algorithm it must serve, and only if strong enough."""

from collections.abc import Mapping
from typing import Any

from chalicelib.upstream.model import UpstreamFailed

#: Algorithms that a connection may allow, and the keys they take (RFC 7518 section 3.1, RFC 8037).
KEY_TYPES: Mapping[str, tuple[str, str | None]] = {
    "RS256": ("RSA", None),
    "PS256": ("RSA", None),
    "ES256": ("EC", "P-256"),
    "EdDSA": ("OKP", "Ed25519"),
}
_SHORTEST_RSA = 2048


def read_public_key(jwk: Mapping[str, object], algorithm: str) -> Any:
    """The verification key in `jwk` for `algorithm`; raises UpstreamFailed when it does not fit.

    The connection chose the algorithm. A key that names another, or is of another type, is refused
    rather than tried (RFC 8725 section 3.1).
    """
    key_type, curve = KEY_TYPES[algorithm]
    if jwk.get("kty") != key_type or (curve and jwk.get("crv") != curve):
        raise UpstreamFailed(f"the published key does not fit {algorithm}")
    if jwk.get("alg", algorithm) != algorithm:
        raise UpstreamFailed(f"the published key is not meant for {algorithm}")
    if "d" in jwk:
        raise UpstreamFailed("the published key includes its private half")
    return _parse(jwk, algorithm)


def _parse(jwk: Mapping[str, object], algorithm: str) -> Any:
    import jwt

    try:
        key = jwt.PyJWK(dict(jwk), algorithm=algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise UpstreamFailed("the published key cannot be read") from error
    if KEY_TYPES[algorithm][0] == "RSA" and key.key_size < _SHORTEST_RSA:
        raise UpstreamFailed(f"the published key is shorter than {_SHORTEST_RSA} bits")
    return key

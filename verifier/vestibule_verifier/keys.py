"""The issuer's public keys, found through discovery and kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt

from vestibule_verifier.addresses import is_trustworthy
from vestibule_verifier.cell import Cell, Fresh
from vestibule_verifier.clock import Clock
from vestibule_verifier.errors import KeysUnavailable, UnknownKey
from vestibule_verifier.jws import VerificationKey
from vestibule_verifier.transport import Transport, TransportError

DISCOVERY = "/.well-known/openid-configuration"
FRESH_FOR = 300.0
# However many tokens name made-up keys, the issuer is asked no more often than this.
PAUSE_BETWEEN_SEARCHES = 10.0

Keys = Mapping[str, VerificationKey]


@dataclass(eq=False)
class IssuerKeys:
    """Keys of one issuer, by their ids."""

    issuer: str
    algorithms: frozenset[str]
    transport: Transport
    clock: Clock
    max_stale: float
    _address: str | None = field(default=None, init=False)
    _cell: Cell[Keys] = field(init=False)

    def __post_init__(self) -> None:
        self._cell = Cell(self._fetch, self.clock)

    def find(self, kid: str, *, may_fetch: bool = True) -> VerificationKey:
        """Return a key; the issuer is asked again about one that is not known, now and then.

        Raises UnknownKey, KeysUnavailable; FetchDue unless `may_fetch`.
        """
        known = self._cell.get(may_fetch=may_fetch)
        if kid not in known:
            known = self._cell.get(younger_than=PAUSE_BETWEEN_SEARCHES, may_fetch=may_fetch)
        if kid not in known:
            raise UnknownKey("the token was signed with a key that its issuer does not publish")
        return known[kid]

    def _fetch(self, _held: Keys | None) -> Fresh[Keys]:
        address, self._address = self._address or self._discovered(), None
        document = self._document(address)
        self._address = address  # it led to keys; otherwise it is looked up anew
        return Fresh(read_keys(document, self.algorithms), FRESH_FOR, self.max_stale)

    def _discovered(self) -> str:
        metadata = self._document(self.issuer + DISCOVERY)
        # OpenID Connect Discovery section 4.3: else this is the document of somebody else.
        if metadata.get("issuer") != self.issuer:
            raise KeysUnavailable("the issuer's metadata name another issuer")
        address = metadata.get("jwks_uri")
        if not isinstance(address, str) or not is_trustworthy(address):
            raise KeysUnavailable("the issuer's metadata name no address of keys")
        return address

    def _document(self, address: str) -> Mapping[str, Any]:
        try:
            answer = self.transport.get(address, {"Accept": "application/json"})
            document = json.loads(answer.body) if answer.status == 200 else None
        except (TransportError, ValueError, RecursionError) as error:
            raise KeysUnavailable("the issuer's keys cannot be had") from error
        if not isinstance(document, dict):
            raise KeysUnavailable("the issuer's keys cannot be had")
        return document


def read_keys(document: Mapping[str, Any], algorithms: frozenset[str]) -> Keys:
    """The keys of a JWK Set (RFC 7517) that may have signed a token; others are passed over.

    Raises KeysUnavailable when it is no JWK Set.
    """
    listed = document.get("keys")
    if not isinstance(listed, list):
        raise KeysUnavailable("the issuer's keys cannot be read")
    found: dict[str, VerificationKey] = {}
    for jwk in listed:
        key = _read_key(jwk, algorithms)
        if key is not None:
            found.setdefault(jwk["kid"], key)
    return found


def _read_key(jwk: object, algorithms: frozenset[str]) -> VerificationKey | None:
    """None for a key without id or algorithm, too weak, not for signatures, or not public."""
    if not isinstance(jwk, dict) or not isinstance(jwk.get("kid"), str) or "d" in jwk:
        return None
    algorithm = jwk.get("alg")
    if not isinstance(algorithm, str) or algorithm not in algorithms:
        return None
    if jwk.get("use", "sig") != "sig":
        return None
    try:
        key = jwt.PyJWK(jwk, algorithm)
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    return None if key.Algorithm.check_key_length(key.key) else VerificationKey(algorithm, key.key)

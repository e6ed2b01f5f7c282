"""Signers for tests that need no KMS: one with its key in memory, one without any."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.keys import KeyRing, SigningKey
from chalicelib.tokens.ports import SigningUnavailable
from tests.builders import a_key


class LocalSigner:
    """Keeps the promise of `Signer`, with one RSA key of its own."""

    def __init__(self, kid: str = "local") -> None:
        self._private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._private.public_key()))
        members = {name: public[name] for name in ("kty", "n", "e")}
        self.key: SigningKey = a_key(kid, public_jwk=members)
        self.ring = KeyRing((self.key,))

    def seal(
        self, tenant: TenantId, key: SigningKey, typ: str, claims: Mapping[str, object]
    ) -> str:
        headers = {"kid": key.kid, "typ": typ}
        return jwt.encode(dict(claims), self._private, key.algorithm, headers=headers)


@dataclass
class LegibleSigner:
    """Proves nothing and costs nothing: what it seals can be read. Fails as often as it is told."""

    failures: int = 0

    def seal(
        self, tenant: TenantId, key: SigningKey, typ: str, claims: Mapping[str, object]
    ) -> str:
        if self.failures:
            self.failures -= 1
            raise SigningUnavailable("throttled")
        return json.dumps({"tenant": tenant, "typ": typ, **claims})


def read(token: object) -> dict[str, Any]:
    """What a legible signer sealed."""
    claims: dict[str, Any] = json.loads(str(token))
    return claims

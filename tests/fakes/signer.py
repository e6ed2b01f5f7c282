"""A signer with its key in memory, for tests that need signatures and no KMS."""

import json
from collections.abc import Mapping

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.keys import KeyRing, SigningKey
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

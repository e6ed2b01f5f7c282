"""The RSA keys of one provider: which are published, and one that never is."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from threading import Lock
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """An RSA key and the kid it goes by: forty hexadecimal digits, as Google's have."""

    kid: str
    private: RSAPrivateKey

    @classmethod
    def make(cls) -> Self:
        """A key nobody has seen before."""
        private = generate_private_key(public_exponent=65537, key_size=2048)
        spki = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return cls(kid=sha256(spki).hexdigest()[:40], private=private)

    def public_jwk(self) -> dict[str, Any]:
        """What a verifier may know of this key."""
        jwk = RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {"kty": jwk["kty"], "n": jwk["n"], "e": jwk["e"]} | {
            "kid": self.kid,
            "use": "sig",
            "alg": "RS256",
        }

    def public_pem(self) -> bytes:
        """The public half as text: the secret of whoever confuses RS256 with HS256."""
        public = self.private.public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@cache
def stranger() -> SigningKey:
    """A key that no provider ever publishes; one for the whole process is enough."""
    return SigningKey.make()


class KeyRing:
    """Published keys, newest first; rotation keeps the last two so that others still verify."""

    def __init__(self, make_key: Callable[[], SigningKey] = SigningKey.make) -> None:
        self._make_key = make_key
        self._lock = Lock()
        self._published = deque([make_key()], maxlen=3)

    @property
    def current(self) -> SigningKey:
        """The key that signs."""
        return self._published[0]

    def rotate(self) -> SigningKey:
        """Publish a new key and sign with it from now on."""
        fresh = self._make_key()
        with self._lock:
            self._published.appendleft(fresh)
        return fresh

    def jwks(self) -> dict[str, Any]:
        """The published set (RFC 7517 section 5)."""
        with self._lock:
            return {"keys": [key.public_jwk() for key in self._published]}

"""What verifiers may know of a key that KMS keeps, or wraps."""

import json
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from jwt.utils import base64url_encode

from chalicelib.tokens.keys import KeyStage, SigningKey

_REQUIRED = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y")}


def read_signing_key(
    kms: Any, key_id: str, algorithm: str, stage: KeyStage = KeyStage.CURRENT
) -> SigningKey:
    """Ask KMS for the public half of a key and describe it as the key ring keeps it."""
    answer = kms.get_public_key(KeyId=key_id)
    kid, public_jwk = describe_public_key(answer["PublicKey"])
    return SigningKey(
        kid=kid,
        algorithm=algorithm,
        kms_key_id=answer["KeyId"],  # the ARN: it names region and account as well
        public_jwk=public_jwk,
        stage=stage,
    )


def describe_public_key(der: bytes) -> tuple[str, dict[str, str]]:
    """The id and the JWK of a public key as KMS answers it."""
    public_jwk = _public_jwk(der)
    return thumbprint(public_jwk), public_jwk


def thumbprint(jwk: dict[str, str]) -> str:
    """RFC 7638 section 3: the hash over the required members alone, in order, without spaces."""
    required = {name: jwk[name] for name in _REQUIRED[jwk["kty"]]}
    canonical = json.dumps(required, separators=(",", ":"), sort_keys=True)
    return base64url_encode(sha256(canonical.encode()).digest()).decode()


def _public_jwk(der: bytes) -> dict[str, str]:
    key = load_der_public_key(der)
    match key:
        case RSAPublicKey():
            jwk = RSAAlgorithm.to_jwk(key, as_dict=True)
        case EllipticCurvePublicKey():
            jwk = ECAlgorithm.to_jwk(key, as_dict=True)
        case _:
            raise TypeError(f"a key of type {type(key).__name__} signs none of our tokens")
    return {name: jwk[name] for name in _REQUIRED[jwk["kty"]]}

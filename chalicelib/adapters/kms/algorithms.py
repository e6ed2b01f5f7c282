"""The JWS algorithms of RFC 7518 section 3, with KMS holding the private key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from jwt.algorithms import Algorithm

from chalicelib.adapters.kms.client import KmsClient


def p256_raw(signature: bytes) -> bytes:
    """RFC 7518 section 3.4: r and s, 32 bytes each, where KMS answers in DER."""
    r, s = decode_dss_signature(signature)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How KMS spells an algorithm, the kind of key it needs, and its signatures as JOSE's."""

    signing_algorithm: str
    key_spec: str
    jose: Callable[[bytes], bytes] = bytes


SPELLINGS: Mapping[str, Spelling] = {
    "RS256": Spelling("RSASSA_PKCS1_V1_5_SHA_256", "RSA_2048"),
    "PS256": Spelling("RSASSA_PSS_SHA_256", "RSA_2048"),
    "ES256": Spelling("ECDSA_SHA_256", "ECC_NIST_P256", p256_raw),
}


class KmsAlgorithm(Algorithm):
    """Signs for PyJWT; its "key" is the id of a KMS key."""

    def __init__(self, kms: KmsClient, spelling: Spelling) -> None:
        self._kms = kms
        self._spelling = spelling

    def prepare_key(self, key: str) -> str:
        """A key id is used as it stands."""
        return key

    def check_key_length(self, key: str) -> None:
        """KMS makes no key that is too short."""

    def sign(self, msg: bytes, key: str) -> bytes:
        """Only a digest leaves the process: no limit in size, and the claims stay here."""
        answer = self._kms().sign(
            KeyId=key,
            Message=sha256(msg).digest(),
            MessageType="DIGEST",
            SigningAlgorithm=self._spelling.signing_algorithm,
        )
        return self._spelling.jose(answer["Signature"])

    def verify(self, msg: bytes, key: Any, sig: bytes) -> bool:
        """Verifying needs no KMS: it is done with the published key."""
        raise NotImplementedError

    @staticmethod
    def to_jwk(key_obj: Any, as_dict: bool = False) -> Any:  # noqa: FBT001, FBT002 - PyJWT's own
        """Keys are described by `public_key`, from what KMS publishes."""
        raise NotImplementedError

    @staticmethod
    def from_jwk(jwk: Any) -> Any:
        """No key comes in."""
        raise NotImplementedError

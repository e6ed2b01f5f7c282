"""Signing keys that KMS makes and wraps, and that our processes sign with: no call for a token."""

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from chalicelib.adapters.kms.client import KmsClient, kms_client
from chalicelib.tenancy.model import KeyTier, TenantId
from chalicelib.tokens.keys import SigningKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey

_MOST_OPEN = 256


def signing_context(tenant: TenantId) -> dict[str, str]:
    """What KMS must be told to unwrap a key: whose it is, and what for."""
    return {"tenant": tenant, "purpose": "signing"}


def make_wrapped_key(kms: Any, wrapping_key: str, tenant: TenantId, algorithm: str) -> SigningKey:
    """Have KMS make a pair. Nobody sees its private half before it is first signed with.

    One that is never stored is gone, and was free. Raises what boto3 does.
    """
    from chalicelib.adapters.kms.algorithms import SPELLINGS
    from chalicelib.adapters.kms.public_key import describe_public_key

    answer = kms.generate_data_key_pair_without_plaintext(
        KeyId=wrapping_key,
        KeyPairSpec=SPELLINGS[algorithm].key_spec,
        EncryptionContext=signing_context(tenant),
    )
    kid, public_jwk = describe_public_key(answer["PublicKey"])
    return SigningKey(
        kid=kid,
        algorithm=algorithm,
        kms_key_id=answer["KeyId"],  # the ARN of the key that wraps it
        public_jwk=public_jwk,
        tier=KeyTier.WRAPPED,
        wrapped=bytes(answer["PrivateKeyCiphertextBlob"]),
    )


class UnwrappedKeys:
    """Private keys in the memory of one process, which asks KMS once for each that it uses.

    They are found by tenant and ciphertext together: a hit can never answer for a context that KMS
    would have refused.
    """

    def __init__(self, kms: KmsClient = kms_client, most_open: int = _MOST_OPEN) -> None:
        self._kms = kms
        self._most_open = most_open
        self._open: OrderedDict[tuple[TenantId, bytes], PrivateKey] = OrderedDict()
        self._lock = Lock()

    def open(self, tenant: TenantId, key: SigningKey) -> "PrivateKey":
        """The private half of a wrapped key of this tenant. Raises what boto3 does."""
        place = (tenant, key.wrapped or b"")
        with self._lock:
            if place in self._open:
                self._open.move_to_end(place)
                return self._open[place]
        opened = self._unwrap(tenant, key)
        with self._lock:
            self._open[place] = opened
            while len(self._open) > self._most_open:
                self._open.popitem(last=False)
        return opened

    def _unwrap(self, tenant: TenantId, key: SigningKey) -> "PrivateKey":
        from cryptography.hazmat.primitives.serialization import load_der_private_key

        answer = self._kms().decrypt(
            KeyId=key.kms_key_id,
            CiphertextBlob=key.wrapped,
            EncryptionContext=signing_context(tenant),
        )
        # KMS authenticates what it unwraps: its own pair need not be proven to be one again.
        private = load_der_private_key(
            answer["Plaintext"], password=None, unsafe_skip_rsa_key_validation=True
        )
        return cast("PrivateKey", private)

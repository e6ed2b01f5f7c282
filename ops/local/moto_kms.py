"""Signing as KMS does it: digests are not hashed again, and unusable keys refuse.

And pairs of data keys, which moto does not have.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import wraps
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from moto.core.exceptions import JsonRESTError
from moto.kms.exceptions import ValidationException
from moto.kms.models import Key
from moto.kms.responses import KmsResponse
from moto.kms.utils import generate_private_key

HASHES: dict[str, HashAlgorithm] = {"256": SHA256(), "384": SHA384(), "512": SHA512()}
RAW_LIMIT = 4096

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def require_usable(key: Key) -> None:
    """Raise what KMS raises when a key is disabled or waits for its deletion."""
    if key.key_state == "PendingDeletion":
        raise JsonRESTError("KMSInvalidStateException", f"{key.arn} is pending deletion.")
    if not key.enabled:
        raise JsonRESTError("DisabledException", f"{key.arn} is disabled.")


def sign(response: KmsResponse) -> str:
    """KMS Sign: by RAW message or by DIGEST."""
    key, algorithm, message = _requested(response)
    private = _private_key(key)
    if isinstance(private, rsa.RSAPrivateKey):
        signature = private.sign(message, _padding(algorithm), _hash(response, algorithm))
    else:
        signature = private.sign(message, ec.ECDSA(_hash(response, algorithm)))
    return _answer(key, algorithm, Signature=b64encode(signature).decode("ascii"))


def verify(response: KmsResponse) -> str:
    """KMS Verify: says so only when the signature holds, and is an error otherwise."""
    key, algorithm, message = _requested(response)
    # moto decodes the message itself and leaves the signature as it was sent.
    signature = b64decode(response._get_param("Signature"))  # noqa: SLF001 - moto's only reader
    public, hashed = _private_key(key).public_key(), _hash(response, algorithm)
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, message, _padding(algorithm), hashed)
        else:
            public.verify(signature, message, ec.ECDSA(hashed))
    except InvalidSignature as error:
        raise JsonRESTError("KMSInvalidSignatureException", "") from error
    return _answer(key, algorithm, SignatureValid=True)


def with_key_spec(get_public_key: Callable[[KmsResponse], str]) -> Callable[[KmsResponse], str]:
    """KMS GetPublicKey: names the key by its ARN, and its spec by the field's current name."""

    @wraps(get_public_key)
    def complete(response: KmsResponse) -> str:
        answer = json.loads(get_public_key(response))
        key = response.kms_backend.describe_key(answer["KeyId"])
        return json.dumps(answer | {"KeyId": key.arn, "KeySpec": key.key_spec})

    return complete


def generate_data_key_pair_without_plaintext(response: KmsResponse) -> str:
    """KMS GenerateDataKeyPairWithoutPlaintext: the private half only wrapped, for its context."""
    parameter: Callable[..., Any] = response._get_param  # noqa: SLF001 - moto's only reader
    response._validate_key_id(parameter("KeyId"))  # noqa: SLF001 - says NotFoundException
    key, spec = response.kms_backend.describe_key(parameter("KeyId")), parameter("KeyPairSpec")
    require_usable(key)
    if key.key_spec != "SYMMETRIC_DEFAULT":
        raise JsonRESTError("InvalidKeyUsageException", f"{key.arn} wraps no keys.")
    held: Any = generate_private_key(spec)
    private: PrivateKey = held.private_key
    wrapped, _ = response.kms_backend.encrypt(
        key.id,
        private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        parameter("EncryptionContext", {}),
    )
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return json.dumps(
        {
            "PrivateKeyCiphertextBlob": b64encode(wrapped).decode("ascii"),
            "PublicKey": b64encode(public).decode("ascii"),
            "KeyId": key.arn,
            "KeyPairSpec": spec,
        }
    )


def _requested(response: KmsResponse) -> tuple[Key, str, bytes]:
    """The key, the algorithm and the bytes of a request, or what KMS refuses it with."""
    parameter: Callable[[str], Any] = response._get_param  # noqa: SLF001 - moto's only reader
    response._validate_key_id(parameter("KeyId"))  # noqa: SLF001 - says NotFoundException
    key = response.kms_backend.describe_key(parameter("KeyId"))
    algorithm, message = parameter("SigningAlgorithm"), parameter("Message")
    require_usable(key)
    if key.key_usage != "SIGN_VERIFY" or algorithm not in key.signing_algorithms:
        raise JsonRESTError("InvalidKeyUsageException", f"{key.arn} does not do {algorithm}.")
    if parameter("MessageType") == "DIGEST":
        if len(message) != HASHES[algorithm[-3:]].digest_size:
            raise ValidationException("Digest is invalid length for algorithm " + algorithm)
    elif not 1 <= len(message) <= RAW_LIMIT:
        raise ValidationException("Message must be between 1 and 4096 bytes long")
    return key, algorithm, message


def _private_key(key: Key) -> PrivateKey:
    held: Any = key.private_key
    private: PrivateKey = held.private_key
    return private


def _padding(algorithm: str) -> padding.AsymmetricPadding:
    if "PKCS1" in algorithm:
        return padding.PKCS1v15()
    # RFC 7518 section 3.5: the salt is as long as the hash; verifiers reject any other.
    hashed = HASHES[algorithm[-3:]]
    return padding.PSS(mgf=padding.MGF1(hashed), salt_length=hashed.digest_size)


def _hash(response: KmsResponse, algorithm: str) -> HashAlgorithm | Prehashed:
    hashed = HASHES[algorithm[-3:]]
    by_digest = response._get_param("MessageType") == "DIGEST"  # noqa: SLF001 - moto's only reader
    return Prehashed(hashed) if by_digest else hashed


def _answer(key: Key, algorithm: str, **result: object) -> str:
    return json.dumps({"KeyId": key.arn, "SigningAlgorithm": algorithm, **result})

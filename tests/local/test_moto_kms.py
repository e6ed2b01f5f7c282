"""The repaired KMS: what it signs, verifiers that we did not write accept."""

from hashlib import sha256
from typing import Any

import boto3
import jwt
import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from jwt.utils import base64url_encode
from moto import mock_aws

from ops.local.moto_patches import apply_moto_patches

KINDS = [
    ("RS256", "RSA_2048", "RSASSA_PKCS1_V1_5_SHA_256"),
    ("PS256", "RSA_2048", "RSASSA_PSS_SHA_256"),
    ("ES256", "ECC_NIST_P256", "ECDSA_SHA_256"),
]
every_kind = pytest.mark.parametrize(("alg", "spec", "algorithm"), KINDS)


@pytest.fixture
def kms():
    apply_moto_patches()
    with mock_aws():
        yield boto3.client(
            "kms", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
        )


def a_key(kms: Any, spec: str, usage: str = "SIGN_VERIFY") -> str:
    return str(kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["Arn"])


def sign(kms: Any, key: str, algorithm: str, message: bytes, message_type: str = "DIGEST") -> bytes:
    answer = kms.sign(
        KeyId=key, Message=message, MessageType=message_type, SigningAlgorithm=algorithm
    )
    return bytes(answer["Signature"])


def a_jws(kms: Any, key: str, alg: str, algorithm: str) -> str:
    """A compact JWS as the broker makes one: only the digest leaves the process."""
    signed = base64url_encode(b'{"alg":"' + alg.encode() + b'"}') + b"." + base64url_encode(b"{}")
    signature = sign(kms, key, algorithm, sha256(signed).digest())
    if alg == "ES256":
        r, s = decode_dss_signature(signature)
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return (signed + b"." + base64url_encode(signature)).decode()


def refused(call: Any, **arguments: Any) -> str:
    with pytest.raises(ClientError) as error:
        call(**arguments)
    return str(error.value.response["Error"]["Code"])


@every_kind
def test_a_signature_over_a_digest_verifies_with_two_libraries(kms, alg, spec, algorithm):
    key = a_key(kms, spec)
    token = a_jws(kms, key, alg, algorithm)
    public = load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
    assert jwt.decode_complete(token, public, algorithms=[alg])["payload"] == {}
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    jwk = (ECKey if alg == "ES256" else RSAKey).import_key(pem)
    assert jws.deserialize_compact(token, jwk, algorithms=[alg]).payload == b"{}"


@every_kind
def test_raw_and_digest_mean_the_same_signature(kms, alg, spec, algorithm):
    key, digest = a_key(kms, spec), sha256(b"message").digest()
    by_raw, by_digest = (
        sign(kms, key, algorithm, b"message", "RAW"),
        sign(kms, key, algorithm, digest),
    )
    same = {"KeyId": key, "SigningAlgorithm": algorithm}
    crossed = [
        kms.verify(**same, Message=digest, MessageType="DIGEST", Signature=by_raw),
        kms.verify(**same, Message=b"message", MessageType="RAW", Signature=by_digest),
    ]
    assert [answer["SignatureValid"] for answer in crossed] == [True, True]
    wrong = {**same, "Message": b"other", "MessageType": "RAW", "Signature": by_raw}
    assert refused(kms.verify, **wrong) == "KMSInvalidSignatureException"


def test_unusable_keys_refuse_to_sign_and_decrypt(kms):
    request = {"Message": bytes(32), "MessageType": "DIGEST", "SigningAlgorithm": "ECDSA_SHA_256"}
    signing, secret = (
        a_key(kms, "ECC_NIST_P256"),
        a_key(kms, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"),
    )
    sealed = kms.encrypt(KeyId=secret, Plaintext=b"secret")["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"secret"
    for key in (signing, secret):
        kms.disable_key(KeyId=key.rpartition("/")[2])
    assert refused(kms.sign, KeyId=signing, **request) == "DisabledException"
    assert refused(kms.decrypt, CiphertextBlob=sealed) == "DisabledException"
    assert refused(kms.encrypt, KeyId=secret, Plaintext=b"x") == "DisabledException"
    kms.enable_key(KeyId=signing.rpartition("/")[2])
    assert kms.sign(KeyId=signing, **request)["KeyId"] == signing
    kms.schedule_key_deletion(KeyId=signing.rpartition("/")[2])
    assert refused(kms.sign, KeyId=signing, **request) == "KMSInvalidStateException"


@pytest.mark.parametrize(
    ("message", "message_type", "algorithm", "code"),
    [
        (b"too short", "DIGEST", "ECDSA_SHA_256", "ValidationException"),
        (bytes(4097), "RAW", "ECDSA_SHA_256", "ValidationException"),
        (bytes(32), "DIGEST", "RSASSA_PSS_SHA_256", "InvalidKeyUsageException"),
    ],
)
def test_requests_that_aws_refuses_are_refused(kms, message, message_type, algorithm, code):
    request = {"Message": message, "MessageType": message_type, "SigningAlgorithm": algorithm}
    assert refused(kms.sign, KeyId=a_key(kms, "ECC_NIST_P256"), **request) == code


def test_an_unknown_key_and_an_encryption_key_sign_nothing(kms):
    request = {"Message": bytes(32), "MessageType": "DIGEST", "SigningAlgorithm": "ECDSA_SHA_256"}
    unknown = "11111111-2222-3333-4444-555555555555"
    assert refused(kms.sign, KeyId=unknown, **request) == "NotFoundException"
    secret = a_key(kms, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")
    assert refused(kms.sign, KeyId=secret, **request) == "InvalidKeyUsageException"


def test_a_public_key_says_what_it_is(kms):
    key = a_key(kms, "RSA_2048")
    answer = kms.get_public_key(KeyId=key)
    assert (answer["KeyId"], answer["KeySpec"]) == (key, "RSA_2048")
    assert "RSASSA_PSS_SHA_256" in answer["SigningAlgorithms"]


def test_a_key_is_disabled_and_enabled_by_its_arn_too(kms):
    key = a_key(kms, "RSA_2048")
    kms.disable_key(KeyId=key)
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Disabled"
    kms.enable_key(KeyId=key)
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled"


def test_repairing_twice_changes_nothing(kms):
    from moto.dynamodb.responses import DynamoHandler

    repaired = DynamoHandler.call_action
    apply_moto_patches()
    assert DynamoHandler.call_action is repaired


@pytest.mark.parametrize("spec", ["RSA_2048", "ECC_NIST_P256"])
def test_the_private_half_of_a_data_key_pair_opens_in_its_context_alone(kms, spec):
    wrapping, context = kms.create_key()["KeyMetadata"]["KeyId"], {"tenant": "acme"}
    pair = kms.generate_data_key_pair_without_plaintext(
        KeyId=wrapping, KeyPairSpec=spec, EncryptionContext=context
    )
    sealed = pair["PrivateKeyCiphertextBlob"]
    opened = kms.decrypt(CiphertextBlob=sealed, EncryptionContext=context)["Plaintext"]
    private = load_der_private_key(opened, None)
    assert private.public_key() == load_der_public_key(pair["PublicKey"])
    other = {"CiphertextBlob": sealed, "EncryptionContext": {"tenant": "globex"}}
    assert refused(kms.decrypt, **other) == "InvalidCiphertextException"


def test_data_key_pairs_are_wrapped_by_usable_symmetric_keys_alone(kms):
    pair = kms.generate_data_key_pair_without_plaintext
    signing = a_key(kms, "ECC_NIST_P256")
    spec = {"KeyPairSpec": "ECC_NIST_P256"}
    assert refused(pair, KeyId=signing, **spec) == "InvalidKeyUsageException"
    disabled = kms.create_key()["KeyMetadata"]["Arn"]
    kms.disable_key(KeyId=disabled)
    assert refused(pair, KeyId=disabled, **spec) == "DisabledException"
    assert refused(pair, KeyId="no-such-key", **spec) == "NotFoundException"

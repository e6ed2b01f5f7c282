"""Keys that KMS wraps sign here: as others verify, for their tenant alone, without a call each."""

from dataclasses import replace

import jwt
import pytest
from botocore.exceptions import ClientError

from chalicelib.adapters.kms.signer import KmsSigner
from chalicelib.adapters.kms.wrapped_keys import UnwrappedKeys, make_wrapped_key
from chalicelib.tokens.ports import SigningUnavailable
from tests.builders import ACME, GLOBEX
from tests.support.calls import counting
from tests.support.verifiers import require_accepted
from tests.support.visiting import Visiting

CLAIMS = {"iss": "https://auth.example.com/t/acme", "sub": "p-1", "name": "Zoë", "exp": 2**40}


@pytest.fixture
def a_wrapped_key(kms, secrets_key):
    return lambda tenant=ACME, algorithm="ES256": make_wrapped_key(
        kms, secrets_key, tenant, algorithm
    )


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256"])
def test_a_token_is_accepted_by_two_verifiers_from_the_published_keys(
    kms, a_wrapped_key, algorithm
):
    key = a_wrapped_key(algorithm=algorithm)
    token = Visiting(KmsSigner(lambda: kms)).seal(ACME, key, "at+jwt", CLAIMS)
    assert key.algorithm == algorithm
    require_accepted(token, key, CLAIMS)


def test_an_elliptic_signature_is_two_numbers_and_no_der(kms, a_wrapped_key):
    token = Visiting(KmsSigner(lambda: kms)).seal(ACME, a_wrapped_key(), "JWT", CLAIMS)
    assert len(jwt.utils.base64url_decode(token.rpartition(".")[2])) == 64


def test_kms_is_asked_once_for_all_tokens_of_a_process(kms, a_wrapped_key):
    signer, key = Visiting(KmsSigner(lambda: kms)), a_wrapped_key()
    with counting(kms) as counter:
        tokens = {signer.seal(ACME, key, "JWT", CLAIMS | {"jti": str(n)}) for n in range(5)}
    assert dict(counter.by_name) == {"Decrypt": 1}
    assert len(tokens) == 5


def test_a_key_opens_for_its_own_tenant_alone_also_when_it_is_open_already(kms, a_wrapped_key):
    signer, key = Visiting(KmsSigner(lambda: kms)), a_wrapped_key(ACME)
    for _ in range(2):
        with pytest.raises(SigningUnavailable, match="calling the Decrypt operation"):
            signer.seal(GLOBEX, key, "JWT", CLAIMS)
        signer.seal(ACME, key, "JWT", CLAIMS)


def test_a_key_opens_for_nothing_but_signing(kms, a_wrapped_key, secrets_key):
    sealed = a_wrapped_key().wrapped
    for context in ({"tenant": ACME}, {"tenant": ACME, "purpose": "refresh-tokens"}, {}):
        with pytest.raises(ClientError):
            kms.decrypt(CiphertextBlob=sealed, EncryptionContext=context)


def test_what_was_forgotten_signs_nothing(kms, a_wrapped_key):
    with pytest.raises(SigningUnavailable):
        Visiting(KmsSigner(lambda: kms)).seal(
            ACME, replace(a_wrapped_key(), wrapped=None), "JWT", CLAIMS
        )


def test_a_process_keeps_as_many_keys_open_as_it_may(kms, a_wrapped_key):
    unwrapped, keys = UnwrappedKeys(lambda: kms, most_open=2), [a_wrapped_key() for _ in "123"]
    for key in keys:
        unwrapped.open(ACME, key)
    with counting(kms) as counter:
        unwrapped.open(ACME, keys[2])
        unwrapped.open(ACME, keys[1])
        unwrapped.open(ACME, keys[0])
    assert dict(counter.by_name) == {"Decrypt": 1}


def test_without_what_unwraps_it_a_key_cannot_sign_and_says_why(kms, a_wrapped_key, secrets_key):
    key = a_wrapped_key()
    kms.disable_key(KeyId=secrets_key)
    with pytest.raises(SigningUnavailable, match="the key is disabled; enable it"):
        Visiting(KmsSigner(lambda: kms)).seal(ACME, key, "at+jwt", CLAIMS)

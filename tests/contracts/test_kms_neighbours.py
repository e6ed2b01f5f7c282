"""What KMS keeps for one tenant it opens for no other, not even out of the other's own items."""

from collections.abc import Iterator
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.adapters.kms.key_keeper import KmsKeyKeeper
from chalicelib.adapters.kms.refresh_keys import KmsRefreshKeys, wrapping_context
from chalicelib.adapters.kms.secrets import KmsSecrets, seal
from chalicelib.adapters.kms.signer import KmsSigner
from chalicelib.tenancy.model import KeyTier
from chalicelib.tenancy.premises import FenceViolation, in_house_of
from chalicelib.tokens.family_ports import RefreshKeyUnavailable
from chalicelib.tokens.keys import KeyRing
from chalicelib.upstream.model import UpstreamFailed
from ops.local.moto_patches import apply_moto_patches
from tests.builders import ACME, GLOBEX, GOOGLE, a_connection
from tests.fakes.clock import FrozenClock
from tests.support.visiting import Visiting


@pytest.fixture(scope="module")
def kms() -> Iterator[Any]:
    apply_moto_patches()
    with mock_aws():
        yield boto3.client(
            "kms", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
        )


@pytest.fixture(scope="module")
def secrets_key(kms) -> str:
    return kms.create_key()["KeyMetadata"]["KeyId"]


def test_a_secret_that_was_carried_next_door_stays_closed_and_opens_at_home(kms, secrets_key):
    carried = a_connection(sealed_secret=seal(lambda: kms, secrets_key, ACME, GOOGLE, "s3cret"))
    secrets = Visiting(KmsSecrets(lambda: kms))
    for _ in range(2):  # also when the process has it open for whom it belongs to
        with pytest.raises(UpstreamFailed):
            secrets.reveal(GLOBEX, carried)
        assert secrets.reveal(ACME, carried) == "s3cret"


@pytest.mark.parametrize("house", [GLOBEX, None])
def test_nothing_is_opened_or_signed_for_a_tenant_outside_of_its_house(kms, secrets_key, house):
    """Also what the process has open already, and with a key that KMS would sign with."""
    ours = a_connection(sealed_secret=seal(lambda: kms, secrets_key, ACME, GOOGLE, "s3cret"))
    secrets, signer = KmsSecrets(lambda: kms), KmsSigner(lambda: kms)
    key = KmsKeyKeeper("a-table", secrets_key, lambda: kms).make(
        ACME, "ES256", KeyTier.SHARED, KeyRing(())
    )
    with in_house_of(ACME):
        assert secrets.reveal(ACME, ours) == "s3cret"
        assert signer.seal(ACME, key, "at+jwt", {})
    with in_house_of(house) if house else nullcontext():
        with pytest.raises(FenceViolation):
            secrets.reveal(ACME, ours)
        with pytest.raises(FenceViolation):
            signer.seal(ACME, key, "at+jwt", {})


def test_a_key_of_refresh_tokens_that_was_carried_next_door_stays_wrapped(kms, secrets_key):
    made = kms.generate_data_key_without_plaintext(
        KeyId=secrets_key, NumberOfBytes=32, EncryptionContext=wrapping_context(ACME)
    )
    carried = SimpleNamespace(version=1, wrapped=bytes(made["CiphertextBlob"]), created_at=0)
    keys = KmsRefreshKeys(SimpleNamespace(of=lambda _: (carried,)), FrozenClock(), lambda: kms)
    for _ in range(2):
        for ask in (lambda: keys.current(GLOBEX), lambda: keys.find(GLOBEX, 1)):
            with pytest.raises(RefreshKeyUnavailable):
                ask()
        assert keys.current(ACME) == keys.find(ACME, 1)


def test_a_secret_is_no_key_of_refresh_tokens(kms, secrets_key):
    """Each context says what for, too."""
    sealed = seal(lambda: kms, secrets_key, ACME, GOOGLE, "s" * 32)
    carried = SimpleNamespace(version=1, wrapped=sealed, created_at=0)
    keys = KmsRefreshKeys(SimpleNamespace(of=lambda _: (carried,)), FrozenClock(), lambda: kms)
    with pytest.raises(RefreshKeyUnavailable):
        keys.current(ACME)


def test_a_key_that_one_tenant_made_in_vain_is_not_found_by_another(kms):
    keeper, none = KmsKeyKeeper("a-table", "a-key", lambda: kms), KeyRing(())
    ours = keeper.make(ACME, "ES256", KeyTier.DEDICATED, none)
    theirs = keeper.make(GLOBEX, "ES256", KeyTier.DEDICATED, none)
    assert ours.kms_key_id != theirs.kms_key_id
    again = keeper.make(ACME, "ES256", KeyTier.DEDICATED, none)
    assert again.kms_key_id == ours.kms_key_id

"""Keys of every tier and algorithm, in a KMS that is not moto, believed by a JavaScript library."""

from itertools import product
from typing import Any

import boto3
import pytest

from chalicelib.adapters.kms.key_keeper import KmsKeyKeeper
from chalicelib.adapters.kms.signer import KmsSigner
from chalicelib.tenancy.model import KeyTier
from chalicelib.tokens.keys import KeyRing, SigningKey
from chalicelib.tokens.ports import SigningUnavailable
from tests.builders import ACME, GLOBEX
from tests.real.javascript import install, run
from tests.support.visiting import Visiting

pytestmark = pytest.mark.real

CLAIMS = {"iss": "https://auth.example.com/t/acme", "sub": "p-1", "name": "Zoë", "exp": 2**40}
NOTHING = KeyRing(())


@pytest.fixture(scope="module")
def kms(ministack: str) -> Any:
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    return boto3.client("kms", endpoint_url=ministack, region_name="us-east-1", **keys)


@pytest.fixture(scope="module")
def keeper(kms: Any) -> KmsKeyKeeper:
    secrets_key = kms.create_key()["KeyMetadata"]["Arn"]
    return KmsKeyKeeper("vestibule", secrets_key, lambda: kms)


def test_jose_believes_every_tier_and_algorithm(kms: Any, keeper: KmsKeyKeeper) -> None:
    kinds = list(product(KeyTier, ("RS256", "PS256", "ES256")))
    keys = [keeper.make(ACME, algorithm, tier, NOTHING) for tier, algorithm in kinds]
    tokens = [_sealed(kms, key) for key in keys]
    told = run(install("openid_client") / "verify.mjs", {"tokens": tokens})["verified"]
    assert [each["algorithm"] for each in told] == [algorithm for _, algorithm in kinds]
    assert all(each["payload"] == CLAIMS for each in told)


def _sealed(kms: Any, key: SigningKey) -> dict[str, Any]:
    token = Visiting(KmsSigner(lambda: kms)).seal(ACME, key, "at+jwt", CLAIMS)
    return {"token": token, "jwks": KeyRing((key,)).jwks(), "algorithm": key.algorithm}


def test_a_wrapped_key_opens_for_its_tenant_alone(kms: Any, keeper: KmsKeyKeeper) -> None:
    key = keeper.make(ACME, "ES256", KeyTier.WRAPPED, NOTHING)
    with pytest.raises(SigningUnavailable, match="calling the Decrypt operation"):
        Visiting(KmsSigner(lambda: kms)).seal(GLOBEX, key, "at+jwt", CLAIMS)


def test_tenants_share_a_key_and_one_of_them_moves_on(keeper: KmsKeyKeeper) -> None:
    first = keeper.make(ACME, "ES256", KeyTier.SHARED, NOTHING)
    assert keeper.make(GLOBEX, "ES256", KeyTier.SHARED, NOTHING) == first
    keeper.disable(first)
    assert keeper.state_of(first) == "Enabled"
    assert keeper.make(GLOBEX, "ES256", KeyTier.SHARED, NOTHING).kid != first.kid

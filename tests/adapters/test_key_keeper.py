"""Where KMS keeps signing keys: for one tenant, for many, or wrapped for one."""

import pytest

from chalicelib.adapters.kms.key_keeper import KmsKeyKeeper
from chalicelib.adapters.kms.key_plan import shared_key
from chalicelib.tenancy.model import SLUG, KeyTier, TenantId
from chalicelib.tokens.key_ports import KeyKeeperFailed
from chalicelib.tokens.keys import KeyRing
from tests.builders import ACME, GLOBEX
from tests.support.calls import counting
from tests.support.trouble import answering, refusal

NOTHING = KeyRing(())
every_tier = pytest.mark.parametrize("tier", KeyTier)


@pytest.fixture
def keeper(kms, secrets_key) -> KmsKeyKeeper:
    return KmsKeyKeeper("vestibule", secrets_key, lambda: kms)


def state_of(kms, key) -> str:
    return kms.describe_key(KeyId=key.kms_key_id)["KeyMetadata"]["KeyState"]


def tags_of(kms, key) -> dict[str, str]:
    tags = kms.list_resource_tags(KeyId=key.kms_key_id)["Tags"]
    return {tag["TagKey"]: tag["TagValue"] for tag in tags}


@every_tier
def test_a_key_is_never_made_to_be_one_that_the_ring_has(keeper, tier):
    first = keeper.make(ACME, "ES256", tier, NOTHING)
    second = keeper.make(ACME, "ES256", tier, KeyRing((first,)))
    assert second.kid != first.kid
    assert {first.tier, second.tier} == {tier}


@every_tier
def test_two_algorithms_never_have_one_pair_of_keys(keeper, tier):
    made = [keeper.make(ACME, name, tier, NOTHING) for name in ("RS256", "PS256", "ES256")]
    assert len({key.kid for key in made}) == 3


def test_tenants_that_share_get_one_key_until_one_of_them_needs_the_next(keeper):
    first = keeper.make(ACME, "ES256", KeyTier.SHARED, NOTHING)
    assert keeper.make(GLOBEX, "ES256", KeyTier.SHARED, NOTHING) == first
    second = keeper.make(ACME, "ES256", KeyTier.SHARED, KeyRing((first,)))
    assert keeper.make(GLOBEX, "ES256", KeyTier.SHARED, KeyRing((first,))) == second


def test_what_a_tenant_is_called_never_gives_it_the_shared_key(keeper):
    shared = keeper.make(ACME, "ES256", KeyTier.SHARED, NOTHING)
    own = keeper.make(TenantId("shared"), "ES256", KeyTier.DEDICATED, NOTHING)
    assert own.kid != shared.kid
    assert keeper.make(GLOBEX, "ES256", KeyTier.SHARED, NOTHING) == shared
    _, _, place, _ = shared_key("vestibule", "ES256").alias.split("/")
    assert SLUG.fullmatch(place) is None


def test_a_shared_key_goes_on_signing_whoever_is_done_with_it(kms, keeper):
    shared = keeper.make(ACME, "ES256", KeyTier.SHARED, NOTHING)
    keeper.disable(shared)
    assert state_of(kms, shared) == "Enabled"
    after = keeper.make(GLOBEX, "ES256", KeyTier.SHARED, NOTHING)
    assert after.kid != shared.kid
    with counting(kms) as counter:
        keeper.disable(shared)
    assert set(counter.by_name) == {"DescribeKey"}, "nothing is made when nobody would get it"


def test_a_shared_key_that_kms_disabled_is_given_to_nobody(kms, keeper):
    shared = keeper.make(ACME, "ES256", KeyTier.SHARED, NOTHING)
    kms.disable_key(KeyId=shared.kms_key_id)
    assert keeper.make(GLOBEX, "ES256", KeyTier.SHARED, NOTHING).kid != shared.kid


def test_the_tags_say_what_the_functions_may_do_with_a_key(kms, keeper):
    own = tags_of(kms, keeper.make(ACME, "ES256", KeyTier.DEDICATED, NOTHING))
    assert own == {"vestibule:purpose": "signing", "vestibule:tenant": "acme"}
    shared = tags_of(kms, keeper.make(ACME, "ES256", KeyTier.SHARED, NOTHING))
    assert shared == {"vestibule:purpose": "signing", "vestibule:tier": "shared"}


def test_a_wrapped_key_is_one_call_and_leaves_nothing_behind_in_kms(kms, keeper, secrets_key):
    with counting(kms) as counter:
        made = keeper.make(ACME, "ES256", KeyTier.WRAPPED, NOTHING)
        keeper.disable(made)
    assert dict(counter.by_name) == {"GenerateDataKeyPairWithoutPlaintext": 1}
    assert made.kms_key_id == secrets_key
    assert made.wrapped
    assert [key["KeyArn"] for key in kms.list_keys()["Keys"]] == [secrets_key]


def test_a_wrapped_key_is_as_usable_as_what_unwraps_it(kms, keeper, secrets_key):
    made = keeper.make(ACME, "ES256", KeyTier.WRAPPED, NOTHING)
    keeper.require_usable(made)
    kms.schedule_key_deletion(KeyId=secrets_key.rpartition("/")[2])
    with pytest.raises(KeyKeeperFailed, match="is PendingDeletion and cannot sign"):
        keeper.require_usable(made)
    with pytest.raises(KeyKeeperFailed, match="its deletion is scheduled"):
        keeper.make(ACME, "ES256", KeyTier.WRAPPED, NOTHING)


@pytest.mark.parametrize("code", ["AccessDeniedException", "ThrottlingException"])
def test_a_key_that_nobody_will_find_again_is_named_as_it_costs_money(kms, keeper, code):
    with (
        answering(kms, "CreateAlias", refusal(code)),
        pytest.raises(KeyKeeperFailed, match="was made in vain") as failed,
    ):
        keeper.make(ACME, "RS256", KeyTier.DEDICATED, NOTHING)
    arn, *_ = str(failed.value).split()
    described = kms.describe_key(KeyId=arn)["KeyMetadata"]
    assert described["KeyState"] == "Enabled"
    assert keeper.make(ACME, "RS256", KeyTier.DEDICATED, NOTHING).kms_key_id != arn

"""What each function may do, read from the policies that are deployed."""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.kms.refresh_keys import wrapping_context
from chalicelib.adapters.kms.wrapped_keys import signing_context
from tests.builders import ACME

HOUSE = Path(".chalice")
FUNCTIONS = ("function", "relay", "deliver", "rotate")
SIGNING = ("function", "relay", "deliver")
TAGGED = {"StringEquals": {"aws:ResourceTag/vestibule:purpose": "signing"}}
IN_CONTEXT = {
    "StringEquals": {"kms:EncryptionContext:purpose": signing_context(ACME)["purpose"]},
    "Null": {"kms:EncryptionContext:tenant": "false"},
}

every_function = pytest.mark.parametrize("function", FUNCTIONS)


def statements_of(function: str) -> dict[str, dict[str, Any]]:
    policy = json.loads((HOUSE / f"policy-{function}.json").read_text())
    return {statement["Sid"]: statement for statement in policy["Statement"]}


def kms_actions_of(function: str) -> set[str]:
    return {action for action in actions_of(function) if action.startswith("kms:")}


def actions_of(function: str) -> set[str]:
    return {a for s in statements_of(function).values() for a in _listed(s["Action"])}


@every_function
def test_no_function_ever_scans_or_administers_the_table(function: str) -> None:
    forbidden = {"dynamodb:Scan", "dynamodb:DeleteTable", "dynamodb:UpdateTable"}
    assert not forbidden & actions_of(function)


@pytest.mark.parametrize("function", SIGNING)
def test_functions_sign_only_with_keys_made_for_signing(function: str) -> None:
    signing = [s for s in statements_of(function).values() if "kms:Sign" in _listed(s["Action"])]
    assert [statement["Condition"] for statement in signing] == [TAGGED]


@pytest.mark.parametrize("function", SIGNING)
def test_whoever_signs_asks_kms_for_signatures_and_secrets_and_for_nothing_else(
    function: str,
) -> None:
    assert kms_actions_of(function) == {"kms:Decrypt", "kms:Sign"}


def test_only_the_rotation_makes_keys_and_it_signs_and_decrypts_nothing() -> None:
    makers = [one for one in FUNCTIONS if any("Create" in a for a in kms_actions_of(one))]
    assert makers == ["rotate"]
    assert not {"kms:Sign", "kms:Decrypt", "kms:CreateGrant"} & kms_actions_of("rotate")


def test_the_rotation_makes_keys_for_signing_only_and_disables_no_others() -> None:
    statements = statements_of("rotate")
    made = statements["MakeKeysForSigningAndNoOthers"]["Condition"]["StringEquals"]
    assert made["aws:RequestTag/vestibule:purpose"] == "signing"
    disabled = statements["DisableSigningKeysThatNobodyShares"]["Condition"]
    not_shared = {"StringNotEquals": {"aws:ResourceTag/vestibule:tier": "shared"}}
    assert disabled == TAGGED | not_shared


def test_the_rotation_has_wrapped_keys_made_for_signing_and_sees_none_of_them() -> None:
    statement = statements_of("rotate")["HaveWrappedKeysMadeForSigning"]
    assert statement["Condition"] == IN_CONTEXT
    assert statement["Resource"] == {"Fn::GetAtt": ["SecretsKey", "Arn"]}
    makers = [one for one in FUNCTIONS if any("DataKey" in a for a in kms_actions_of(one))]
    assert makers == ["rotate"]
    assert statement["Action"] == "kms:GenerateDataKeyPairWithoutPlaintext"


def test_no_function_deletes_a_key() -> None:
    assert not any("Delet" in a for one in FUNCTIONS for a in kms_actions_of(one))


def test_a_secret_is_unwrapped_only_when_its_context_is_named() -> None:
    statement = statements_of("function")["UnwrapSecretsOnlyInTheirContext"]
    assert statement["Action"] == "kms:Decrypt"
    assert statement["Condition"]["Null"] == {"kms:EncryptionContextKeys": "false"}


@pytest.mark.parametrize("function", ["relay", "deliver"])
def test_only_the_api_unwraps_anything_but_keys_to_sign_with(function: str) -> None:
    decrypting = [s for s in statements_of(function).values() if "kms:Decrypt" in s["Action"]]
    assert [(each["Action"], each["Condition"]) for each in decrypting] == [
        ("kms:Decrypt", IN_CONTEXT)
    ]


def test_who_may_unwrap_keys_to_sign_with_unwraps_none_of_refresh_tokens() -> None:
    allowed = IN_CONTEXT["StringEquals"]["kms:EncryptionContext:purpose"]
    assert wrapping_context(ACME)["purpose"] != allowed


def test_only_the_relay_reads_the_stream_and_only_it_queues_notices() -> None:
    assert [one for one in FUNCTIONS if "dynamodb:GetRecords" in actions_of(one)] == ["relay"]
    assert [one for one in FUNCTIONS if "sqs:SendMessage" in actions_of(one)] == ["relay"]


def test_only_the_delivery_takes_notices_from_their_queue_and_writes_nothing() -> None:
    assert [one for one in FUNCTIONS if "sqs:DeleteMessage" in actions_of(one)] == ["deliver"]
    of_table = {each for each in actions_of("deliver") if each.startswith("dynamodb:")}
    assert of_table == {"dynamodb:GetItem", "dynamodb:Query"}


def test_each_function_has_a_policy_of_its_own() -> None:
    configured = json.loads((HOUSE / "config.json").read_text())
    assert configured["iam_policy_file"] == "policy-function.json"
    own = {name: one["iam_policy_file"] for name, one in configured["lambda_functions"].items()}
    beside = ("relay", "deliver", "rotate")
    assert own == {name: f"policy-{name}.json" for name in beside}


def _listed(action: str | list[str]) -> list[str]:
    return [action] if isinstance(action, str) else action

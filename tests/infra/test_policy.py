"""What the function may do, read from the policy that is deployed."""

import json
from pathlib import Path
from typing import Any

STATEMENTS: dict[str, dict[str, Any]] = {
    statement["Sid"]: statement
    for statement in json.loads(Path(".chalice/policy-function.json").read_text())["Statement"]
}


def test_the_function_never_scans_and_never_administers_the_table() -> None:
    allowed = set(STATEMENTS["KeepTheTable"]["Action"])
    assert not {"dynamodb:Scan", "dynamodb:DeleteTable", "dynamodb:UpdateTable"} & allowed


def test_the_function_signs_only_with_keys_made_for_signing() -> None:
    statement = STATEMENTS["SignWithTenantsKeys"]
    tagged = {"aws:ResourceTag/vestibule:purpose": "signing"}
    assert statement["Condition"] == {"StringEquals": tagged}
    assert sorted(statement["Action"]) == ["kms:GetPublicKey", "kms:Sign"]


def test_a_secret_is_unwrapped_only_when_its_context_is_named() -> None:
    statement = STATEMENTS["UnwrapSecretsOnlyInTheirContext"]
    assert statement["Action"] == "kms:Decrypt"
    assert statement["Condition"]["Null"] == {"kms:EncryptionContextKeys": "false"}


def test_no_key_and_no_grant_can_be_made_by_the_function() -> None:
    actions = [action for s in STATEMENTS.values() for action in _listed(s["Action"])]
    assert not [action for action in actions if "Create" in action and "kms" in action]


def _listed(action: str | list[str]) -> list[str]:
    return [action] if isinstance(action, str) else action

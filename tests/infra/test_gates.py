"""A template that could lose what tenants entrusted to us is not deployed."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from ops.cloudformation import load_template
from ops.package.gates import faults_in

POLICY = Path(".chalice/policy-function.json")


def the_template() -> dict[str, Any]:
    """Ours, as it looks once Chalice's part has been merged and refined."""
    template = copy.deepcopy(load_template(Path("infra/resources.yaml")))
    resources = template["Resources"]
    resources["APIHandlerInvokePermission"] = {
        "Type": "AWS::Lambda::Permission",
        "Properties": {"FunctionName": {"Ref": "APIHandler.Alias"}},
    }
    resources["DefaultRole"] = {
        "Type": "AWS::IAM::Role",
        "Properties": {"Policies": [{"PolicyDocument": json.loads(POLICY.read_text())}]},
    }
    return template


def test_the_template_of_this_repository_may_be_deployed() -> None:
    assert faults_in(the_template()) == []


@pytest.mark.parametrize(
    "promise",
    [
        "TimeToLiveSpecification",
        "PointInTimeRecoverySpecification",
        "SSESpecification",
        "DeletionProtectionEnabled",
    ],
)
def test_a_table_without_one_of_its_promises_is_refused(promise: str) -> None:
    template = the_template()
    del template["Resources"]["Table"]["Properties"][promise]
    assert any(fault.startswith("Table: ") for fault in faults_in(template))


@pytest.mark.parametrize("name", ["Table", "SecretsKey", "FunctionLogs"])
@pytest.mark.parametrize("policy", ["DeletionPolicy", "UpdateReplacePolicy"])
def test_state_that_would_go_with_the_stack_is_refused(name: str, policy: str) -> None:
    template = the_template()
    template["Resources"][name][policy] = "Delete"
    assert f"{name}: {policy} is not Retain" in faults_in(template)


def test_a_secrets_key_that_never_rotates_is_refused() -> None:
    template = the_template()
    template["Resources"]["SecretsKey"]["Properties"]["EnableKeyRotation"] = False
    assert faults_in(template) == ["SecretsKey: does not rotate"]


def test_a_gateway_that_bypasses_the_alias_is_refused() -> None:
    template = the_template()
    permission = template["Resources"]["APIHandlerInvokePermission"]["Properties"]
    permission["FunctionName"] = {"Ref": "APIHandler"}
    template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"] = {
        "uri": "functions/${APIHandler.Arn}/invocations"
    }
    assert len(faults_in(template)) == 2


def test_a_template_without_a_table_is_refused() -> None:
    template = the_template()
    del template["Resources"]["Table"]
    assert "there is no table" in faults_in(template)


@pytest.mark.parametrize(("field", "wider"), [("Resource", "*"), ("Action", "kms:*")])
def test_a_role_that_reaches_further_than_it_need_is_refused(field: str, wider: str) -> None:
    template = the_template()
    role = template["Resources"]["DefaultRole"]["Properties"]["Policies"][0]["PolicyDocument"]
    role["Statement"][0][field] = wider
    assert faults_in(template) == ["DefaultRole: KeepTheTable is wider than it need be"]


def test_a_role_that_makes_keys_must_say_what_for() -> None:
    template = the_template()
    policy = json.loads(Path(".chalice/policy-rotate.json").read_text())
    role = template["Resources"]["DefaultRole"]["Properties"]
    role["Policies"] = [{"PolicyDocument": policy}]
    assert faults_in(template) == []
    del policy["Statement"][1]["Condition"]
    wide = "DefaultRole: MakeKeysForSigningAndNoOthers is wider than it need be"
    assert faults_in(template) == [wide]

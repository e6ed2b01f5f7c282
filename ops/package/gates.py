"""What a template must promise before it may be deployed: nothing is lost, nothing is bypassed."""

from collections.abc import Callable, Iterator
from typing import Any

from ops.cloudformation import Template, resources_of
from ops.package.event_gates import (
    batches_come_again_in_part,
    lateness_is_heard_of,
    queues_lose_nothing_unseen,
    streams_go_on,
)

TABLE = "AWS::DynamoDB::Table"
KEY = "AWS::KMS::Key"
LOG_GROUP = "AWS::Logs::LogGroup"
PERMISSION = "AWS::Lambda::Permission"
_LEADING = "dynamodb:LeadingKeys"

Gate = Callable[[Template], Iterator[str]]

TABLE_PROMISES = {
    "expires short-lived items": ("TimeToLiveSpecification", "Enabled"),
    "restores to a point in time": (
        "PointInTimeRecoverySpecification",
        "PointInTimeRecoveryEnabled",
    ),
    "is encrypted": ("SSESpecification", "SSEEnabled"),
    "is protected from deletion": ("DeletionProtectionEnabled",),
}


def faults_in(template: Template) -> list[str]:
    """Every promise that `template` breaks, one sentence each; empty when it may be deployed."""
    return [fault for gate in GATES for fault in gate(template)]


def _tables_keep_what_they_hold(template: Template) -> Iterator[str]:
    tables = resources_of(template, TABLE)
    if not tables:
        yield "there is no table"
    for name, table in tables.items():
        for promise, path in TABLE_PROMISES.items():
            if _at(table["Properties"], path) is not True:
                yield f"{name}: no promise that it {promise}"
        if _at(table["Properties"], ("SSESpecification", "SSEType")) != "KMS":
            yield f"{name}: encrypted, but not by KMS"


def _state_outlives_the_stack(template: Template) -> Iterator[str]:
    for name, resource in resources_of(template, TABLE, KEY, LOG_GROUP).items():
        for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
            if resource.get(policy) != "Retain":
                yield f"{name}: {policy} is not Retain"


def _keys_rotate(template: Template) -> Iterator[str]:
    for name, key in resources_of(template, KEY).items():
        if key["Properties"].get("EnableKeyRotation") is not True:
            yield f"{name}: does not rotate"


def _the_gateway_calls_the_alias(template: Template) -> Iterator[str]:
    api = template["Resources"].get("RestAPI", {})
    if "${APIHandler.Arn}/invocations" in str(api):
        yield "RestAPI: calls the unqualified function"
    permission = template["Resources"].get("APIHandlerInvokePermission", {})
    if _at(permission, ("Properties", "FunctionName", "Ref")) != "APIHandler.Alias":
        yield "APIHandlerInvokePermission: admits the gateway to the unqualified function"


def _roles_name_what_they_reach(template: Template) -> Iterator[str]:
    for name, role in resources_of(template, "AWS::IAM::Role").items():
        for policy in role["Properties"].get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                if _is_wide(statement):
                    yield f"{name}: {statement.get('Sid', 'a statement')} is wider than it need be"


def _roles_name_whose_items_they_reach(template: Template) -> Iterator[str]:
    """IAM lets `ForAllValues` hold for a request that names no key at all, so `Null` forbids it."""
    for name, role in resources_of(template, "AWS::IAM::Role").items():
        for policy in role["Properties"].get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                if _reaches_items(statement) and not _names_leading_keys(statement):
                    yield f"{name}: {statement.get('Sid', 'a statement')} reaches items of anybody"


def _reaches_items(statement: Any) -> bool:
    action = statement["Action"]
    actions = [action] if isinstance(action, str) else action
    return any(each.startswith("dynamodb:") and "Item" in each for each in actions) or (
        "dynamodb:Query" in actions
    )


def _names_leading_keys(statement: Any) -> bool:
    condition = statement.get("Condition", {})
    named = [tests for how, tests in condition.items() if how.startswith("ForAllValues:String")]
    return condition.get("Null") == {_LEADING: "false"} and any(_LEADING in one for one in named)


def _is_wide(statement: Any) -> bool:
    if "*" in str(statement["Action"]):
        return True
    # A key that is not there yet cannot be named; what it must be made for can.
    is_for_new_keys = statement["Action"] == "kms:CreateKey" and _asks_for_a_purpose(statement)
    return statement["Resource"] == "*" and not is_for_new_keys


def _asks_for_a_purpose(statement: Any) -> bool:
    purpose = ("Condition", "StringEquals", "aws:RequestTag/vestibule:purpose")
    return _at(statement, purpose) is not None


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


GATES: tuple[Gate, ...] = (
    _tables_keep_what_they_hold,
    _state_outlives_the_stack,
    _keys_rotate,
    _the_gateway_calls_the_alias,
    _roles_name_what_they_reach,
    _roles_name_whose_items_they_reach,
    batches_come_again_in_part,
    streams_go_on,
    queues_lose_nothing_unseen,
    lateness_is_heard_of,
)

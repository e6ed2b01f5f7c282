"""What IAM would say of a request to DynamoDB: enough of it for the policies we deploy."""

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

HOUSE = Path(".chalice")
Request = tuple[str, tuple[str, ...]]  # an action and the partition keys that it names

_WRITES = {
    "Put": ("dynamodb:PutItem", "Item"),
    "Update": ("dynamodb:UpdateItem", "Key"),
    "Delete": ("dynamodb:DeleteItem", "Key"),
    "ConditionCheck": ("dynamodb:ConditionCheckItem", "Key"),
}


def requests_in(operation: str, sent: Mapping[str, Any]) -> Iterator[Request]:
    """What one call asks permission for; a transaction asks for each of its parts."""
    match operation:
        case "TransactWriteItems":
            for part in sent["TransactItems"]:
                for kind, write in part.items():
                    action, where = _WRITES[kind]
                    yield action, (write[where]["pk"]["S"],)
        case "BatchGetItem":
            keys = [key for table in sent["RequestItems"].values() for key in table["Keys"]]
            yield "dynamodb:BatchGetItem", tuple(key["pk"]["S"] for key in keys)
        case "Query":
            yield "dynamodb:Query", (sent["ExpressionAttributeValues"][":pk"]["S"],)
        case "PutItem":
            yield "dynamodb:PutItem", (sent["Item"]["pk"]["S"],)
        case _:
            yield f"dynamodb:{operation}", (sent["Key"]["pk"]["S"],)


def is_allowed(function: str, request: Request) -> bool:
    """Whether some statement of the function's policy allows it; none of them denies."""
    policy = json.loads((HOUSE / f"policy-{function}.json").read_text())
    return any(_allows(statement, *request) for statement in policy["Statement"])


def _allows(statement: Mapping[str, Any], action: str, keys: tuple[str, ...]) -> bool:
    assert statement["Effect"] == "Allow"
    actions = statement["Action"]
    if action not in ([actions] if isinstance(actions, str) else actions):
        return False
    return all(
        _holds(how, allowed, keys)
        for how, tests in statement.get("Condition", {}).items()
        for allowed in [tests["dynamodb:LeadingKeys"]]
    )


def _holds(how: str, allowed: Any, keys: tuple[str, ...]) -> bool:
    match how:
        case "Null":  # "false": the request has to name some
            return bool(keys) is (allowed == "false")
        case "ForAllValues:StringLike":  # holds for no key at all, too
            return all(any(fnmatchcase(key, each) for each in allowed) for key in keys)
        case "ForAllValues:StringEquals":
            return set(keys) <= set(allowed)
    raise AssertionError(how)

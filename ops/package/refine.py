"""What Chalice's template still needs before it may be deployed. Pure: template in, template out.

Chalice lets the gateway call the unqualified function, which would bypass the alias and with it
SnapStart, canaries and provisioned concurrency. It also knows nothing of what a runtime offers.
"""

from typing import Any

from ops.cloudformation import Template

FUNCTION = "AWS::Serverless::Function"
PERMISSION = "AWS::Lambda::Permission"

# SnapStart came to Python with 3.12; CloudFormation refuses it on an older runtime.
WITHOUT_SNAPSTART = frozenset({"python3.10", "python3.11"})


def refine(template: Template) -> Template:
    """The template as it is deployed."""
    return without_unsupported_snapstart(through_alias(template))


def through_alias(template: Template) -> Template:
    """Let the gateway call the published alias of every function that has one."""
    aliases = {
        name: resource["Properties"]["AutoPublishAlias"]
        for name, resource in template["Resources"].items()
        if resource.get("Properties", {}).get("AutoPublishAlias")
    }
    resources = {
        name: _permission(resource, aliases) if resource.get("Type") == PERMISSION else resource
        for name, resource in template["Resources"].items()
    }
    return {**template, "Resources": _qualified(resources, aliases)}


def without_unsupported_snapstart(template: Template) -> Template:
    """Drop SnapStart from functions whose runtime does not have it."""
    return {
        **template,
        "Resources": {
            name: _fitted(resource) if resource.get("Type") == FUNCTION else resource
            for name, resource in template["Resources"].items()
        },
    }


def _permission(resource: Template, aliases: dict[str, str]) -> Template:
    properties = resource["Properties"]
    function = _function_of(properties["FunctionName"])
    if function not in aliases:
        return resource
    alias = {"Ref": f"{function}.Alias"}
    return {**resource, "Properties": {**properties, "FunctionName": alias}}


def _function_of(reference: Any) -> str:
    match reference:
        case {"Ref": str(name)}:
            return name
        case {"Fn::GetAtt": [str(name), "Arn"]}:
            return name
        case _:
            return ""


def _qualified(value: Any, aliases: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _qualified(item, aliases) for key, item in value.items()}
    if isinstance(value, list):
        return [_qualified(item, aliases) for item in value]
    if not isinstance(value, str):
        return value
    for function, alias in aliases.items():
        arn = f"functions/${{{function}.Arn}}"
        value = value.replace(f"{arn}/invocations", f"{arn}:{alias}/invocations")
    return value


def _fitted(function: Template) -> Template:
    properties = function["Properties"]
    if properties.get("Runtime") not in WITHOUT_SNAPSTART:
        return function
    kept = {name: value for name, value in properties.items() if name != "SnapStart"}
    return {**function, "Properties": kept}

"""What Chalice writes becomes what is deployed."""

from typing import Any

from ops.package.refine import refine, through_alias

ARN = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"


def a_template(*, runtime: str = "python3.13") -> dict[str, Any]:
    return {
        "Transform": "AWS::Serverless-2016-10-31",
        "Resources": {
            "APIHandler": {
                "Type": "AWS::Serverless::Function",
                "Properties": {
                    "Runtime": runtime,
                    "AutoPublishAlias": "live",
                    "SnapStart": {"ApplyOn": "PublishedVersions"},
                },
            },
            "RotateKeys": {"Type": "AWS::Serverless::Function", "Properties": {"Runtime": runtime}},
            "RestAPI": {
                "Type": "AWS::Serverless::Api",
                "Properties": {
                    "DefinitionBody": {
                        "paths": {
                            "/healthz": {
                                "get": {"uri": {"Fn::Sub": ARN + "${APIHandler.Arn}/invocations"}}
                            }
                        },
                        "schemes": ["https"],
                    }
                },
            },
            "APIHandlerInvokePermission": {
                "Type": "AWS::Lambda::Permission",
                "Properties": {"FunctionName": {"Ref": "APIHandler"}},
            },
            "RotateKeysInvokePermission": {
                "Type": "AWS::Lambda::Permission",
                "Properties": {"FunctionName": {"Fn::GetAtt": ["RotateKeys", "Arn"]}},
            },
        },
    }


def test_the_gateway_calls_the_published_alias() -> None:
    api = refine(a_template())["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    asked = api["paths"]["/healthz"]["get"]["uri"]["Fn::Sub"]
    assert asked == ARN + "${APIHandler.Arn}:live/invocations"


def test_the_gateway_is_admitted_to_the_alias_and_to_nothing_more() -> None:
    resources = refine(a_template())["Resources"]
    admitted = resources["APIHandlerInvokePermission"]["Properties"]["FunctionName"]
    assert admitted == {"Ref": "APIHandler.Alias"}


def test_a_function_without_an_alias_is_called_as_it_is() -> None:
    resources = refine(a_template())["Resources"]
    untouched = a_template()["Resources"]["RotateKeysInvokePermission"]
    assert resources["RotateKeysInvokePermission"] == untouched


def test_refining_twice_changes_nothing_more() -> None:
    once = through_alias(a_template())
    assert through_alias(once) == once


def test_the_template_given_stays_as_it_was() -> None:
    template = a_template(runtime="python3.11")
    refine(template)
    assert template == a_template(runtime="python3.11")


def test_a_runtime_without_snapstart_is_not_asked_for_it() -> None:
    older = refine(a_template(runtime="python3.11"))["Resources"]["APIHandler"]["Properties"]
    newer = refine(a_template(runtime="python3.12"))["Resources"]["APIHandler"]["Properties"]
    assert "SnapStart" not in older
    assert newer["SnapStart"] == {"ApplyOn": "PublishedVersions"}

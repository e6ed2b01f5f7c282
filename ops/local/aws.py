"""The deployed template's table, key and queues, made in an AWS that runs on this machine."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from ops.cloudformation import Template, load_template, resources_of

STACK = "vestibule-local"
KEPT = ("AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::SQS::Queue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """What the broker must be told about its AWS."""

    table: str
    secrets_key: str
    logout_queue: str
    relay_dead_letters: str


def stateful_part(template: Template) -> Template:
    """The template with nothing left but what holds state, and the parameters it may name."""
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Parameters": {
            name: parameter
            for name, parameter in template.get("Parameters", {}).items()
            if "Default" in parameter
        },
        "Resources": {
            name: _readable(resource) for name, resource in resources_of(template, *KEPT).items()
        },
    }


def _readable(resource: Template) -> Template:
    # Of a key, moto reads tags in KMS's spelling only, and a policy only as text.
    properties = {name: value for name, value in resource["Properties"].items() if name != "Tags"}
    if "KeyPolicy" in properties:
        properties["KeyPolicy"] = json.dumps(properties["KeyPolicy"])
    return {**resource, "Properties": properties}


def create_resources(endpoint_url: str, region: str, template_path: Path) -> Resources:
    """Create table, key and queues through CloudFormation, or find those of last time."""
    cloudformation = boto3.client(
        "cloudformation",
        endpoint_url=endpoint_url,
        region_name=region,
        # An emulator asks for some credentials and looks at none.
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    body = json.dumps(stateful_part(load_template(template_path)))
    try:
        cloudformation.create_stack(StackName=STACK, TemplateBody=body)
    except cloudformation.exceptions.AlreadyExistsException:
        return _resources(cloudformation)
    cloudformation.get_waiter("stack_create_complete").wait(
        StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 30}
    )
    return _resources(cloudformation)


def _resources(cloudformation: Any) -> Resources:
    made = cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]
    ids = {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in made}
    return Resources(
        table=ids["Table"],
        secrets_key=ids["SecretsKey"],
        logout_queue=ids["LogoutQueue"],
        relay_dead_letters=ids["RelayDeadLetters"],
    )

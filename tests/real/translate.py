"""Run by the linters' own interpreter: a packaged template in, plain CloudFormation out."""

import json
import sys
from pathlib import Path

import yaml
from samtranslator.translator.transform import transform


class NoManagedPolicies:
    """Our roles name no managed policy, so there is none to look up."""

    def load(self) -> dict[str, str]:
        return {}


template = yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))
for resource in template["Resources"].values():
    if resource["Type"] == "AWS::Serverless::Function":
        # `aws cloudformation package` uploads the zip and writes its address here.
        resource["Properties"]["CodeUri"] = "s3://bucket/deployment.zip"
sys.stdout.write(json.dumps(transform(template, {}, NoManagedPolicies())))

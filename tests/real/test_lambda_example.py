"""The template of the API behind API Gateway, as AWS's own tools read it."""

import json
import subprocess
from pathlib import Path

import pytest

from ops.cloudformation import load_template, save_template
from tests.real.test_package import CFN_LINT, translated

pytestmark = pytest.mark.real

TEMPLATE = Path("examples/lambda-authorizer/template.yaml")


def test_the_template_is_sound() -> None:
    linted = subprocess.run([CFN_LINT, str(TEMPLATE)], capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout


def test_no_route_is_open_and_api_gateway_may_call_both_authorizers(tmp_path: Path) -> None:
    spelled_out = tmp_path / "template.json"
    save_template(load_template(TEMPLATE), spelled_out)
    resources = translated(spelled_out)["Resources"]
    http, rest = (resources[api]["Properties"]["Body"] for api in ("HttpApi", "RestApi"))
    security = {
        path: route["get"]["security"]
        for api in (http, rest)
        for path, route in api["paths"].items()
    }
    assert security == {
        "/orders": [{"Revocable": []}],
        "/orders-until-expiry": [{"Native": ["orders:read"]}],
    }
    assert http["paths"]["/orders"]["get"]["security"] == [{"Revocable": []}]
    permitted = json.dumps(
        [
            one["Properties"]
            for one in resources.values()
            if one["Type"] == "AWS::Lambda::Permission"
        ]
    )
    assert "HttpAuthorizer" in permitted
    assert "RestAuthorizer" in permitted

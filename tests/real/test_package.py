"""The package that would be deployed: its template is lintable, its zip answers."""

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from ops.documents import load_documents
from ops.local.aws import create_resources
from ops.local.development_secrets import DevelopmentSecrets
from ops.package.smoke import ENVIRONMENT, answer, asking_for
from ops.publish import Destination, publish
from tests.local.processes import running

pytestmark = pytest.mark.real

FUNCTIONS = ("APIHandler", "Relay", "Deliver", "Rotate")
CFN_LINT = "build/real/lint/bin/cfn-lint"
PYTHON_OF_LINTERS = "build/real/lint/bin/python"
ISSUER = "https://auth.example.com/t/acme"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("package")
    subprocess.run([sys.executable, "-m", "ops.package", "--stage", "prod", str(out)], check=True)
    return out


@pytest.fixture(scope="module")
def surroundings() -> Iterator[dict[str, str]]:
    """An AWS in which acme is published, as the environment of a function describes it."""
    with running("ops.local.moto_server") as (port, _):
        endpoint, region = f"http://127.0.0.1:{port}", ENVIRONMENT["AWS_DEFAULT_REGION"]
        made = create_resources(endpoint, region, Path("infra/resources.yaml"))
        destination = Destination(
            table=made.table,
            public_url=ENVIRONMENT["VESTIBULE_PUBLIC_URL"],
            secrets_key=made.secrets_key,
            dynamodb=a_client("dynamodb", endpoint, region),
            kms=a_client("kms", endpoint, region),
        )
        (document,) = load_documents([Path("tenants/acme.toml")])
        publish(document, destination, DevelopmentSecrets.load(Path("tenants")))
        yield {
            **ENVIRONMENT,
            "AWS_ENDPOINT_URL": endpoint,
            "VESTIBULE_TABLE": made.table,
            "VESTIBULE_SECRETS_KEY": made.secrets_key,
        }


def a_client(service: str, endpoint: str, region: str) -> Any:
    client = boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    return lambda: client


def test_the_zip_answers_in_a_clean_interpreter_and_the_gates_hold(package: Path) -> None:
    assert (package / "deployment.zip").stat().st_size < 12_000_000


def test_the_zip_finds_a_tenant_and_describes_its_issuer(
    package: Path, surroundings: dict[str, str]
) -> None:
    asked = asking_for("/t/acme/.well-known/openid-configuration")
    reply = answer(package / "deployment.zip", asked, surroundings)
    assert reply["statusCode"] == 200, reply
    assert json.loads(reply["body"])["issuer"] == ISSUER


def test_the_zip_signs_a_token_for_a_client(package: Path, surroundings: dict[str, str]) -> None:
    secret = DevelopmentSecrets.load(Path("tenants"))["ACME_JOBS_CLIENT_SECRET"]
    headers = {
        "Authorization": f"Basic {b64encode(f'acme-jobs:{secret}'.encode()).decode()}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    asked = {
        **asking_for("/t/acme/token"),
        "httpMethod": "POST",
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "body": "grant_type=client_credentials",
    }
    reply = answer(package / "deployment.zip", asked, surroundings)
    assert reply["statusCode"] == 200, reply
    assert json.loads(reply["body"])["access_token"].count(".") == 2


def test_the_zip_looks_after_keys(package: Path, surroundings: dict[str, str]) -> None:
    tick = {
        **dict.fromkeys(("version", "account", "region", "source", "time", "id"), "none"),
        "detail": {},
        "detail-type": "Scheduled Event",
        "resources": [],
    }
    assert answer(package / "deployment.zip", tick, surroundings, function="rotate") is None


def test_the_template_is_what_cloudformation_expects(package: Path) -> None:
    linted = subprocess.run(
        [CFN_LINT, str(package / "sam.yaml")], capture_output=True, text=True, check=False
    )
    assert linted.returncode == 0, linted.stdout


def test_the_translated_stack_serves_the_alias_and_logs_to_our_group(package: Path) -> None:
    resources = translated(package / "sam.yaml")["Resources"]
    function = resources["APIHandler"]["Properties"]
    assert resources["APIHandlerAliaslive"]["Properties"]["Name"] == "live"
    assert function["LoggingConfig"]["LogGroup"] == {"Ref": "FunctionLogs"}
    assert function["Environment"]["Variables"]["VESTIBULE_TABLE"] == {"Ref": "Table"}


def test_each_function_has_a_role_of_its_own_and_only_the_relay_knows_the_queue(
    package: Path,
) -> None:
    resources = translated(package / "sam.yaml")["Resources"]
    functions = {name: resources[name]["Properties"] for name in FUNCTIONS}
    assert len({str(one["Role"]) for one in functions.values()}) == len(functions)
    told = [
        name
        for name, one in functions.items()
        if "VESTIBULE_LOGOUT_QUEUE" in one["Environment"]["Variables"]
    ]
    assert told == ["Relay"]
    (clock,) = (one for one in resources.values() if one["Type"] == "AWS::Events::Rule")
    assert clock["Properties"]["ScheduleExpression"] == "rate(1 hour)"
    # A notice that is being delivered must not be handed out once more meanwhile.
    queue = resources["LogoutQueue"]["Properties"]
    assert functions["Deliver"]["Timeout"] < queue["VisibilityTimeout"]


def translated(template: Path) -> dict[str, Any]:
    translator = Path(__file__).with_name("translate.py")
    plain = subprocess.run(
        [PYTHON_OF_LINTERS, str(translator), str(template)],
        env={"AWS_DEFAULT_REGION": "us-east-1"},
        capture_output=True,
        text=True,
        check=True,
    )
    stack: dict[str, Any] = json.loads(plain.stdout)
    return stack

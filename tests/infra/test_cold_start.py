"""What a process loads before it answers: nothing that its first request does not need."""

import json
import subprocess
import sys

from ops.package.smoke import ENVIRONMENT

HEAVY = {
    "authlib.integrations",
    "authlib.jose",
    "aws_lambda_powertools",
    "boto3",
    "botocore.client",
    "cryptography",
    "httpx",
    "jinja2",
    "joserfc",
    "jwt",
    "pydantic",
    "requests",
    "urllib3",
}

# What the functions behind stream and queue are made of, which have processes of their own.
BEHIND_THE_API = {
    "chalicelib.adapters.dynamodb.changes",
    "chalicelib.adapters.sqs",
    "chalicelib.endpoints.deliver",
    "chalicelib.endpoints.relay",
    "chalicelib.flows.announce_sign_out",
    "chalicelib.flows.deliver_logout",
    "chalicelib.flows.relay_changes",
    "chalicelib.wiring.functions",
}

IMPORT = "import sys, json; import app"
BEHIND = f"{IMPORT}; app.functions()"

# The tenant comes out of a table that is in the process already.
DISCOVER = """
import sys, json
import app
from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.records import item_of
from chalicelib.adapters.dynamodb.tenants import Configuration
from chalicelib.adapters.system import SystemClock
from chalicelib.endpoints.application import Broker
from chalicelib.endpoints.lost import refuse
from chalicelib.settings import Settings
from chalicelib.wiring import dynamo_ports, register
from ops.package.smoke import asking_for
from tests.builders import a_key, a_tenant

class Table:
    def query(self, **_):
        acme = item_of(keys.config("acme"), Configuration(tenant=a_tenant()))
        key = item_of(keys.signing_key("acme", "a-kid"), a_key())
        return {"Items": [acme, key]}

settings = Settings(table="vestibule", public_url="https://auth.example.com", secrets_key="none")
broker = Broker("vestibule", refuse=refuse)
register(broker, dynamo_ports(settings, Table, SystemClock()))
reply = broker(asking_for("/t/acme/.well-known/openid-configuration"), None)
assert json.loads(reply["body"])["issuer"] == "https://auth.example.com/t/acme", reply
"""

UNPLUGGED = """
import sys, json

def unplug(event, _):
    if event == "socket.connect":
        raise RuntimeError("a connection before the first request")

sys.addaudithook(unplug)
import app
"""


def loaded_by(program: str, **environment: str) -> set[str]:
    """What of the above a fresh interpreter has loaded when the program ends."""
    ran = subprocess.run(
        [sys.executable, "-c", f"{program}\nprint(json.dumps(sorted(sys.modules)))"],
        env={**ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return (HEAVY | BEHIND_THE_API).intersection(json.loads(ran.stdout))


def test_a_process_starts_without_what_only_some_requests_need() -> None:
    assert loaded_by(IMPORT) == set()


def test_only_the_functions_behind_stream_and_queue_load_what_these_need() -> None:
    assert loaded_by(BEHIND) == BEHIND_THE_API


def test_discovery_is_answered_without_anything_that_signs_or_verifies() -> None:
    assert loaded_by(DISCOVER) == set()


def test_in_lambda_the_start_loads_what_requests_need_and_speaks_with_nobody() -> None:
    loaded = loaded_by(UNPLUGGED, AWS_LAMBDA_INITIALIZATION_TYPE="snap-start")
    assert loaded >= {"aws_lambda_powertools", "boto3", "cryptography", "jwt"}
    assert loaded.isdisjoint({"authlib.integrations", "authlib.jose", "httpx", "pydantic"})
    assert loaded.isdisjoint(BEHIND_THE_API)


def test_a_start_that_a_request_waits_for_loads_nothing_ahead() -> None:
    loaded = loaded_by(UNPLUGGED, AWS_LAMBDA_INITIALIZATION_TYPE="on-demand")
    assert not loaded & {"boto3", "jwt"}

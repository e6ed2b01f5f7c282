"""Each function reaches the items of tenants, what it needs between them, and nothing else."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from chalicelib.endpoints.rotate import RotationIncomplete
from ops.package.gates import faults_in
from tests.fakes.invocation import Invocation
from tests.infra.iam import Request, is_allowed, requests_in
from tests.infra.test_gates import the_template
from tests.journeys.app import acme_web, jobs, twin_web
from tests.journeys.browser import Browser
from tests.journeys.credentials import ADA
from tests.journeys.devices import press
from tests.journeys.village import Village, a_village

FUNCTIONS = ("function", "relay", "deliver", "rotate")
ITEM_ACTIONS = (
    *("BatchGetItem", "ConditionCheckItem", "DeleteItem", "GetItem", "PutItem", "Query"),
    "UpdateItem",
)
every_function = pytest.mark.parametrize("function", FUNCTIONS)


@pytest.fixture(scope="module")
def village() -> Iterator[Village]:
    with a_village() as built:
        yield built


@contextmanager
def asked(village: Village) -> Iterator[set[Request]]:
    """What DynamoDB is asked in the block."""
    found: set[Request] = set()

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        found.update(requests_in(model.name, params))

    event = "provide-client-params.dynamodb"
    village.dynamodb.meta.events.register(event, note)
    try:
        yield found
    finally:
        village.dynamodb.meta.events.unregister(event, note)


def test_everything_that_requests_ask_is_allowed(village: Village) -> None:
    with asked(village) as requests:
        app, browser = acme_web(village), Browser(village)
        tokens = app.redeem(app.sign_in(browser, *ADA)["code"]).json
        grant = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        assert app.token(grant).status_code == 200
        assert app.userinfo(tokens["access_token"]).status_code == 200
        assert app.revoke(tokens["access_token"]).status_code == 200
        assert app.fetch("status").status_code == 200
        assert app.fetch("status/0").status_code == 200
        assert jobs(village).token({"grant_type": "client_credentials"}).status_code == 200
        app.sign_in(browser, *ADA)
        assert press(app, browser, "end-session-0").status_code == 303
    assert {action for action, _ in requests} >= {"dynamodb:Query", "dynamodb:ConditionCheckItem"}
    assert [each for each in requests if not is_allowed("function", each)] == []


def test_everything_that_the_relay_the_delivery_and_the_rotation_ask_is_allowed(
    village: Village,
) -> None:
    app, browser = twin_web(village), Browser(village)
    app.redeem(app.sign_in(browser, *ADA)["code"])
    village.stream.drain()
    press(app, browser, "end-session-0")
    with asked(village) as requests:
        village.settle()
    assert requests
    assert [each for each in requests if not is_allowed("relay", each)] == []
    with asked(village) as requests, suppress(RotationIncomplete):
        village.clock.advance(3000 * 24 * 3600)  # keys are as old as the machine says
        village.functions.rotate(Invocation())
    assert ("dynamodb:Query", ("DIRECTORY",)) in requests
    assert any(action == "dynamodb:PutItem" for action, _ in requests)
    assert [each for each in requests if not is_allowed("rotate", each)] == []


@every_function
@pytest.mark.parametrize("action", ITEM_ACTIONS)
def test_nothing_may_be_asked_without_naming_a_tenants_key(function: str, action: str) -> None:
    asked = f"dynamodb:{action}"
    for keys in ((), ("X",), ("T",), ("acme",), ("T#acme", "X"), ("DIRECTORY", "T#acme")):
        assert not is_allowed(function, (asked, keys)), keys


@every_function
def test_only_the_rotation_lists_tenants_and_nothing_at_run_time_writes_between_them(
    function: str,
) -> None:
    for action in ITEM_ACTIONS:
        listing = is_allowed(function, (f"dynamodb:{action}", ("DIRECTORY",)))
        assert listing is (function == "rotate" and action == "Query")
        looking = is_allowed(function, (f"dynamodb:{action}", ("DOMAIN#login.acme.test",)))
        assert looking is (function == "function" and action == "GetItem")


@every_function
@pytest.mark.parametrize("missing", ["Null", "ForAllValues:StringLike"])
def test_a_role_that_reaches_items_of_anybody_is_not_deployed(function: str, missing: str) -> None:
    template = the_template()
    policy = json.loads(Path(f".chalice/policy-{function}.json").read_text())
    template["Resources"]["DefaultRole"]["Properties"]["Policies"] = [{"PolicyDocument": policy}]
    assert faults_in(template) == []
    (statement,) = [each for each in policy["Statement"] if "T#*" in str(each.get("Condition"))]
    del statement["Condition"][missing]
    assert faults_in(template) == [f"DefaultRole: {statement['Sid']} reaches items of anybody"]

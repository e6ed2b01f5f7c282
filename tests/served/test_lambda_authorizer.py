"""API Gateway's three ways to an API, each with events of its own, and real tokens."""

import json
from pathlib import Path

import jwt
import pytest

from ops.cloudformation import load_template
from ops.local.browser import Browser
from tests.examples.beside import module_of
from tests.served.conftest import sign_in
from tests.served.jwt_authorizer import JwtAuthorizer
from tests.served.test_examples import token_of
from vestibule_verifier.aws_lambda import Unauthorized

AUDIENCE = "https://api.acme.test"
STAGE = "arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/v1"
TEMPLATE = Path("examples/lambda-authorizer/template.yaml")
EVERYTHING = {"1017", "1042", "1043"}

orders = module_of("lambda-authorizer", "orders_function")


@pytest.fixture(scope="module")
def authorizer(stack):
    with pytest.MonkeyPatch.context() as told:
        told.setenv("ISSUER", stack["tenants"]["acme"]["issuer"])
        told.setenv("AUDIENCE", AUDIENCE)
        return module_of("lambda-authorizer", "authorizer")


@pytest.fixture(scope="module")
def pages(stack):
    """What the web app shows to an admin, to a member, and at the other tenant."""
    people = {
        "ada": ("", "google", "ada@acme.test"),
        "grace": ("", "google", "grace@gmail.com"),
        "hedy": ("/globex", "workforce", "hedy@globex.test"),
    }
    return {name: sign_in(stack, Browser(), *person) for name, person in people.items()}


@pytest.fixture
def bearer(pages):
    return lambda name: f"Bearer {token_of(pages[name], 'access-token')}"


def http_event(header, path="/orders"):
    return {
        "version": "2.0",
        "type": "REQUEST",
        "routeArn": f"{STAGE}/GET{path}",
        "identitySource": [header],
        "routeKey": f"GET {path}",
        "rawPath": path,
        "headers": {"authorization": header, "host": "api.acme.test"},
        "requestContext": {"http": {"method": "GET", "path": path}},
    }


def rest_event(header):
    return {"type": "TOKEN", "methodArn": f"{STAGE}/GET/orders", "authorizationToken": header}


def answered(authorizer_context):
    """What the function says to a request that came through."""
    answer = orders.handler({"requestContext": {"authorizer": authorizer_context}}, None)
    return answer["statusCode"], json.loads(answer["body"])


def ids_of(body):
    return {order["id"] for order in body["orders"]}


@pytest.mark.parametrize(("name", "seen"), [("ada", EVERYTHING), ("grace", {"1042", "1043"})])
def test_an_http_api_shows_what_the_person_may_see(authorizer, bearer, name, seen):
    verdict = authorizer.http_api(http_event(bearer(name)), None)
    assert verdict["isAuthorized"] is True
    status, body = answered({"lambda": verdict["context"]})
    assert (status, ids_of(body)) == (200, seen)


@pytest.mark.parametrize(("name", "seen"), [("ada", EVERYTHING), ("grace", {"1042", "1043"})])
def test_a_rest_api_shows_what_the_person_may_see(authorizer, bearer, name, seen):
    verdict = authorizer.rest_api(rest_event(bearer(name)), None)
    (statement,) = verdict["policyDocument"]["Statement"]
    assert (statement["Effect"], statement["Resource"]) == ("Allow", f"{STAGE}/*")
    # What API Gateway passes on is text, and beside it the principal.
    context = {key: str(text) for key, text in verdict["context"].items()}
    status, body = answered({**context, "principalId": verdict["principalId"]})
    assert (status, ids_of(body)) == (200, seen)
    assert body["for"] == verdict["principalId"]


def test_another_tenants_token_opens_neither(authorizer, bearer):
    assert authorizer.http_api(http_event(bearer("hedy")))["isAuthorized"] is False
    with pytest.raises(Unauthorized):
        authorizer.rest_api(rest_event(bearer("hedy")))


def test_an_id_token_opens_neither(authorizer, pages):
    header = f"Bearer {token_of(pages['ada'], 'id-token')}"
    assert authorizer.http_api(http_event(header))["isAuthorized"] is False
    with pytest.raises(Unauthorized):
        authorizer.rest_api(rest_event(header))


def test_an_app_without_the_scope_is_refused_by_the_function():
    context = {"subject": "ada", "scope": "openid", "entitlements": "orders:read:all"}
    for told in (context, {"lambda": context}):
        assert answered(told) == (403, {"error": "insufficient_scope"})


@pytest.fixture
def native(stack, bearer):
    issued = jwt.decode(bearer("ada")[7:], options={"verify_signature": False})["iat"]
    return JwtAuthorizer(stack["tenants"]["acme"]["issuer"], [AUDIENCE], issued + 60)


@pytest.mark.parametrize(("name", "seen"), [("ada", EVERYTHING), ("grace", {"1042", "1043"})])
def test_the_native_authorizer_takes_our_tokens_as_they_are(native, bearer, name, seen):
    status, context = native.judge(bearer(name), ("orders:read",))
    assert status == 200
    assert json.dumps(context)
    status, body = answered(context)
    assert (status, ids_of(body)) == (200, seen)


def test_the_native_authorizer_knows_other_tenants_scopes_times_and_tokens_apart(
    native, bearer, pages
):
    assert native.judge(bearer("hedy"))[0] == 401
    assert native.judge(f"Bearer {token_of(pages['ada'], 'id-token')}")[0] == 401
    assert native.judge(f"{bearer('ada')[:-6]}AAAAAA")[0] == 401
    assert native.judge(bearer("ada"), ("reports:read",))[0] == 403
    native.now += 3600
    assert native.judge(bearer("ada"))[0] == 401


def test_the_template_names_what_is_there(authorizer):
    resources = load_template(TEMPLATE)["Resources"]
    modules = {"authorizer": authorizer, "orders_function": orders}
    for resource in resources.values():
        if handler := resource["Properties"].get("Handler"):
            module, name = handler.split(".")
            assert callable(getattr(modules[module], name))


def test_no_verdict_outlives_what_the_verifier_promises():
    resources = load_template(TEMPLATE)["Resources"]
    kept = [
        resources[api]["Properties"]["Auth"]["Authorizers"]["Revocable"]["Identity"]
        for api in ("HttpApi", "RestApi")
    ]
    assert [identity["ReauthorizeEvery"] <= 30 for identity in kept] == [True, True]

"""API Gateway's authorizer: every form of its events, and nothing allowed by accident."""

import json

import pytest

from tests.verifier.an_issuer import GLOBEX, NOON, Issuer
from vestibule_verifier import KeysUnavailable, Needs
from vestibule_verifier.aws_lambda import Authorizer, Unauthorized

STAGE = "arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod"
ARN = f"{STAGE}/GET/orders/7"


def rest_token(header):
    return {"type": "TOKEN", "authorizationToken": header, "methodArn": ARN}


def rest_request(header):
    headers = {"Accept": "*/*"} | ({"Authorization": header} if header else {})
    return {"type": "REQUEST", "methodArn": ARN, "headers": headers, "path": "/orders/7"}


def http_1(header):
    return {"version": "1.0", "identitySource": header, **rest_request(header)}


def http_2(header):
    event = {"version": "2.0", "identitySource": [header], **rest_request(header)}
    headers = {name.lower(): text for name, text in event["headers"].items()}
    return {"routeArn": event.pop("methodArn"), **event, "headers": headers}


every_event = pytest.mark.parametrize("event", [rest_token, rest_request, http_1, http_2])
every_answer = pytest.mark.parametrize("simple", [False, True])


def authorizer(issuer, **options):
    return Authorizer(verifier=issuer.verifier(), **options)


def statement_of(verdict):
    assert verdict["policyDocument"]["Version"] == "2012-10-17"
    (statement,) = verdict["policyDocument"]["Statement"]
    assert statement["Action"] == "execute-api:Invoke"
    return statement


@every_event
def test_a_good_token_may_do_what_was_asked_until_it_expires(issuer, event):
    verdict = authorizer(issuer)(event(f"Bearer {issuer.token()}"), None)
    statement = statement_of(verdict)
    assert (statement["Effect"], statement["Resource"]) == ("Allow", ARN)
    assert statement["Condition"] == {"DateLessThan": {"aws:CurrentTime": "2025-06-15T15:16:40Z"}}
    assert verdict["principalId"] == "ada"


@every_event
def test_functions_are_told_who_came(issuer, event):
    verdict = authorizer(issuer)(event(f"Bearer {issuer.token(roles=['admin', 'staff'])}"))
    assert verdict["context"] == {
        "subject": "ada",
        "client_id": "acme-web",
        "scope": "openid orders:read",
        "roles": "admin,staff",
        "entitlements": "orders:read:all,orders:write",
        "exp": NOON + 600,
    }
    json.dumps(verdict)


def test_a_simple_answer_is_a_yes_or_a_no(issuer):
    judge = authorizer(issuer, simple=True, needs=Needs(scope="orders:read"))
    allowed = judge(http_2(f"Bearer {issuer.token()}"))
    assert (allowed["isAuthorized"], allowed["context"]["subject"]) == (True, "ada")
    denied = judge(http_2(f"Bearer {issuer.token(scope='openid')}"))
    assert (denied["isAuthorized"], denied["context"]["error"]) == (False, "insufficient_scope")


@every_event
@pytest.mark.parametrize("header", ["", "Bearer x", "Basic YTpi"])
def test_a_bad_token_is_unauthorized(issuer, event, header):
    with pytest.raises(Unauthorized, match=r"^Unauthorized$"):
        authorizer(issuer)(event(header))
    assert authorizer(issuer, simple=True)(event(header))["isAuthorized"] is False


@every_event
def test_another_tenants_token_is_unauthorized(issuer, event):
    globex = Issuer(url=GLOBEX, network=issuer.network, clock=issuer.clock)
    with pytest.raises(Unauthorized):
        authorizer(issuer)(event(f"Bearer {globex.token()}"))


def test_an_event_without_headers_is_unauthorized(issuer):
    for event in ({"methodArn": ARN}, {"methodArn": ARN, "headers": None}):
        with pytest.raises(Unauthorized):
            authorizer(issuer)(event)


@every_event
def test_a_token_that_allows_too_little_is_denied(issuer, event):
    verdict = authorizer(issuer, needs=Needs(role="owner"))(event(f"Bearer {issuer.token()}"))
    statement = statement_of(verdict)
    assert (statement["Effect"], statement["Resource"]) == ("Deny", ARN)
    assert "Condition" not in statement


@every_answer
def test_in_an_outage_nothing_is_allowed_and_nobody_is_accused(issuer, simple):
    issuer.network.is_down = True
    with pytest.raises(KeysUnavailable):
        authorizer(issuer, simple=simple)(http_2(f"Bearer {issuer.token()}"))


def test_a_verdict_that_routes_share_holds_for_their_stage_and_no_other(issuer):
    verdict = authorizer(issuer, whole_stage=True)(rest_token(f"Bearer {issuer.token()}"))
    assert statement_of(verdict)["Resource"] == f"{STAGE}/*"

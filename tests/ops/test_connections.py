"""`vestibule connections test`: what an operator learns of a connection before people do."""

import json

import pytest

from ops import cli, connections_command
from ops.publish import publish
from ops.surroundings import Surroundings
from tests.fakes.fetch import FakeFetch, json_answer
from tests.ops.a_document import SECRETS, TEXT, a_document
from tests.upstream.an_upstream import jwk_of, other_key, rsa

HOME = "https://accounts.google.com"
METADATA, KEYS, TOKEN = f"{HOME}/.well-known/openid-configuration", f"{HOME}/keys", f"{HOME}/token"
ACCESS = "https://graph.facebook.com/v25.0/oauth/access_token"
WITH_FACEBOOK = TEXT.replace(
    "[[clients]]",
    """[[connections]]
id = "facebook"
kind = "facebook"
client_id = "1000"
client_secret = "env:GOOGLE_SECRET"

[[clients]]""",
)


class Network(FakeFetch):
    """Every provider as it should be."""

    def __init__(self):
        super().__init__(
            {
                METADATA: metadata(),
                KEYS: json_answer({"keys": [jwk_of(rsa("one"), "one")]}),
                TOKEN: json_answer({"error": "invalid_grant"}, status=400),
                ACCESS: graph_error(100, 36009),
            }
        )

    def overridden(self, url):
        return url


def metadata(**more):
    addresses = {"authorization_endpoint": f"{HOME}/auth", "token_endpoint": TOKEN}
    return json_answer({"issuer": HOME, "jwks_uri": KEYS, **addresses, **more})


def graph_error(code, subcode=None):
    error = {"code": code} | ({"error_subcode": subcode} if subcode else {})
    return json_answer({"error": error}, status=400)


@pytest.fixture
def network(monkeypatch):
    network = Network()
    monkeypatch.setattr(connections_command, "GuardedFetch", lambda _overrides: network)
    return network


@pytest.fixture
def ask(destination, network, monkeypatch, capsys):
    publish(a_document(WITH_FACEBOOK), destination, SECRETS)
    surroundings = Surroundings(name="the pretend AWS", destination=destination)
    monkeypatch.setattr(cli, "find_surroundings", lambda _chosen, _environ: surroundings)

    def ask(*words):
        status = cli.main(["connections", "test", *words, "--json"])
        return status, json.loads(capsys.readouterr().out)

    return ask


def told(answer, what):
    (finding,) = [each for each in answer["findings"] if each["what"] == what]
    return finding["ok"], finding["told"]


@pytest.mark.parametrize("connection", ["google", "facebook"])
def test_a_connection_that_works_is_said_to(ask, connection):
    status, answer = ask("acme", connection)
    assert (status, answer["ok"]) == (0, True)
    assert told(answer, "credentials") == (True, "the provider knows client id and secret")
    assert answer["redirect_uri"] == f"https://auth.example.com/t/acme/callback/{connection}"


def test_a_provider_that_promises_to_name_itself_is_asked_like_any_other(ask, network):
    network.answers[METADATA] = metadata(authorization_response_iss_parameter_supported=True)
    status, answer = ask("acme", "google")
    assert (status, len(network.requests_to(TOKEN))) == (0, 1)
    assert told(answer, "credentials") == (True, "the provider knows client id and secret")


def test_nobody_is_signed_in_and_no_secret_is_shown(ask, network, capsys):
    _, answer = ask("acme", "google")
    (redemption,) = network.requests_to(TOKEN)
    assert redemption.form["client_secret"] == SECRETS["GOOGLE_SECRET"]
    assert SECRETS["GOOGLE_SECRET"] not in json.dumps(answer)


@pytest.mark.parametrize(
    ("connection", "address", "refusal"),
    [
        ("google", TOKEN, json_answer({"error": "invalid_client"}, status=401)),
        ("google", TOKEN, json_answer({"error": "unauthorized_client"}, status=400)),
        ("facebook", ACCESS, graph_error(101)),
        ("facebook", ACCESS, graph_error(1)),
    ],
)
def test_credentials_that_the_provider_refuses_are_a_problem(
    ask, network, connection, address, refusal
):
    network.answers[address] = refusal
    status, answer = ask("acme", connection)
    ok, reason = told(answer, "credentials")
    assert (status, ok) == (1, False)
    assert "mend the document or the secret" in reason


def test_an_answer_that_tells_nothing_is_not_taken_for_either(ask, network):
    network.answers[TOKEN] = json_answer({"error": "invalid_request"}, status=400)
    ok, reason = told(ask("acme", "google")[1], "credentials")
    assert ok
    assert reason.startswith("not to be told without a person")


def test_a_provider_that_is_away_is_a_problem_that_may_pass(ask, network):
    network.answers[TOKEN] = json_answer({}, status=503)
    status, answer = ask("acme", "google")
    assert status == 1
    assert told(answer, "credentials")[1].endswith("it may pass, try again")
    assert told(answer, "signing keys")[0]


def test_metadata_of_another_issuer_is_a_problem(ask, network):
    network.answers[METADATA] = json_answer({"issuer": "https://accounts.evil.test"})
    status, answer = ask("acme", "google")
    assert status == 1
    assert told(answer, "sign-in address") == (False, "provider metadata names another issuer")


def test_keys_that_no_id_token_could_be_verified_with_are_a_problem(ask, network):
    network.answers[KEYS] = json_answer({"keys": [jwk_of(other_key("EC"), "ec"), "no key"]})
    status, answer = ask("acme", "google")
    assert status == 1
    assert "none of its 1 keys fits RS256" in told(answer, "signing keys")[1]


def test_a_provider_that_takes_any_code_is_a_problem(ask, network):
    network.answers[TOKEN] = json_answer({"access_token": "x", "id_token": "x.y.z"})
    assert ask("acme", "google")[0] == 1


def test_what_does_not_exist_is_named_and_nobody_is_asked(ask, network):
    assert ask("acme", "googel") == (
        1,
        {"ok": False, "error": "'googel' is not a connection of acme; it has google, facebook"},
    )
    assert ask("globex", "google") == (1, {"ok": False, "error": "there is no tenant 'globex'"})
    assert not network.asked


def test_another_tenants_secret_stays_closed(ask, destination, network):
    """A sealed secret that was copied into another tenant opens for its own tenant alone."""
    publish(a_document(TEXT.replace('"acme"', '"globex"')), destination, SECRETS)
    stolen = config(destination, "acme")
    stolen["pk"] = {"S": "T#globex"}
    destination.dynamodb().put_item(TableName=destination.table, Item=stolen)
    tenant = stolen["record"]["M"]["tenant"]["M"]
    tenant["id"] = {"S": "globex"}
    destination.dynamodb().put_item(TableName=destination.table, Item=stolen)
    status, answer = ask("globex", "google")
    assert (status, told(answer, "secret")[0]) == (1, False)
    assert not network.requests_to(TOKEN)


def config(destination, tenant):
    key = {"pk": {"S": f"T#{tenant}"}, "sk": {"S": "CONFIG"}}
    return destination.dynamodb().get_item(TableName=destination.table, Key=key)["Item"]

"""Every tier and every algorithm: what the broker signs is believed, here and by others."""

from types import SimpleNamespace
from typing import Any

import jwt
import pytest
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import KeySet

from chalicelib.tenancy.model import KeyTier
from tests.journeys.app import App, acme_web, an_api, jobs
from tests.journeys.browser import Browser
from tests.journeys.signing import pin_api, signed_with
from tests.journeys.village import Village
from vestibule_verifier import Answer, Revoked, Verifier
from vestibule_verifier.clock import Moment

ADA = ("ada@acme.test", "google")
API = "https://api.acme.test"
every_algorithm = pytest.mark.parametrize("algorithm", ["RS256", "ES256", "PS256"])


@pytest.fixture(params=KeyTier, ids=str)
def tier(request: pytest.FixtureRequest) -> KeyTier:
    return request.param


def header_of(token: str) -> dict[str, Any]:
    return jwt.get_unverified_header(token)


def believed_by_others(app: App, token: str) -> None:
    """By two libraries that we did not write, with the published key and its algorithm."""
    published, header = app.fetch("jwks").json, header_of(token)
    (listed,) = [key for key in published["keys"] if key["kid"] == header["kid"]]
    assert listed["alg"] == header["alg"]
    key = jwt.PyJWK(listed).key
    claims = jwt.decode(token, key, [listed["alg"]], options={"verify_aud": False, **UNTIMED})
    joserfc = joserfc_jwt.decode(token, KeySet.import_key_set(published), [listed["alg"]])
    assert joserfc.claims == claims


UNTIMED = {"verify_exp": False, "verify_iat": False}


def our_verifier(app: App, **options: Any) -> Verifier:
    """The package that APIs install, with the village for a network and a clock."""

    def get(url: str, headers: dict[str, str]) -> Answer:
        got = app.http.get(url.removeprefix("https://auth.test"), base_url="https://auth.test")
        return Answer(status=got.status_code, body=got.data)

    def now() -> Moment:
        return Moment(app.village.clock.now(), app.village.clock.now())

    network, clock = SimpleNamespace(get=get), SimpleNamespace(now=now)
    return Verifier(app.issuer, API, transport=network, clock=clock, **options)


@every_algorithm
def test_tokens_of_every_tier_and_algorithm_are_believed_everywhere(
    village: Village, tier: KeyTier, algorithm: str
) -> None:
    with signed_with(village, "acme", tier=tier, algorithm=algorithm):
        app, browser = acme_web(village), Browser(village)
        scope = "openid orders:read"
        tokens = app.redeem(app.sign_in(browser, *ADA, scope=scope)["code"]).json
        access, hint = tokens["access_token"], tokens["id_token"]
        assert (header_of(access)["alg"], header_of(hint)["alg"]) == (algorithm, "RS256")
        for token in (access, hint):
            believed_by_others(app, token)
        machine = jobs(village).token({"grant_type": "client_credentials"}).json["access_token"]
        assert header_of(machine)["alg"] == algorithm
        verifier = our_verifier(app)
        assert verifier.verify(access).client_id == "acme-web"
        assert verifier.verify(machine).client_id == "acme-jobs"
        assert app.userinfo(access).status_code == 200
        assert an_api(village).introspect(access).json["active"] is True
        left = browser.get(f"{app.issuer}/logout?id_token_hint={hint}")
        assert left.status_code == 200
        village.settle()
        village.clock.advance(60)
        assert header_of(app.fetch("status/0").text)["alg"] == algorithm
        with pytest.raises(Revoked):
            verifier.verify(access)


@every_algorithm
def test_discovery_names_what_id_tokens_may_be_signed_with(
    village: Village, algorithm: str
) -> None:
    """JWK-3."""
    with signed_with(village, "acme", tier=KeyTier.WRAPPED, algorithm=algorithm):
        named = acme_web(village).fetch(".well-known/openid-configuration").json
        algorithms = ["RS256"] if algorithm == "RS256" else ["RS256", algorithm]
        assert named["id_token_signing_alg_values_supported"] == algorithms
        assert named["introspection_signing_alg_values_supported"] == ["RS256"]


def test_an_api_that_takes_rs256_alone_gets_nothing_else_and_its_lists_neither(
    village: Village,
) -> None:
    with signed_with(village, "acme", tier=KeyTier.WRAPPED, algorithm="ES256"):
        pin_api(village, "acme", "RS256")
        app = acme_web(village)
        machine = jobs(village).token({"grant_type": "client_credentials"}).json["access_token"]
        code = app.sign_in(Browser(village), *ADA, scope="openid orders:read")["code"]
        access = app.redeem(code).json["access_token"]
        verifier = our_verifier(app, algorithms=("RS256",))
        assert verifier.verify(machine).client_id == "acme-jobs"
        assert verifier.verify(access).client_id == "acme-web"


def test_a_key_of_one_tenant_that_lies_with_another_signs_nothing_there(village: Village) -> None:
    """Whoever could write into the table could not have acme's key sign for the twin."""
    with signed_with(village, "acme", "twin", tier=KeyTier.WRAPPED):
        table = village.destination.table
        keys = [item for item in village.items() if item["sk"]["S"].startswith("KEY#")]
        for item in [item for item in keys if item["pk"]["S"] == "T#twin"]:
            key = {"pk": item["pk"], "sk": item["sk"]}
            village.dynamodb.delete_item(TableName=table, Key=key)
        for item in [item for item in keys if item["pk"]["S"] == "T#acme"]:
            village.dynamodb.put_item(TableName=table, Item={**item, "pk": {"S": "T#twin"}})
        village.grow_cold()
        asked = {"grant_type": "client_credentials"}
        assert jobs(village).token(asked).status_code == 200
        refused = jobs(village, "twin").token(asked)
        assert (refused.status_code, refused.json["error"]) == (503, "temporarily_unavailable")

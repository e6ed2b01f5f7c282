"""A grant that goes on: lost answers, thieves, changed people, and what APIs learn of it."""

import base64
import json
import threading
import zlib
from types import SimpleNamespace
from typing import Any

import pytest

from tests.journeys.app import App, acme_spa, acme_web, jobs, twin_web
from tests.journeys.browser import Browser
from tests.journeys.refusals import require_refusal
from tests.journeys.village import Village
from tests.support.outages import Trouble, spoiling

ADA = ("ada@acme.test", "google")
API = "https://api.acme.test"


@pytest.fixture(params=[acme_web, acme_spa])
def app(village: Village, request: pytest.FixtureRequest) -> App:
    return request.param(village)


@pytest.fixture
def tokens(app: App) -> dict[str, str]:
    return app.redeem(app.sign_in(Browser(app.village), *ADA)["code"]).json


def refresh(app: App, token: str, **changes: Any) -> Any:
    return app.token({"grant_type": "refresh_token", "refresh_token": token, **changes})


def test_a_lost_answer_is_given_again_within_the_window(app: App, tokens: dict[str, str]) -> None:
    successors = set()
    for _ in range(3):
        answer = refresh(app, tokens["refresh_token"])
        assert answer.status_code == 200
        successors.add(answer.json["refresh_token"])
        app.village.clock.advance(1)
    assert len(successors) == 1


def test_a_straggler_does_not_log_anybody_out(app: App, tokens: dict[str, str]) -> None:
    """The app went on twice already when a copy of its first request arrives."""
    second = refresh(app, tokens["refresh_token"]).json["refresh_token"]
    third = refresh(app, second).json["refresh_token"]
    late = refresh(app, tokens["refresh_token"])
    assert late.json["refresh_token"] == second
    assert refresh(app, third).status_code == 200


def test_after_the_window_a_used_token_ends_the_family(app: App, tokens: dict[str, str]) -> None:
    second = refresh(app, tokens["refresh_token"]).json
    app.village.clock.advance(60)
    require_refusal(refresh(app, tokens["refresh_token"]), "invalid_grant")
    require_refusal(refresh(app, second["refresh_token"]), "invalid_grant")
    assert app.userinfo(second["access_token"]).status_code == 401
    assert app.village.audited("acme", "refresh_token_replayed")


def test_an_old_access_token_lives_to_its_expiry(app: App, tokens: dict[str, str]) -> None:
    refresh(app, tokens["refresh_token"])
    assert app.userinfo(tokens["access_token"]).status_code == 200


SPOILT = {
    "truncated": lambda token: token[:-1],
    "padded": lambda token: token + "=",
    "re-cased": lambda token: token.swapcase(),
    "another generation": lambda token: token.replace("1.1.", "1.2.", 1),
    "another key": lambda token: token.replace("1.1.", "2.1.", 1),
    "another spelling": lambda token: token.replace("1.1.", "1.01.", 1),
    "indented": lambda token: " " + token,
    "doubled": lambda token: token * 2,
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_garbled_token_costs_nothing_and_harms_nobody(
    app: App, tokens: dict[str, str], how: str
) -> None:
    before = app.village.stored()
    require_refusal(refresh(app, SPOILT[how](tokens["refresh_token"])), "invalid_grant")
    assert app.village.stored() == before
    assert refresh(app, tokens["refresh_token"]).status_code == 200


def test_the_tenant_next_door_has_nothing_from_it(village: Village) -> None:
    app, twin = acme_web(village), twin_web(village)
    token = app.redeem(app.sign_in(Browser(village), *ADA)["code"]).json["refresh_token"]
    before = village.stored()
    require_refusal(refresh(twin, token), "invalid_grant")
    assert village.stored() == before
    assert refresh(app, token).status_code == 200


def test_fifty_at_once_leave_one_successor(village: Village) -> None:
    app = acme_web(village)
    token = app.redeem(app.sign_in(Browser(village), *ADA)["code"]).json["refresh_token"]
    answers: list[Any] = []
    threads = [
        threading.Thread(target=lambda: answers.append(refresh(app, token))) for _ in range(50)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json["refresh_token"] for answer in answers}) == 1


@pytest.mark.parametrize("trouble", Trouble)
def test_whatever_fails_the_retry_succeeds_with_the_one_successor(
    village: Village, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    impatient = SimpleNamespace(sleep=lambda _seconds: None)
    monkeypatch.setattr("botocore.endpoint.time", impatient)
    monkeypatch.setattr("chalicelib.adapters.dynamodb.table.time", impatient)
    app = acme_web(village)
    for nth in range(1, 5):
        tokens = app.redeem(app.sign_in(Browser(village), *ADA)["code"]).json
        with spoiling(nth, trouble, village.dynamodb, village.kms) as spoiler:
            failed = refresh(app, tokens["refresh_token"])
        assert spoiler.struck is not None
        assert failed.status_code in {200, 503}
        successor = refresh(app, tokens["refresh_token"])
        assert successor.status_code == 200
        if failed.status_code == 200:
            assert failed.json["refresh_token"] == successor.json["refresh_token"]
        again = refresh(app, successor.json["refresh_token"])
        assert again.status_code == 200


def test_a_long_signing_outage_logs_nobody_out(village: Village) -> None:
    app = acme_web(village)
    token = app.redeem(app.sign_in(Browser(village), *ADA)["code"]).json["refresh_token"]
    for _ in range(3):
        with spoiling(1, Trouble.THROTTLED, village.kms) as spoiler:
            assert refresh(app, token).status_code == 503
        assert spoiler.struck == "Sign"
        village.clock.advance(300)
    assert refresh(app, token).status_code == 200


def test_a_session_that_ended_refreshes_no_more(app: App) -> None:
    browser = Browser(app.village)
    tokens = app.redeem(app.sign_in(browser, *ADA)["code"]).json
    browser.get(f"{app.issuer}/logout?id_token_hint={tokens['id_token']}")
    require_refusal(refresh(app, tokens["refresh_token"]), "invalid_grant")
    assert app.userinfo(tokens["access_token"]).status_code == 401


def test_a_code_of_a_session_that_ended_redeems_no_more(app: App) -> None:
    browser = Browser(app.village)
    hint = app.redeem(app.sign_in(browser, *ADA)["code"]).json["id_token"]
    code = app.sign_in(browser, *ADA)["code"]
    browser.get(f"{app.issuer}/logout?id_token_hint={hint}")
    require_refusal(app.redeem(code), "invalid_grant")


def test_every_token_says_where_its_status_is(village: Village) -> None:
    app, machine = acme_web(village), jobs(village)
    tokens = app.redeem(app.sign_in(Browser(village), *ADA)["code"]).json
    person = app.verified(tokens["access_token"], API)["status"]
    alone = app.verified(
        machine.token({"grant_type": "client_credentials"}).json["access_token"], API
    )
    assert person["status_list"] != person["client_status_list"]
    for reference in (*person.values(), *alone["status"].values()):
        assert reference["uri"].startswith(f"{app.issuer}/status/")
        assert status_of(app, reference) == 0


def test_a_replay_is_seen_in_the_status_list(app: App, tokens: dict[str, str]) -> None:
    reference = app.verified(tokens["access_token"], API)["status"]["status_list"]
    assert status_of(app, reference) == 0
    refresh(app, tokens["refresh_token"])
    app.village.clock.advance(61)
    refresh(app, tokens["refresh_token"])
    app.village.settle()
    assert status_of(app, reference) == 1


def status_of(app: App, reference: dict[str, Any]) -> int:
    """What a resource server would read, two bits at a time, the lowest first."""
    app.village.clock.advance(2)
    answer = app.fetch(reference["uri"].removeprefix(f"{app.issuer}/"))
    assert answer.content_type == "application/statuslist+jwt"
    claims = _payload(answer.text)
    assert claims["sub"] == reference["uri"]
    text = claims["status_list"]["lst"]
    packed = zlib.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    byte, place = divmod(reference["idx"], 4)
    return packed[byte] >> 2 * place & 3


def _payload(token: str) -> dict[str, Any]:
    text = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))

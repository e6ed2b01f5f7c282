"""Many at once over HTTP: several worker processes, and a DynamoDB that is strict about races."""

from collections import Counter
from collections.abc import Iterator

import jwt
import pytest

from ops.local.browser import Answer, Browser, query_of
from ops.local.relying_party import RelyingParty
from tests.real.ministack import reset
from tests.real.stack import serving
from tests.real.walk import sign_in_at
from tests.support.at_once import MANY, at_once
from tests.support.served import Stack

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def strict_stack(ministack: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    reset(ministack)
    with serving(tmp_path_factory.mktemp("strict"), VESTIBULE_AWS=ministack) as served:
        assert served["aws"]["endpoint_url"] == ministack
        yield served
    reset(ministack)


class AcmeWeb:
    """Acme's confidential app, with what it needs to ask for tokens."""

    def __init__(self, stack: Stack) -> None:
        known = stack["tenants"]["acme"]["clients"]["acme-web"]
        issuer = stack["tenants"]["acme"]["issuer"]
        discovery = Browser().get(f"{issuer}/.well-known/openid-configuration")
        self.metadata = discovery.json()
        self.party = RelyingParty(
            client_id=known["client_id"],
            client_secret=known["client_secret"],
            redirect_uri=known["redirect_uris"][0],
            scope="openid profile email",
        )

    def code(self, browser: Browser, login: str = "ada@acme.test", via: str = "google") -> str:
        url = self.party.authorization_url(self.metadata)
        return query_of(sign_in_at(browser, url, self.party.redirect_uri, via, login))["code"]

    def redeem(self, code: str) -> Answer:
        form = self.party.token_request(code)
        return Browser().post(self.metadata["token_endpoint"], form, self.party.credentials())

    def userinfo(self, access_token: str) -> Answer:
        bearer = {"Authorization": f"Bearer {access_token}"}
        return Browser().get(self.metadata["userinfo_endpoint"], bearer)


@pytest.fixture(scope="module")
def acme_web(strict_stack: Stack) -> AcmeWeb:
    return AcmeWeb(strict_stack)


@pytest.mark.parametrize("attempt", range(3))
def test_of_many_redemptions_of_one_code_one_succeeds_and_is_undone_by_the_others(
    acme_web: AcmeWeb, attempt: int
):
    code = acme_web.code(Browser())
    answers = at_once(lambda _: acme_web.redeem(code))
    assert Counter(answer.status for answer in answers) == {200: 1, 400: MANY - 1}
    refusals = [answer.json()["error"] for answer in answers if answer.status == 400]
    assert set(refusals) == {"invalid_grant"}
    (winner,) = (answer.json() for answer in answers if answer.status == 200)
    assert acme_web.userinfo(winner["access_token"]).status == 401


def test_a_code_that_is_redeemed_once_is_left_in_peace(acme_web: AcmeWeb):
    tokens = acme_web.redeem(acme_web.code(Browser())).json()
    assert acme_web.userinfo(tokens["access_token"]).status == 200


def test_a_person_who_is_new_in_many_browsers_at_once_is_one_person(acme_web: AcmeWeb):
    login = "linus@example.org"
    codes = at_once(lambda _: acme_web.code(Browser(), login, "facebook"), many=6)
    id_tokens = [acme_web.redeem(code).json()["id_token"] for code in codes]
    unverified = {"verify_signature": False}
    subjects = {jwt.decode(token, options=unverified)["sub"] for token in id_tokens}
    assert len(subjects) == 1


def test_one_answer_of_a_provider_signs_in_once(acme_web: AcmeWeb, strict_stack: Stack):
    browser, url = Browser(), acme_web.party.authorization_url(acme_web.metadata)
    callback = f"{strict_stack['tenants']['acme']['issuer']}/callback/google"
    answered = sign_in_at(browser, url, callback, "google", "ada@acme.test")
    answers = at_once(lambda _: browser.get(answered), many=8)
    assert Counter(answer.status for answer in answers) == {303: 1, 400: 7}

"""Every call to AWS of every journey fails once: nobody sees a crash, and trying again works.

What trying again means is the promise here. Whoever is told 503 may send the same request once
more. Where that cannot help, because a state or a code was used up on the way, the app is told
`temporarily_unavailable` or the person is led back to it, and a fresh start completes.
"""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from werkzeug.test import TestResponse

from tests.journeys.app import App, acme_web, jobs
from tests.journeys.browser import Browser, Form, answer_in
from tests.journeys.refusals import require_page, require_way_back
from tests.journeys.village import Village
from tests.support.outages import Spoiler, Trouble, losing, nothing_spoilt, spoiling

ADA = ("ada@acme.test", "google")
HINT = {"connection": "google", "login_hint": "ada@acme.test"}
HOME = "http://localhost:8790/"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between its tries the AWS client, and the table after it, would rest on the real clock."""
    impatient = SimpleNamespace(sleep=lambda _seconds: None)
    monkeypatch.setattr("botocore.endpoint.time", impatient)
    monkeypatch.setattr("chalicelib.adapters.dynamodb.table.time", impatient)


class Traveller:
    """A person and an app who try again, and write down where that was not enough."""

    def __init__(self, village: Village) -> None:
        village.stock_up()
        self.village = village
        self.app: App = acme_web(village)
        self.browser = Browser(village)
        self.spoiler: Spoiler | None = None
        self.new_starts: list[str] = []

    def insist(self, step: str, request: Callable[[], TestResponse]) -> TestResponse:
        """Make a request, and the same once more after a 503."""
        self.village.grow_cold()
        response = request()
        if response.status_code == 503:
            require_outage(response)
            response = request()
        assert response.status_code < 500, (step, self.spoiler and self.spoiler.struck)
        if is_dead_end(response):
            self.new_starts.append(f"{step} {self.spoiler.struck if self.spoiler else ''}")
        return response

    def be_signed_in(self) -> App:
        """Have a session, whatever it took: that is another journey."""
        if not any(name.endswith("-session") for name in self.browser.cookies()):
            with nothing_spoilt(self.spoiler):
                self.app.sign_in(self.browser, *ADA)
        return self.app


def require_outage(response: TestResponse) -> None:
    """503 for a person as a page, for a program in JSON, and both are told when to come back."""
    assert int(response.headers["Retry-After"]) > 0
    assert response.headers["Cache-Control"] == "no-store"
    if response.content_type == "application/json":
        assert response.json["error"] == "temporarily_unavailable"
        return
    del response.headers["Retry-After"]
    require_page(response, "temporarily_unavailable", 503)


def is_dead_end(response: TestResponse) -> bool:
    """Whether the same request will never work, and the app has been told or is one click away."""
    if response.status_code == 303 and "error=" in response.location:
        assert answer_in(response)["iss"] == "https://auth.test/t/acme"
        return answer_in(response)["error"] == "temporarily_unavailable"
    if response.status_code == 400 and response.content_type == "application/json":
        assert response.json["error"] == "invalid_grant"
        return True
    if response.status_code == 400:
        require_page(response)
        require_way_back(response, HOME)
        return True
    return False


def sign_in(traveller: Traveller) -> bool:
    app, answered = traveller.app, come_back(traveller)
    if is_dead_end(answered):
        return False
    code = answer_in(answered)["code"]
    redeemed = traveller.insist("token", lambda: app.redeem(code))
    if redeemed.status_code != 200:
        return False
    token = redeemed.json["access_token"]
    claims = traveller.insist("userinfo", lambda: app.userinfo(token))
    assert claims.json["email"] == "ada@acme.test"
    return True


def come_back(traveller: Traveller) -> TestResponse:
    app, browser = traveller.app, traveller.browser
    begun = traveller.insist("authorize", lambda: app.ask(browser, prompt="login", **HINT))
    back = browser.get(begun.location).location
    return traveller.insist("callback", lambda: browser.get(back))


def come_for_the_first_time(traveller: Traveller) -> bool:
    traveller.village.forget_people("acme")
    return not is_dead_end(come_back(traveller))


def choose(traveller: Traveller) -> bool:
    app, browser = traveller.app, traveller.browser
    begun = traveller.insist("authorize", lambda: app.ask(browser))
    page = traveller.insist("login", lambda: browser.get(begun.location))
    choice = f"{app.issuer}/login/google?attempt={Form.read(page).fields['attempt']}"
    chosen = traveller.insist("choice", lambda: browser.get(choice))
    return bool(chosen.location.startswith("https://upstreams.test/google/"))


def change_ones_mind(traveller: Traveller) -> bool:
    app, browser = traveller.app, traveller.browser
    begun = traveller.insist("authorize", lambda: app.ask(browser))
    form = Form.read(traveller.insist("login", lambda: browser.get(begun.location))).fields
    left = traveller.insist("cancel", lambda: browser.post(f"{app.issuer}/login", form))
    return not is_dead_end(left)


def stay_signed_in(traveller: Traveller) -> bool:
    app, browser = traveller.be_signed_in(), traveller.browser
    return not is_dead_end(traveller.insist("authorize", lambda: app.ask(browser)))


def consent(traveller: Traveller) -> bool:
    app, browser = traveller.be_signed_in(), traveller.browser
    begun = traveller.insist("authorize", lambda: app.ask(browser, prompt="consent"))
    page = traveller.insist("question", lambda: browser.get(begun.location))
    form = {**Form.read(page).fields, "decision": "allow"}
    url = f"{app.issuer}/consent"
    return not is_dead_end(traveller.insist("consent", lambda: browser.post(url, form)))


def work_alone(traveller: Traveller) -> bool:
    machine = jobs(traveller.village)
    form = {"grant_type": "client_credentials"}
    token = traveller.insist("token", lambda: machine.token(form))
    keys = traveller.insist("jwks", lambda: machine.fetch("jwks"))
    about = traveller.insist("discovery", lambda: machine.fetch(".well-known/openid-configuration"))
    return token.status_code == keys.status_code == about.status_code == 200


#: Where the same request again cannot help, by what has happened by then.
AFTER_CALLBACK = {"callback Decrypt", "callback GetItem", "callback TransactWriteItems"}
AFTER_CONSENT = {"consent BatchGetItem", "consent GetItem", "consent TransactWriteItems"}
JOURNEYS: dict[str, tuple[Callable[[Traveller], bool], set[str], set[str]]] = {
    "sign in": (sign_in, AFTER_CALLBACK, {"callback UpdateItem", "token UpdateItem"}),
    "come for the first time": (
        come_for_the_first_time,
        AFTER_CALLBACK,
        {"callback UpdateItem"},
    ),
    "choose": (choose, set(), set()),
    "change one's mind": (change_ones_mind, set(), {"cancel UpdateItem"}),
    "stay signed in": (stay_signed_in, set(), set()),
    "consent": (consent, AFTER_CONSENT, {"consent UpdateItem"}),
    "work alone": (work_alone, set(), set()),
}


@pytest.mark.parametrize("trouble", Trouble)
@pytest.mark.parametrize("name", JOURNEYS)
def test_whatever_fails_a_second_try_completes(
    village: Village, name: str, trouble: Trouble
) -> None:
    journey, always, when_lost = JOURNEYS[name]
    new_starts: set[str] = set()
    acme_web(village).sign_in(Browser(village), *ADA)
    for nth in range(_calls_of(village, journey) + 1):
        village.sweep()
        traveller = Traveller(village)
        with spoiling(nth, trouble, village.dynamodb, village.kms) as traveller.spoiler:
            assert journey(traveller) or journey(traveller)
        assert (traveller.spoiler.struck is None) == (nth == 0)
        new_starts |= set(traveller.new_starts)
        require_whole(village)
    assert new_starts == (always | when_lost if trouble is Trouble.LOST else always)


@pytest.mark.parametrize("journey", [sign_in, come_for_the_first_time, stay_signed_in, consent])
def test_an_answer_lost_on_the_wire_costs_nobody_anything(
    village: Village, monkeypatch: pytest.MonkeyPatch, journey: Callable[[Traveller], bool]
) -> None:
    """The AWS client asks again by itself, and recognises what it has done already."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None))
    calls = _calls_of(village, journey)
    for nth in range(1, calls + 1):
        village.sweep()
        traveller = Traveller(village)
        traveller.be_signed_in()
        with losing(nth, village.dynamodb, village.kms) as sent:
            assert journey(traveller)
        assert len(sent) > calls
        assert traveller.new_starts == []
        require_whole(village)


@pytest.mark.parametrize("trouble", Trouble)
def test_without_a_page_an_outage_is_told_to_the_app(village: Village, trouble: Trouble) -> None:
    """AZ-13: an app that asked with prompt=none waits in a frame that nobody sees."""
    app, browser = acme_web(village), Browser(village)
    app.sign_in(browser, *ADA)
    for operation in (1, 2):
        with spoiling(operation, trouble, village.dynamodb) as spoiler:
            answer = answer_in(app.ask(browser, prompt="none"))
        assert spoiler.struck in {"BatchGetItem", "TransactWriteItems"}
        assert answer["error"] == "temporarily_unavailable"
        assert (answer["state"], answer["iss"]) == ("a-state", app.issuer)
        assert "code" in answer_in(app.ask(browser, prompt="none"))


@pytest.mark.parametrize("trouble", Trouble)
def test_what_a_reload_cannot_cure_is_told_to_the_app(village: Village, trouble: Trouble) -> None:
    app, told = acme_web(village), []
    for nth in range(2, 6):
        browser = Browser(village)
        callback = app.until_callback(browser, *ADA)
        village.ports.providers._secrets._open.clear()
        with spoiling(nth, trouble, village.dynamodb, village.kms) as spoiler:
            answer = answer_in(browser.get(callback))
        assert answer["error"] == "temporarily_unavailable"
        assert (answer["state"], answer["iss"]) == ("a-state", app.issuer)
        told.append(spoiler.struck)
    assert sorted(told) == ["Decrypt", "GetItem", "GetItem", "TransactWriteItems"]


@pytest.mark.parametrize("trouble", Trouble)
def test_a_code_for_which_nothing_was_signed_is_good_again(
    village: Village, trouble: Trouble
) -> None:
    app = acme_web(village)
    app.redeem(app.sign_in(Browser(village), *ADA)["code"])  # the process has its key by now
    for nth in (1, 2):
        code = app.sign_in(Browser(village), *ADA)["code"]
        with spoiling(nth, trouble, village.kms) as spoiler:
            require_outage(app.redeem(code))
        assert spoiler.struck == "Sign"
        assert app.redeem(code).status_code == 200
        assert app.redeem(code).json["error"] == "invalid_grant"


def _calls_of(village: Village, journey: Callable[[Traveller], bool]) -> int:
    traveller = Traveller(village)
    with spoiling(0, Trouble.LOST, village.dynamodb, village.kms) as counter:
        traveller.spoiler = counter
        assert journey(traveller)
    return counter.calls


def require_whole(village: Village) -> None:
    """Nothing is half-written: whoever is named somewhere exists."""
    items = village.items()
    places = {(item["pk"]["S"], item["sk"]["S"]) for item in items}
    for item in items:
        partition, place = item["pk"]["S"], item["sk"]["S"]
        record = item.get("record", {}).get("M", {})
        tenant = "#".join(partition.split("#")[:2])
        if place in {"IDENTITY", "SESSION", "CODE"}:
            assert (f"{tenant}#USER#{record['user_id']['S']}", "USER") in places
        if place == "CODE":
            assert (f"{tenant}#SESSION#{record['session_key']['S']}", "SESSION") in places

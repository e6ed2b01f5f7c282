"""People's devices, each with what an app got there, and the account page as they use it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from werkzeug.test import TestResponse

from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.premises import in_house_of
from chalicelib.tenancy.status import Status
from tests.endpoints.pages.reading import Node, read
from tests.journeys.app import App
from tests.journeys.browser import Browser, Form
from tests.journeys.village import Village

ADA = ("ada@acme.test", "google")
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
)
Fields = dict[str, str]


class Device(Browser):
    """A browser that says what it is, somewhere in Sweden."""

    def __init__(self, village: Village, user_agent: str = LINUX) -> None:
        super().__init__(village)
        self.user_agent = user_agent

    def get(self, url: str, **options: Any) -> TestResponse:
        told = {"User-Agent": self.user_agent, "CloudFront-Viewer-Country": "SE"}
        network = {"REMOTE_ADDR": "203.0.113.7"}
        return super().get(url, headers=told, environ_base=network, **options)


@dataclass
class Seat:
    """Somebody signed in to one app on one device, with the tokens that the app got."""

    app: App
    device: Browser
    tokens: Fields

    @staticmethod
    def take(app: App, device: Browser, person: tuple[str, str] = ADA) -> "Seat":
        code = app.sign_in(device, *person)["code"]
        return Seat(app, device, app.redeem(code).json)

    @staticmethod
    def take_for_good(app: App, device: Browser) -> "Seat":
        """With access that outlives the session, which the person allows."""
        hint = {"connection": "google", "login_hint": "ada@acme.test"}
        asked = app.ask(device, scope="openid offline_access", prompt="consent", **hint)
        form = Form.read(device.follow(asked)).fields
        left = device.post(f"{app.issuer}/consent", {**form, "decision": "allow"})
        code = dict(parse_qsl(urlsplit(left.location).query))["code"]
        return Seat(app, device, app.redeem(code).json)

    def refreshes(self) -> bool:
        """Whether the app still gets tokens by itself."""
        grant = {"grant_type": "refresh_token", "refresh_token": self.tokens["refresh_token"]}
        response = self.app.token(grant)
        if response.status_code == 200:
            self.tokens |= response.json
            return True
        assert response.json["error"] == "invalid_grant"
        return False

    def status(self) -> Status:
        """What an API reads of the access token."""
        claims = self.app.verified(self.tokens["access_token"], "https://api.acme.test")
        place = claims["status"]["status_list"]
        number = int(place["uri"].rpartition("/")[2])
        lists, tenant = self.app.village.ports.status_lists, TenantId(self.app.tenant)
        with in_house_of(tenant):
            return lists.statuses_of(tenant, number, [place["idx"]]).get(place["idx"], Status.VALID)

    def require_alive(self) -> None:
        assert self.status() is Status.VALID
        assert self.app.userinfo(self.tokens["access_token"]).status_code == 200
        assert self.refreshes()

    def require_ended(self) -> None:
        assert self.status() is Status.INVALID
        assert self.app.userinfo(self.tokens["access_token"]).status_code == 401
        assert not self.refreshes()


def is_signed_in(app: App, device: Browser) -> bool:
    answer = dict(parse_qsl(urlsplit(app.ask(device, prompt="none").location).query))
    assert ("code" in answer) is (answer.get("error") != "login_required")
    return "code" in answer


def account_of(app: App, device: Browser) -> Node:
    """The account page."""
    response = device.get(f"{app.issuer}/account")
    assert response.status_code == 200, response.text
    assert response.headers["Cache-Control"] == "no-store"
    return read(response.text)


def headings(page: Node, section: str) -> list[str]:
    """The names of devices or of apps, in the order of the page."""
    return [each.text for each in page.one("section", id=section).all("h3")]


def fields_of(page: Node, button: str) -> Fields:
    """What the form around a button posts."""
    (form,) = [form for form in page.all("form") if form.all("button", id=button)]
    return {
        each.attributes["name"] or "": each.attributes["value"] or "" for each in form.all("input")
    }


def press(app: App, device: Browser, button: str) -> TestResponse:
    """Open the account page and press a button."""
    return device.post(f"{app.issuer}/account", fields_of(account_of(app, device), button))

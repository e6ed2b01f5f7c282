"""A house that takes in invited people only, and wears its own look, as a browser meets it."""

from pathlib import Path

import pytest

from chalicelib.adapters.dynamodb.invitations import DynamoInvitations
from chalicelib.flows.invite_people import InvitePeople
from chalicelib.tenancy.audit import Cause
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.premises import in_house_of
from ops.documents import read_document
from ops.local.development_secrets import DevelopmentSecrets
from ops.publish import publish
from tests.journeys.app import globex_web
from tests.journeys.browser import Browser
from tests.journeys.village import Village

HEDY = ("hedy@globex.test", "workforce")
BY_INVITATION = '[admission]\nnew_people = "invited"\n'


@pytest.fixture
def closed(village: Village) -> Village:
    """Globex by invitation only, and empty."""
    file = Path("tenants/globex.toml")
    text = file.read_text(encoding="utf-8") + BY_INVITATION
    secrets = DevelopmentSecrets.load(file.parent)
    publish(read_document(str(file), text), village.destination, secrets)
    village.grow_cold()
    village.forget_people("globex")
    village.notes.lines.clear()
    return village


def invite(village: Village, address: str, tenant: str = "globex") -> None:
    office = InvitePeople(
        invitations=DynamoInvitations(village.destination.open_table()),
        roles=village.ports.roles,
        clock=village.clock,
        entropy=village.ports.entropy,
    )
    with in_house_of(TenantId(tenant)):
        house = village.ports.tenants.find(tenant)
        office.invite(house, address, ("admin",), 1, Cause("operator:grace"))


def test_who_was_not_invited_goes_back_to_the_app_and_is_kept_nowhere(closed: Village) -> None:
    before = closed.settled()
    invite(closed, HEDY[0], "acme")
    invited_elsewhere = closed.settled()
    answer = globex_web(closed).sign_in(Browser(closed), *HEDY)
    assert answer["error"] == "access_denied"
    assert "allowed or invited" in answer["error_description"]
    assert closed.settled() == invited_elsewhere != before
    noted = [facts for event, facts in closed.notes.lines if event == "not_admitted"]
    assert noted == [{"tenant": "globex", "connection": "workforce", "reason": "not_invited"}]


def test_who_was_invited_comes_in_once_and_stays(closed: Village) -> None:
    invite(closed, HEDY[0])
    app = globex_web(closed)
    assert "code" in app.sign_in(Browser(closed), *HEDY)
    assert "code" in app.sign_in(Browser(closed), *HEDY)
    (line,) = closed.audited("globex", "invitation_used")
    assert HEDY[0] not in repr(line)
    closed.forget_people("globex")
    assert app.sign_in(Browser(closed), *HEDY)["error"] == "access_denied"


def test_an_invitation_that_is_over_lets_nobody_in_though_it_is_still_there(
    closed: Village,
) -> None:
    invite(closed, HEDY[0])
    closed.clock.advance(24 * 3600)
    closed.grow_cold()
    assert globex_web(closed).sign_in(Browser(closed), *HEDY)["error"] == "access_denied"


def test_the_chooser_of_a_house_wears_its_look(closed: Village) -> None:
    browser = Browser(closed)
    page = browser.follow(globex_web(closed).ask(browser))
    assert "--fill:#1f4e79" in page.text
    assert 'src="data:image/svg+xml;base64,' in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "img-src data:;" in policy
    assert policy.count("'sha256-") == 2

"""The account page: people see where they are signed in, and end what they do not want."""

import base64
import zlib

import jwt
import pytest

from tests.journeys.app import App, acme_spa, acme_web, twin_web
from tests.journeys.browser import Browser
from tests.journeys.devices import (
    PHONE,
    Device,
    Seat,
    account_of,
    fields_of,
    headings,
    is_signed_in,
    press,
)
from tests.journeys.raw import send
from tests.journeys.refusals import require_page
from tests.journeys.village import Village
from tests.support.outages import Trouble, spoiling

GRACE = ("grace@gmail.com", "google")
MARY = ("mary@facebook.test", "facebook")
NOT_SIGNED_IN = "You are not signed in"
ENDS = ("end-session-0", "end-session-1", "end-grant-0", "end-others", "end-everywhere")


@pytest.fixture(autouse=True)
def alone(village: Village) -> None:
    """Nobody is signed in from the test before."""
    village.sweep()


@pytest.fixture
def app(village: Village) -> App:
    return acme_web(village)


@pytest.fixture
def here(app: App) -> Seat:
    return Seat.take(app, Device(app.village))


@pytest.fixture
def phone(app: App, here: Seat) -> Seat:
    """The same person in another app on another device, a while later."""
    app.village.clock.advance(300)
    return Seat.take(acme_spa(app.village), Device(app.village, PHONE))


def test_a_person_sees_their_devices_this_one_first(app: App, here: Seat, phone: Seat) -> None:
    page = account_of(app, here.device)
    assert headings(page, "devices") == ["Firefox on Linux", "Safari on iPhone"]
    assert headings(page, "apps") == ["Acme Shop in the browser", "Acme Shop"]
    first, second = page.one("section", id="devices").all("li", class_="card")
    assert "This browser" in first.text
    assert "This browser" not in second.text
    for words in ("Google", "SE, 203.0.113.7", "5 minutes ago", "Acme Shop"):
        assert words in first.text
    assert "just now" in second.text
    assert "Signed in as Ada Lovelace" in page.text


def test_the_page_looks_from_where_the_person_is(app: App, here: Seat, phone: Seat) -> None:
    page = account_of(app, phone.device)
    assert headings(page, "devices") == ["Safari on iPhone", "Firefox on Linux"]


def test_an_app_that_came_again_is_still_one_app(app: App, here: Seat) -> None:
    Seat.take(app, here.device)
    assert headings(account_of(app, here.device), "apps") == ["Acme Shop"]


def test_a_lost_phone_is_signed_out_from_here(app: App, here: Seat, phone: Seat) -> None:
    response = press(app, here.device, "end-session-1")
    assert (response.status_code, response.location) == (303, f"{app.issuer}/account")
    assert not is_signed_in(app, phone.device)
    phone.require_ended()
    here.require_alive()
    assert headings(account_of(app, here.device), "devices") == ["Firefox on Linux"]
    assert NOT_SIGNED_IN in account_text(app, phone.device)


def test_its_apps_are_told_and_apis_read_it_in_the_published_list(
    app: App, here: Seat, phone: Seat
) -> None:
    place = app.verified(phone.tokens["access_token"], "https://api.acme.test")["status"]
    app.village.settle()
    before = published(app, place["status_list"])
    press(app, here.device, "end-session-1")
    app.village.settle()
    assert (before, published(app, place["status_list"])) == (0, 1)


def test_signing_out_here_forgets_the_cookie_and_says_so(app: App, here: Seat, phone: Seat) -> None:
    response = press(app, here.device, "end-session-0")
    assert "session=;" in response.headers["Set-Cookie"]
    assert "You are signed out" in here.device.follow(response).text
    assert not is_signed_in(app, here.device)
    here.require_ended()
    phone.require_alive()


def test_a_grant_ends_alone(app: App, here: Seat, phone: Seat) -> None:
    again = Seat.take(phone.app, phone.device)
    response = press(app, here.device, "end-grant-0")
    assert response.location == f"{app.issuer}/account"
    phone.require_ended()
    again.require_ended()
    here.require_alive()
    assert is_signed_in(app, phone.device)
    assert headings(account_of(app, here.device), "apps") == ["Acme Shop"]


def test_access_that_outlives_its_session_is_shown_and_ended(app: App, here: Seat) -> None:
    app.village.clock.advance(60)
    lasting = Seat.take_for_good(app, Device(app.village, PHONE))
    press(app, here.device, "end-session-1")
    lasting.require_alive()
    page = account_of(app, here.device)
    card = page.one("section", id="apps").all("li", class_="card")[0]
    assert "Keeps its access after you sign out." in card.text
    assert "Keep this access while you are away" in card.text
    assert "Safari on iPhone" in card.text
    press(app, here.device, "end-grant-0")
    lasting.require_ended()


def test_everything_else_ends_and_this_browser_goes_on(app: App, here: Seat, phone: Seat) -> None:
    lasting = Seat.take_for_good(app, Device(app.village, PHONE))
    kept = Seat.take_for_good(app, here.device)
    response = press(app, here.device, "end-others")
    assert response.location == f"{app.issuer}/account"
    for seat in (phone, lasting):
        seat.require_ended()
        assert not is_signed_in(app, seat.device)
    kept.require_alive()
    here.require_alive()


def test_everywhere_is_everywhere(app: App, here: Seat, phone: Seat) -> None:
    lasting = [Seat.take_for_good(app, seat.device) for seat in (here, phone)]
    response = press(app, here.device, "end-everywhere")
    assert "You are signed out" in here.device.follow(response).text
    for seat in (here, phone, *lasting):
        seat.require_ended()
        assert not is_signed_in(app, seat.device)


def test_what_a_person_ends_is_in_the_audit_trail_as_theirs(
    app: App, here: Seat, phone: Seat
) -> None:
    before = app.village.audited("acme", "session_ended")
    press(app, here.device, "end-session-1")
    (line,) = [each for each in app.village.audited("acme", "session_ended") if each not in before]
    assert line["actor"] == {"S": "person"}


def test_who_is_not_signed_in_is_led_back_to_the_app_they_came_from(app: App) -> None:
    browser = Device(app.village)
    assert NOT_SIGNED_IN in account_text(app, browser)
    browser.follow(app.ask(browser))
    assert "Go back to Acme Shop" in account_text(app, browser)
    response = browser.post(f"{app.issuer}/account", {"end": "everywhere"})
    assert response.location == f"{app.issuer}/account"


def test_a_session_that_was_idle_too_long_shows_and_ends_nothing(
    app: App, here: Seat, phone: Seat
) -> None:
    fields = fields_of(account_of(app, here.device), "end-session-1")
    app.village.clock.advance(8 * 3600 - 300)
    assert NOT_SIGNED_IN in account_text(app, here.device)
    here.device.post(f"{app.issuer}/account", fields)
    assert is_signed_in(app, phone.device)


def test_who_was_disabled_sees_nothing(app: App) -> None:
    mary = Seat.take(app, Device(app.village), MARY)
    subject = app.userinfo(mary.tokens["access_token"]).json["sub"]
    disable(app.village, subject)
    assert NOT_SIGNED_IN in account_text(app, mary.device)


@pytest.mark.parametrize("ticket", [None, "", "0" * 64, "x"])
@pytest.mark.parametrize("button", ENDS)
def test_a_form_of_another_site_ends_nothing(
    app: App, here: Seat, phone: Seat, button: str, ticket: str | None
) -> None:
    fields = fields_of(account_of(app, here.device), button) | {"ticket": ticket or ""}
    if ticket is None:
        del fields["ticket"]
    before = app.village.stored()
    response = here.device.post(f"{app.issuer}/account", fields)
    assert (response.status_code, response.location) == (303, f"{app.issuer}/account")
    assert app.village.stored() == before


@pytest.mark.parametrize("button", ENDS)
def test_the_ticket_of_another_browser_of_the_same_person_ends_nothing(
    app: App, here: Seat, phone: Seat, button: str
) -> None:
    fields = fields_of(account_of(app, here.device), button)
    before = app.village.stored()
    phone.device.post(f"{app.issuer}/account", fields)
    assert app.village.stored() == before


@pytest.mark.parametrize("button", ["end-session-0", "end-grant-0"])
def test_somebody_elses_key_is_the_key_of_nothing(app: App, here: Seat, button: str) -> None:
    grace = Seat.take(app, Device(app.village), GRACE)
    theirs = fields_of(account_of(app, here.device), button)
    own = fields_of(account_of(app, grace.device), button)
    before = app.village.stored()
    response = grace.device.post(f"{app.issuer}/account", own | {"key": theirs["key"]})
    assert response.location == f"{app.issuer}/account"
    assert app.village.stored() == before


@pytest.mark.parametrize("button", ["end-session-0", "end-grant-0"])
def test_the_tenant_next_door_ends_nothing_of_ours(app: App, here: Seat, button: str) -> None:
    twin = twin_web(app.village)
    there = Seat.take(twin, Device(app.village))
    ours = fields_of(account_of(app, here.device), button)
    theirs = fields_of(account_of(twin, there.device), button)
    before = app.village.stored()
    there.device.post(f"{twin.issuer}/account", theirs | {"key": ours["key"]})
    there.device.post(f"{twin.issuer}/account", ours)
    assert app.village.stored() == before


def test_everywhere_stops_at_the_tenants_door(app: App, here: Seat) -> None:
    twin = twin_web(app.village)
    Seat.take(twin, here.device)
    press(app, here.device, "end-everywhere")
    assert not is_signed_in(app, here.device)
    assert is_signed_in(twin, here.device)


@pytest.mark.parametrize(
    "changes",
    [
        {"end": "all"},
        {"end": ""},
        {"key": ""},
        {"end": "grant", "key": ""},
    ],
)
def test_a_form_that_names_nothing_is_refused(
    app: App, here: Seat, changes: dict[str, str]
) -> None:
    fields = fields_of(account_of(app, here.device), "end-session-0")
    require_page(here.device.post(f"{app.issuer}/account", fields | changes))
    assert is_signed_in(app, here.device)


@pytest.mark.parametrize("key", ["x" * 8000, "#", "é\0", "../SESSION", "T#acme#SESSION#"])
def test_a_key_that_could_be_none_is_the_key_of_nothing(app: App, here: Seat, key: str) -> None:
    for button in ("end-session-0", "end-grant-0"):
        fields = fields_of(account_of(app, here.device), button)
        response = here.device.post(f"{app.issuer}/account", fields | {"key": key})
        assert response.status_code == 303
    here.require_alive()


@pytest.mark.parametrize(
    "user_agent", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}"]
)
def test_a_hostile_device_is_an_unknown_device(app: App, here: Seat, user_agent: str) -> None:
    hostile = Seat.take(app, Device(app.village, user_agent))
    for device in (here.device, hostile.device):
        page = device.get(f"{app.issuer}/account")
        assert user_agent not in page.text
        assert "An unknown device" in page.text


def test_a_wrong_method_is_told_on_a_page(village: Village) -> None:
    require_page(send(village, "/t/acme/account", method="DELETE"), status=405)


@pytest.mark.usefixtures("no_waiting")
@pytest.mark.parametrize(
    ("button", "trouble"),
    [
        *(("end-session-1", trouble) for trouble in Trouble),
        *(("end-grant-0", trouble) for trouble in Trouble),
        ("end-everywhere", Trouble.LOST),
    ],
)
def test_whatever_fails_trying_again_completes(
    village: Village, button: str, trouble: Trouble
) -> None:
    nth, struck = 0, True
    while struck:
        nth += 1
        struck = end_despite(village, button, nth, trouble)
    assert nth > 4


def end_despite(village: Village, button: str, nth: int, trouble: Trouble) -> bool:
    """Press a button while the nth call to AWS fails; whether it was made at all."""
    village.sweep()
    app, spa = acme_web(village), acme_spa(village)
    here, there = Seat.take(app, Device(village)), Seat.take(spa, Device(village, PHONE))
    lasting, again = Seat.take_for_good(app, here.device), Seat.take(spa, there.device)
    village.clock.advance(1)
    assert there.refreshes()  # the app that was used last stands first
    fields = fields_of(account_of(app, here.device), button)
    with spoiling(nth, trouble, village.dynamodb, village.kms) as spoiler:
        response = here.device.post(f"{app.issuer}/account", fields)
    assert response.status_code in {303, 503}
    if response.status_code == 503:
        response = here.device.post(f"{app.issuer}/account", fields)
        assert response.status_code == 303
    village.settle()
    ended = {
        "end-session-1": [there, again],
        "end-grant-0": [there, again],
        "end-everywhere": [here, there, again, lasting],
    }[button]
    for seat in (here, there, again, lasting):
        (seat.require_ended if seat in ended else seat.require_alive)()
    return spoiler.struck is not None


def account_text(app: App, device: Browser) -> str:
    return account_of(app, device).text


def published(app: App, place: dict[str, object]) -> int:
    """What the published list says of a place, two bits at a time, the lowest first."""
    app.village.clock.advance(2)
    claims = jwt.decode(
        app.fetch(str(place["uri"]).removeprefix(f"{app.issuer}/")).text,
        options={"verify_signature": False},
    )
    text = claims["status_list"]["lst"]
    packed = zlib.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    byte, at = divmod(int(str(place["idx"])), 4)
    return packed[byte] >> 2 * at & 3


def disable(village: Village, user_id: str) -> None:
    """As an operator does."""
    place = {"pk": {"S": f"T#acme#USER#{user_id}"}, "sk": {"S": "USER"}}
    village.dynamodb.update_item(
        TableName=village.destination.table,
        Key=place,
        UpdateExpression="SET #record.#at = :at",
        ExpressionAttributeNames={"#record": "record", "#at": "disabled_at"},
        ExpressionAttributeValues={":at": {"N": str(village.clock.now())}},
    )

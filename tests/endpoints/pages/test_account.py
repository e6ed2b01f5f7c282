from chalicelib.endpoints.pages.account import (
    Account,
    NobodySignedIn,
    account_page,
    nobody_page,
)
from chalicelib.endpoints.pages.account_cards import AppCard, Asked, DeviceCard
from chalicelib.endpoints.pages.house import House
from chalicelib.endpoints.pages.scopes import ScopeLine
from chalicelib.endpoints.pages.way_back import WayBack
from tests.endpoints.pages.reading import Node, directives, read

NOW = 1_792_000_000
HERE = DeviceCard(
    key="k1",
    device="Firefox on Linux",
    connection="Google",
    signed_in_at=NOW - 7200,
    last_used_at=NOW - 5,
    is_this=True,
    place="DE, 203.0.113.7",
    apps=("Dashboard", "Reports"),
)
PHONE = DeviceCard(
    key="k2",
    device="Safari on iPhone",
    connection="Facebook",
    signed_in_at=NOW - 86_400 * 3,
    last_used_at=NOW - 86_400,
)
DASHBOARD = AppCard(
    key="g1",
    app="Dashboard",
    device="Safari on iPhone",
    given_at=NOW - 86_400 * 3,
    last_used_at=NOW - 86_400,
    scopes=(ScopeLine("email"), ScopeLine("orders:read", "See your orders")),
    outlives_session=True,
)
ACCOUNT = Account(
    house=House("Acme"),
    person="Ada Lovelace",
    devices=(HERE, PHONE),
    apps=(DASHBOARD,),
    asked=Asked(action="/t/acme/account", ticket="t1", now=NOW),
)


def cards(section: str, account: Account = ACCOUNT) -> list[Node]:
    found = read(account_page(account).html).one("section", id=section)
    return found.all("li", class_="card")


def posted_by(form: Node) -> dict[str | None, str | None]:
    return {each.attributes["name"]: each.attributes["value"] for each in form.all("input")}


def test_a_person_recognises_their_devices():
    here, phone = cards("devices")

    assert here.one("h3").text == "Firefox on Linux"
    told = {row.one("dt").text: row.one("dd") for row in here.one("dl").all("div")}
    assert told["With"].text == "Google"
    assert told["From"].text == "DE, 203.0.113.7"
    assert [app.text for app in told["Apps"].all("li")] == ["Dashboard", "Reports"]
    assert told["Last used"].text == "just now (14 October 2026, 17:46 UTC)"
    assert told["Signed in"].one("time").attributes["datetime"] == "2026-10-14T15:46Z"
    assert {row.text for row in phone.all("dt")} == {"Last used", "Signed in", "With"}


def test_only_the_browser_that_asks_is_called_this_one():
    here, phone = cards("devices")

    assert here.all("p", class_="here")
    assert not phone.all("p", class_="here")
    assert (here.one("button").text, phone.one("button").text) == ("Sign out here", "Sign out")


def test_a_person_reads_what_an_app_may_do():
    (app,) = cards("apps")

    assert app.one("h3").text == "Dashboard"
    assert "Keeps its access after you sign out." in app.text
    lines = [line.text for line in app.one("details").one("ul").all("li")]
    assert lines == ["See your e-mail address", "See your ordersorders:read"]


def test_an_app_that_ends_with_its_session_does_not_claim_more():
    (app,) = cards("apps", ACCOUNT._replace(apps=(DASHBOARD._replace(outlives_session=False),)))

    assert "Keeps its access" not in app.text


def test_each_button_ends_one_thing_and_proves_whose_form_it_is():
    forms = read(account_page(ACCOUNT).html).all("form")

    assert [posted_by(form) for form in forms] == [
        {"end": "session", "key": "k1", "ticket": "t1"},
        {"end": "session", "key": "k2", "ticket": "t1"},
        {"end": "grant", "key": "g1", "ticket": "t1"},
        {"end": "others", "ticket": "t1"},
        {"end": "everywhere", "ticket": "t1"},
    ]
    assert {form.attributes["method"] for form in forms} == {"post"}
    assert {form.attributes["action"] for form in forms} == {"/t/acme/account"}
    assert directives(account_page(ACCOUNT).csp)["form-action"] == ["'self'"]


def test_buttons_with_the_same_words_are_told_apart_by_what_they_end():
    document = read(account_page(ACCOUNT).html)

    for button in document.one("section", id="devices").all("button"):
        described = document.one(id=button.attributes["aria-describedby"] or "")
        assert described.text in {"Firefox on Linux", "Safari on iPhone"}


def test_sections_are_named_by_their_headings():
    document = read(account_page(ACCOUNT).html)

    for section in document.all("section"):
        assert document.one("h2", id=section.attributes["aria-labelledby"] or "").text


def test_where_no_app_acts_the_page_says_so():
    document = read(account_page(ACCOUNT._replace(apps=())).html)

    assert "No app can do anything for you" in document.one("section", id="apps").text


def test_who_is_not_signed_in_is_told_what_to_do():
    lost = read(nobody_page(NobodySignedIn(house=House("Acme"))).html)
    found = NobodySignedIn(house=House("Acme"), back=WayBack("https://app.acme.test/", "Dashboard"))

    assert lost.one("h1").text == "You are not signed in"
    assert not lost.all("a")
    assert read(nobody_page(found).html).one("a").text == "Go back to Dashboard"

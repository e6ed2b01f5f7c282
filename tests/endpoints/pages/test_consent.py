from chalicelib.endpoints.pages.client_card import ClientCard
from chalicelib.endpoints.pages.consent import Consent, consent_page
from chalicelib.endpoints.pages.house import House
from chalicelib.endpoints.pages.scopes import ScopeLine
from tests.endpoints.pages.reading import directives, read

STANDARD = ("openid", "profile", "email", "address", "phone", "offline_access")
CONSENT = Consent(
    house=House("Acme"),
    client=ClientCard(name="Dashboard"),
    person="ada@acme.test",
    scopes=(
        *(ScopeLine(scope=scope) for scope in STANDARD),
        ScopeLine(scope="orders:read", description="See your orders"),
        ScopeLine(scope="orders:write"),
    ),
    attempt="a1",
    action="/t/acme/consent",
    redirect_uri="https://app.acme.test/callback",
)


def test_a_person_reads_who_asks_whom():
    words = read(consent_page(CONSENT).html).one("main").text

    assert "Dashboard would like to:" in words
    assert "Signed in as ada@acme.test" in words
    assert "Either way you go back to app.acme.test." in words


def test_every_scope_is_one_line_in_human_words():
    lines = read(consent_page(CONSENT).html).one("ul", class_="scopes").all("li")

    assert len({line.text for line in lines}) == len(CONSENT.scopes)
    assert not any(line.text in STANDARD for line in lines)
    assert lines[2].text == "See your e-mail address"
    assert [line.text for line in lines[-2:]] == ["See your ordersorders:read", "orders:write"]


def test_an_api_cannot_redescribe_a_standard_scope():
    scopes = (ScopeLine(scope="email", description="Nothing at all"),)
    lines = read(consent_page(CONSENT._replace(scopes=scopes)).html).one("ul", class_="scopes")

    assert lines.text == "See your e-mail address"


def test_the_answer_is_a_plain_form_with_two_buttons():
    form = read(consent_page(CONSENT).html).one("form", method="post", action="/t/acme/consent")

    assert form.one("input").attributes == {"type": "hidden", "name": "attempt", "value": "a1"}
    answers = {
        button.attributes["id"]: (button.attributes["name"], button.attributes["value"])
        for button in form.all("button")
    }
    assert answers == {
        "consent-allow": ("decision", "allow"),
        "consent-deny": ("decision", "deny"),
    }


def test_the_answer_may_lead_back_to_the_app_and_on_from_there():
    page = consent_page(CONSENT)

    assert directives(page.csp)["form-action"] == ["'self'", "https://app.acme.test", "https:"]


def test_an_app_without_a_host_is_called_by_its_name():
    page = consent_page(CONSENT._replace(redirect_uri="com.acme.app:/callback"))

    assert "Either way you go back to Dashboard." in read(page.html).one("main").text

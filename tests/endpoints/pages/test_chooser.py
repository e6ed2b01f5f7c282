from chalicelib.endpoints.pages.chooser import Choice, Chooser, chooser_page
from chalicelib.endpoints.pages.client_card import ClientCard
from chalicelib.endpoints.pages.house import House
from tests.endpoints.pages.reading import directives, read

CHOOSER = Chooser(
    house=House("Acme"),
    client=ClientCard(name="Dashboard"),
    choices=(
        Choice(label="Google", href="/t/acme/login/google?attempt=a1&x=2", kind="google"),
        Choice(label="Facebook", href="/t/acme/login/facebook?attempt=a1", kind="facebook"),
        Choice(label="Staff", href="/t/acme/login/staff?attempt=a1", kind="oidc"),
    ),
    attempt="a1",
    cancel_action="/t/acme/login",
    redirect_uri="https://app.acme.test/callback",
)


def test_a_person_reads_where_they_sign_in_and_for_which_app():
    document = read(chooser_page(CHOOSER).html)

    assert document.one("h1").text == "Sign in to Acme"
    assert "to continue to Dashboard" in document.one("main").text


def test_every_connection_is_one_link():
    links = read(chooser_page(CHOOSER).html).all("a", class_="choice")

    assert [link.text for link in links] == [
        "Continue with Google",
        "Continue with Facebook",
        "Continue with Staff",
    ]
    assert links[0].attributes["href"] == "/t/acme/login/google?attempt=a1&x=2"


def test_every_kind_of_connection_has_its_own_mark():
    links = read(chooser_page(CHOOSER).html).all("a", class_="choice")
    marks = [str(link.one("svg").children) for link in links]

    assert len(set(marks)) == 3


def test_a_person_can_refuse():
    form = read(chooser_page(CHOOSER).html).one("form")

    assert form.attributes["method"] == "post"
    assert form.attributes["action"] == "/t/acme/login"
    assert form.one("input").attributes == {"type": "hidden", "name": "attempt", "value": "a1"}
    assert form.one("button").attributes["id"] == "login-cancel"


def test_a_refusal_may_lead_back_to_the_app_and_on_from_there():
    page = chooser_page(CHOOSER)
    native = chooser_page(CHOOSER._replace(redirect_uri="com.acme.app:/callback"))

    assert directives(page.csp)["form-action"] == ["'self'", "https://app.acme.test", "https:"]
    assert directives(native.csp)["form-action"] == ["'self'", "com.acme.app:"]


def test_a_client_may_show_its_logo_its_policy_and_its_terms():
    client = ClientCard(
        name="Dashboard",
        logo_uri="https://cdn.acme.test/logo.png",
        policy_uri="https://acme.test/privacy",
        tos_uri="https://acme.test/terms",
    )
    page = chooser_page(CHOOSER._replace(client=client))
    document = read(page.html)

    assert document.one("img").attributes["src"] == "https://cdn.acme.test/logo.png"
    assert document.one("img").attributes["alt"] == ""
    assert directives(page.csp)["img-src"] == ["https://cdn.acme.test"]
    links = document.one("nav", class_="legal").all("a", rel="noopener noreferrer")
    assert [link.attributes["href"] for link in links] == [client.policy_uri, client.tos_uri]


def test_what_a_client_registered_badly_is_left_out():
    client = ClientCard(
        name="Dashboard",
        logo_uri="data:image/png,x",
        policy_uri="javascript:alert(1)",
        tos_uri="terms.html",
    )
    page = chooser_page(CHOOSER._replace(client=client))
    document = read(page.html)

    assert not document.all("img")
    assert not document.all("nav", class_="legal")
    assert "img-src" not in directives(page.csp)


def test_a_tenant_without_connections_is_no_dead_end():
    document = read(chooser_page(CHOOSER._replace(choices=())).html)

    assert "No way to sign in has been set up" in document.one("main").text
    assert document.one("button", id="login-cancel")

import pytest

from chalicelib.endpoints.pages.form_post import FormPost, form_post_page
from chalicelib.endpoints.pages.house import House
from chalicelib.endpoints.pages.markup import UnsafeMarkupError
from tests.endpoints.pages.reading import directives, read

RESPONSE = FormPost(
    house=House("Acme"),
    client="Dashboard",
    redirect_uri="https://app.acme.test/callback?a=1&b=2",
    parameters=(("code", "c&<\"'>"), ("state", "s" * 1000), ("iss", "https://auth.test/t/acme")),
)


def test_every_parameter_is_a_hidden_field_of_a_form_to_the_client():
    page = form_post_page(RESPONSE)
    form = read(page.html).one("form", method="post", action=RESPONSE.redirect_uri)
    fields = form.all("input", type="hidden")

    assert page.status == 200
    assert tuple((f.attributes["name"], f.attributes["value"]) for f in fields) == (
        RESPONSE.parameters
    )


def test_an_error_response_travels_the_same_way():
    refused = RESPONSE._replace(parameters=(("error", "login_required"), ("state", "s")))
    names = [f.attributes["name"] for f in read(form_post_page(refused).html).all("input")]

    assert names == ["error", "state"]


def test_the_form_posts_itself_after_it_is_there():
    html = form_post_page(RESPONSE).html

    assert read(html).one("script").text.endswith(".submit.call(document.forms[0])")
    assert html.index("</form>") < html.index("<script>")


def test_a_button_is_there_for_those_without_scripts_and_adds_no_parameter():
    button = read(form_post_page(RESPONSE).html).one("button")

    assert button.text == "Continue"
    assert "name" not in button.attributes


@pytest.mark.parametrize(
    ("redirect_uri", "sources"),
    [
        ("https://app.acme.test:8443/callback", ["https://app.acme.test:8443", "https:"]),
        ("http://127.0.0.1:51004/callback", ["http://127.0.0.1:51004", "http:"]),
        ("com.acme.app:/callback", ["com.acme.app:"]),
    ],
)
def test_the_form_may_go_to_the_client_and_on_from_there(redirect_uri, sources):
    page = form_post_page(RESPONSE._replace(redirect_uri=redirect_uri))

    assert directives(page.csp)["form-action"] == sources


def test_no_response_is_posted_to_an_address_that_runs():
    with pytest.raises(UnsafeMarkupError):
        form_post_page(RESPONSE._replace(redirect_uri="javascript:alert(1)"))

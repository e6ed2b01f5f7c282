from chalicelib.endpoints.pages.confirm_sign_out import ConfirmSignOut, confirm_sign_out_page
from chalicelib.endpoints.pages.house import House
from chalicelib.endpoints.pages.signed_out import SignedOut, signed_out_page
from chalicelib.endpoints.pages.way_back import WayBack
from tests.endpoints.pages.reading import directives, read

QUESTION = ConfirmSignOut(house=House("Acme"), action="/t/acme/logout", hidden=(("ticket", "t1"),))


def test_the_end_of_a_sign_out_says_so():
    document = read(signed_out_page(SignedOut(house=House("Acme"))).html)

    assert document.one("h1").text == "You are signed out"
    assert not document.all("a")


def test_a_way_back_is_offered_where_there_is_one():
    back = WayBack(href="https://app.acme.test/", label="Dashboard")
    link = read(signed_out_page(SignedOut(house=House("Acme"), back=back)).html).one("a")

    assert (link.attributes["href"], link.text) == (
        "https://app.acme.test/",
        "Go back to Dashboard",
    )


def test_nobody_is_signed_out_before_they_say_so():
    form = read(confirm_sign_out_page(QUESTION).html).one("form", method="post")

    assert form.attributes["action"] == "/t/acme/logout"
    assert form.one("input").attributes == {"type": "hidden", "name": "ticket", "value": "t1"}
    answers = {button.attributes["id"]: button.attributes["value"] for button in form.all("button")}
    assert answers == {"logout-confirm": "confirm", "logout-cancel": "cancel"}


def test_a_person_reads_who_would_be_signed_out():
    named = confirm_sign_out_page(QUESTION._replace(person="ada@acme.test"))

    assert "You are signed in as ada@acme.test." in read(named.html).one("main").text
    assert "You are signed in here." in read(confirm_sign_out_page(QUESTION).html).one("main").text


def test_the_answer_may_lead_to_where_the_app_asked():
    leading = QUESTION._replace(post_logout_redirect_uri="https://app.acme.test/bye")

    assert directives(confirm_sign_out_page(QUESTION).csp)["form-action"] == ["'self'"]
    assert directives(confirm_sign_out_page(leading).csp)["form-action"] == [
        "'self'",
        "https://app.acme.test",
        "https:",
    ]

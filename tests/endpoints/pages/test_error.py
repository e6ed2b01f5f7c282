import pytest

from chalicelib.endpoints.pages.error import ErrorNotice, error_page
from chalicelib.endpoints.pages.house import House
from chalicelib.endpoints.pages.trouble import WORDINGS, Trouble
from chalicelib.endpoints.pages.way_back import WayBack
from tests.endpoints.pages.reading import read

NOTICE = ErrorNotice(
    status=400,
    error="invalid_request",
    trouble=Trouble.BAD_REQUEST,
    request_id="7c1f3c0a",
    description="redirect_uri is not registered for this client",
)


def test_the_error_code_the_parameter_and_the_reference_are_shown():
    page = error_page(NOTICE)
    document = read(page.html)

    assert page.status == 400
    assert document.one(id="error-code").text == "invalid_request"
    assert "redirect_uri is not registered for this client" in document.one("main").text
    assert document.one(id="request-id").text == "7c1f3c0a"


def test_every_trouble_has_words_of_its_own():
    assert set(WORDINGS) == set(Trouble)
    assert len({wording.heading for wording in WORDINGS.values()}) == len(Trouble)
    assert len({wording.happened for wording in WORDINGS.values()}) == len(Trouble)


@pytest.mark.parametrize("trouble", Trouble)
def test_a_person_reads_what_happened_and_what_to_do_now(trouble):
    wording = WORDINGS[trouble]
    words = read(error_page(NOTICE._replace(trouble=trouble)).html).one("main").text

    assert wording.heading in words
    assert wording.happened in words
    assert wording.now in words


def test_a_way_back_is_a_link_named_after_where_it_leads():
    back = WayBack(href="https://app.acme.test/", label="Dashboard")
    link = read(error_page(NOTICE._replace(back=back)).html).one("a")

    assert link.attributes["href"] == "https://app.acme.test/"
    assert link.text == "Go back to Dashboard"


def test_a_tenant_that_is_not_known_is_not_named():
    assert read(error_page(NOTICE).html).one("header").text == "Vestibule"
    assert read(error_page(NOTICE._replace(house=House("Acme"))).html).one("header").text == "Acme"


def test_what_is_not_known_is_left_out():
    details = read(error_page(NOTICE._replace(description=None)).html).one("dl")

    assert [term.text for term in details.all("dt")] == ["Error", "Reference"]

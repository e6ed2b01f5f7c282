"""An error page is never a dead end where we know an app to go back to."""

from collections.abc import Iterator

import pytest

from tests.journeys.app import acme_spa, acme_web
from tests.journeys.browser import Browser
from tests.journeys.village import Village, a_village


@pytest.fixture(scope="module")
def village() -> Iterator[Village]:
    with a_village() as built:
        yield built


@pytest.mark.parametrize("make_app", [acme_web, acme_spa])
def test_a_wrong_redirect_uri_leads_back_to_the_app_that_was_named(village, make_app) -> None:
    page = make_app(village).ask(Browser(village), redirect_uri="https://evil.test/cb")
    assert page.status_code == 400
    assert 'href="http://localhost:8790/"' in page.text
    assert "evil.test" not in page.text


def test_nobody_is_led_to_a_client_that_is_not_registered(village) -> None:
    page = acme_web(village).ask(Browser(village), client_id="globex-web")
    assert page.status_code == 400
    assert "href=" not in page.text

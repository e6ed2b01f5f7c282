"""The village of the journeys, and the clients that a conformance suite would be in it."""

import pytest

from tests.conformance.relying_party import RelyingParty
from tests.journeys.app import App, conformance
from tests.journeys.conftest import browser, village
from tests.journeys.village import Village

__all__ = ["app", "browser", "rp", "village"]


@pytest.fixture
def app(village: Village) -> App:
    """The first client, for what does not depend on how its answer travelled."""
    return conformance(village)


@pytest.fixture(params=[None, "form_post"], ids=["basic", "form_post"])
def rp(app: App, request: pytest.FixtureRequest) -> RelyingParty:
    """The first client in either plan: the Form Post plan repeats the Basic one."""
    return RelyingParty(app=app, mode=request.param)

"""Resource indicators (RFC 8707), and what a scope means to whom."""

import pytest

from chalicelib.clients.targets import meaningful_scopes, narrow_audiences, require_audiences
from chalicelib.protocol.errors import InvalidTarget
from chalicelib.tenancy.model import Api
from tests.builders import API, a_client, a_tenant

OTHER = "https://b.acme.test"
CLIENT = a_client(audiences=(API, OTHER))
TENANT = a_tenant(apis=(*a_tenant().apis, Api(audience=OTHER, name="B", scopes={"b:read": "B"})))


def test_the_first_api_is_meant_when_none_is_named() -> None:
    assert require_audiences(CLIENT, ()) == (API,)
    assert require_audiences(a_client(audiences=()), ()) == ()


def test_named_apis_are_meant_each_once() -> None:
    assert require_audiences(CLIENT, (OTHER, API, OTHER)) == (OTHER, API)


@pytest.mark.parametrize("resource", ["https://api.globex.test", f"{API}/", "nonsense"])
def test_an_api_that_is_not_the_clients_is_refused(resource: str) -> None:
    with pytest.raises(InvalidTarget):
        require_audiences(CLIENT, (resource,))


def test_a_token_request_may_name_fewer_apis_but_no_others() -> None:
    assert narrow_audiences((API, OTHER), ()) == (API, OTHER)
    assert narrow_audiences((API, OTHER), (OTHER,)) == (OTHER,)
    with pytest.raises(InvalidTarget):
        narrow_audiences((API,), (OTHER,))


def test_a_token_carries_no_scope_of_an_api_that_it_is_not_for() -> None:
    """RFC 9068 section 3."""
    asked = ("openid", "orders:read", "b:read")
    assert meaningful_scopes(TENANT, (API,), asked) == ("openid", "orders:read")
    assert meaningful_scopes(TENANT, (API, OTHER), asked) == asked
    assert meaningful_scopes(TENANT, (), asked) == ("openid",)

"""Who gets a role by rule: an exact match of a verified claim, over the connection it names."""

import pytest

from chalicelib.identity.roles import RoleBook, RoleRule
from chalicelib.upstream.model import ConnectionId
from tests.builders import an_assertion

WORKFORCE, OTHER = ConnectionId("workforce"), ConnectionId("other")
SALES = RoleRule(role="seller", claim="department", value="sales", connection=WORKFORCE)


def vouched(*values: str, connection: ConnectionId = WORKFORCE):
    return an_assertion(connection=connection, claims={"department": values} if values else {})


def test_a_claim_by_its_own_name_gives_the_role_to_whoever_has_the_value():
    assert SALES.matches(vouched("sales"))
    assert SALES.matches(vouched("support", "sales"))


@pytest.mark.parametrize("values", [(), ("Sales",), ("sales ",), ("sales, support",), ("sale",)])
def test_no_claim_or_another_value_gives_nothing(values):
    assert not SALES.matches(vouched(*values))


def test_another_connection_cannot_tell_it():
    assert not SALES.matches(vouched("sales", connection=OTHER))


def test_a_connection_is_asked_for_what_its_own_rules_name_and_no_more():
    group = RoleRule(role="seller", claim="group", value="sales", connection=WORKFORCE)
    book = RoleBook(rules=(SALES, group, SALES))
    assert book.claims_named_for(WORKFORCE) == ("department",)
    assert book.claims_named_for(OTHER) == ()

"""`[[role_rules]]`: which claims a rule may name, and for which connection."""

import pytest

from tests.tenancy.documents import a_table, faults_of, read

WORKFORCE = {
    "id": "workforce",
    "kind": "oidc",
    "issuer": "https://id.acme.test",
    "client_id": "x",
    "client_secret": "env:WORKFORCE",
}


def a_table_with(**rule):
    table = a_table()
    table["connections"] = [*table["connections"], WORKFORCE]
    table["role_rules"] = [{"role": "admin", "value": "x", **rule}]
    return table


def test_hd_is_what_google_calls_a_hosted_domain():
    (rule,) = read(a_table_with(claim="hd")).roles.rules
    assert rule.claim == "hosted_domain"


@pytest.mark.parametrize("claim", ["tid", "department", "https://acme.test/claims/team", "roles"])
def test_an_openid_connections_own_claim_may_be_named_with_the_connection(claim):
    document = read(a_table_with(claim=claim, connection="workforce", value="Sales"))
    (rule,) = document.roles.rules
    assert (rule.claim, rule.value, rule.connection) == (claim, "Sales", "workforce")
    wanted = {each.id: each.rule_claims for each in document.connections}
    assert wanted == {"google": (), "workforce": (claim,)}


@pytest.mark.parametrize("connection", [{}, {"connection": "google"}])
@pytest.mark.parametrize("claim", ["tid", "department"])
def test_no_other_provider_may_tell_it(claim, connection):
    ((path, told),) = faults_of(a_table_with(claim=claim, **connection))
    assert path == "role_rules[0].claim"
    assert "needs the `connection`, of kind oidc" in told


@pytest.mark.parametrize("claim", ["email", "preferred_username", "name", "sub", "jti", "nonce"])
def test_what_people_choose_themselves_is_no_ground_for_a_role(claim):
    ((path, told),) = faults_of(a_table_with(claim=claim, connection="workforce"))
    assert (path, "is no ground for a role" in told) == ("role_rules[0].claim", True)


@pytest.mark.parametrize("claim", ["groups", "gruop", "hosted_domains"])
def test_a_near_miss_is_a_mistake_and_not_a_claim_by_its_own_name(claim):
    ((_, told),) = faults_of(a_table_with(claim=claim, connection="workforce"))
    assert "did you mean" in told


@pytest.mark.parametrize("claim", ["a claim", "x" * 129, '"', "é"])
def test_a_name_that_no_claim_has_is_refused(claim):
    ((path, _),) = faults_of(a_table_with(claim=claim, connection="workforce"))
    assert path == "role_rules[0].claim"

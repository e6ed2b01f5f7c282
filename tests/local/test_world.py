import pytest

from ops.local.expected_roles import expected_roles
from ops.local.pretend.world import Person, world_from_json, world_to_json
from ops.local.world import ClashingApps, link, make_overrides, make_world
from tests.local.households import connection, household, households

UPSTREAMS = "http://localhost:8788"
ISSUER = "https://id.example.test"


def providers(*homes):
    return {one.name: one for one in make_world(link(homes), UPSTREAMS).providers}


def test_the_demo_tenants_meet_at_one_facebook():
    facebook = providers(*households("tenants"))["facebook"]
    assert [app.redirect_uris for app in facebook.apps] == [
        ("http://localhost:8787/t/acme/callback/facebook",),
        ("http://localhost:8787/t/globex/callback/facebook",),
    ]
    logins = {person.login for person in facebook.people}
    assert {"linus@example.org", "emmy@example.org"} <= logins


def test_the_broker_is_led_to_the_pretend_providers():
    overrides = make_overrides(link(households("tenants")), UPSTREAMS)
    assert {real: local for real, local in overrides.items() if real != local} == {
        "https://accounts.google.com": "http://localhost:8788/google",
        "https://www.facebook.com": "http://localhost:8788/facebook",
        "https://graph.facebook.com": "http://localhost:8788/facebook",
        "https://id.globex.example": "http://localhost:8788/globex-workforce",
    }


def test_clients_that_are_told_of_logouts_are_reached_where_they_say():
    uri = "http://localhost:8790/backchannel-logout"
    told = f"""
[[clients]]
id = "web"
name = "Web"
client_secret = "env:WEB"
redirect_uris = ["http://localhost:8790/callback"]
backchannel_logout_uri = "{uri}"
"""
    initech = household("initech", connection("google", "google", "g", "G"), told)
    assert make_overrides(link([initech]), UPSTREAMS) == {
        uri: uri,
        "https://accounts.google.com": "http://localhost:8788/google",
    }


def test_the_conformance_tenant_has_one_person_with_a_password():
    (op,) = providers(*households("tests/conformance/tenants")).values()
    assert (op.name, op.kind, op.form) == ("conformance-op", "oidc", "password")
    assert [person.login for person in op.people] == ["alice"]


def test_an_openid_provider_of_several_tenants_is_one_provider():
    acme = household("acme", connection("work", "oidc", "a", "A", ISSUER))
    globex = household("globex", connection("staff", "oidc", "b", "B", ISSUER))
    (provider,) = providers(acme, globex).values()
    assert provider.name == "acme-work"
    assert {app.client_id for app in provider.apps} == {"a", "b"}
    assert make_overrides(link([acme, globex]), UPSTREAMS) == {ISSUER: f"{UPSTREAMS}/acme-work"}


def test_two_openid_connections_of_one_tenant_are_two_providers():
    acme = household(
        "acme",
        connection("work", "oidc", "a", "A", ISSUER),
        connection("partners", "oidc", "a", "B", "https://id.partner.test"),
    )
    assert set(providers(acme)) == {"acme-work", "acme-partners"}


def test_one_registration_may_serve_two_tenants():
    homes = [household(name, connection("google", "google", "g", "G")) for name in ("a", "b")]
    (app,) = providers(*homes)["google"].apps
    assert app.redirect_uris == (
        "http://localhost:8787/t/a/callback/google",
        "http://localhost:8787/t/b/callback/google",
    )


def test_one_registration_with_two_secrets_is_refused():
    homes = [household(name, connection("google", "google", "g", name)) for name in ("a", "b")]
    with pytest.raises(ClashingApps, match="b/google: g is registered"):
        providers(*homes)


def test_a_connection_without_listed_people_has_ada_and_bob():
    acme = household("initech", connection("google", "google", "g", "G"))
    people = providers(acme)["google"].people
    assert [person.login for person in people] == ["ada@initech.test", "bob@initech.test"]


def test_a_world_survives_its_file():
    world = make_world(link(households("tenants")), UPSTREAMS)
    assert world_from_json(world_to_json(world)) == world


@pytest.mark.parametrize(
    ("claims", "roles"),
    [
        ({"hd": "acme.test"}, ("admin", "member")),
        ({"hd": "acme.test.evil.test"}, ("member",)),
        ({}, ("member",)),
    ],
)
def test_roles_are_expected_by_the_tenants_own_rules(claims, roles):
    acme = next(one for one in households("tenants") if one.id == "acme")
    google = next(one for one in acme.connections if one.id == "google")
    person = Person(login="x@acme.test", subject="1", claims=claims)
    assert expected_roles(acme.document.roles, google, person) == roles

"""A tenant document is read whole, or refused with everything that is wrong with it."""

import pytest

from chalicelib.tenancy.model import KeyTier
from tests.tenancy.documents import a_client, a_table, faults_of, read


def test_a_sound_document_says_everything_about_a_tenant():
    found = read(a_table())
    assert found.tenant.issuer == "https://auth.example.com/t/acme"
    assert [connection.id for connection in found.connections] == ["google"]
    assert found.connections[0].sealed_secret == b"google env:GOOGLE_SECRET"
    assert found.clients[0].secret_hashes == ("hash of env:WEB_SECRET",)
    assert found.roles.entitlements_of(["admin"]) == ("orders:all",)


def test_many_mistakes_are_as_many_faults_in_the_order_of_the_document():
    table = a_table(
        id="Acme!",
        lifetime={},
        clients=[
            a_client(redirect_uris=["https://shop.acme.test/ok", "http://shop.acme.test/callback"]),
            {**a_client(id="acme-jobs", scopes=["openid", "orders:write"]), "secret": "x"},
        ],
        role_rules=[{"role": "owner", "claim": "hosted_domain", "value": "acme.test"}],
    )
    faults = faults_of(table)
    assert [path for path, _ in faults] == [
        "id",
        "role_rules[0].role",
        "clients[0].redirect_uris[1]",
        "clients[1].scopes[1]",
        "clients[1].secret",
        "lifetime",
    ]
    assert faults[-1] == ("lifetime", "unknown key; did you mean lifetimes?")


def test_faults_follow_the_document_and_not_the_readers():
    table = a_table(connections=[{"id": "google"}])
    backwards = {name: table[name] for name in reversed(table)}
    backwards["clients"] = [a_client(scopes=["nonsense"])]
    tops = [path.partition("[")[0] for path, _ in faults_of(backwards)]
    assert tops == sorted(tops, key=list(backwards).index)


@pytest.mark.parametrize(
    ("spoil", "path", "suggestion"),
    [
        ({"conections": []}, "conections", "connections"),
        ({"lifetimes": {"sesion_idle": 60}}, "lifetimes.sesion_idle", "session_idle"),
        ({"clients": [a_client(redirect_urls=[])]}, "clients[0].redirect_urls", "redirect_uris"),
        ({"apis": [{"audience": "https://a.test", "scope": {}}]}, "apis[0].scope", "scopes"),
        ({"roles": [{"id": "admin", "entitlement": []}]}, "roles[0].entitlement", "entitlements"),
    ],
)
def test_an_unknown_key_is_a_fault_that_suggests_the_nearest_one(spoil, path, suggestion):
    assert (path, f"unknown key; did you mean {suggestion}?") in faults_of(a_table(**spoil))


def test_an_unknown_key_like_no_other_is_still_a_fault():
    assert faults_of(a_table(zzzz=1)) == [("zzzz", "unknown key")]


@pytest.mark.parametrize(
    "spoil",
    [
        {"connections": {"id": "google"}},
        {"connections": "google"},
        {"clients": [1]},
        {"apis": [{"audience": "https://a.test", "scopes": [1]}]},
        {"lifetimes": 3},
        {"roles": [{"id": ["admin"]}]},
        {"id": 7},
        {"name": True},
    ],
)
def test_a_value_of_another_type_is_a_fault_and_never_a_crash(spoil):
    assert faults_of(a_table(**spoil))


def test_an_empty_document_names_what_it_must_say():
    assert faults_of({}) == [("id", "is required"), ("name", "is required")]


@pytest.mark.parametrize("slug", ["Acme", "a/b", "a#b", "-a", "a-", "a.b", "é", "a" * 64, " "])
def test_a_tenant_id_is_safe_in_paths_cookies_and_keys(slug):
    assert [path for path, _ in faults_of(a_table(id=slug))] == ["id"]


@pytest.mark.parametrize("kind", ["connections", "clients", "roles"])
def test_two_things_cannot_share_an_id(kind):
    table = a_table()
    table[kind] = table[kind] * 2
    assert [path for path, _ in faults_of(table)] == [f"{kind}[1].id"]


def test_two_apis_cannot_share_an_audience():
    table = a_table()
    table["apis"] = [*table["apis"], {"audience": table["apis"][0]["audience"]}]
    assert [path for path, _ in faults_of(table)] == ["apis[1].audience"]


def test_a_scope_means_one_thing():
    table = a_table()
    again = {"audience": "https://b.acme.test", "scopes": {"orders:read": "x", "openid": "y"}}
    table["apis"] = [*table["apis"], again]
    paths = [path for path, _ in faults_of(table)]
    assert paths == ["apis[1].scopes.orders:read", "apis[1].scopes.openid"]


def test_a_domain_is_written_as_it_is_compared():
    table = a_table()
    table["role_rules"][0]["value"] = "Acme.test"
    assert [path for path, _ in faults_of(table)] == ["role_rules[0].value"]


@pytest.mark.parametrize("home", ["javascript:alert(1)", "http://acme.test/", "/", "acme.test"])
def test_a_home_is_an_address_that_may_be_linked(home):
    table = a_table()
    table["clients"][0]["home_uri"] = home
    assert [path for path, _ in faults_of(table)] == ["clients[0].home_uri"]


@pytest.mark.parametrize("redirect_uris", [None, []])
def test_a_client_for_people_has_somewhere_to_return_to(redirect_uris):
    table = a_table()
    table["clients"][0]["redirect_uris"] = redirect_uris
    if redirect_uris is None:
        del table["clients"][0]["redirect_uris"]
    assert [path for path, _ in faults_of(table)] == ["clients[0].redirect_uris"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"authentication": "none"}, "clients[0].client_secret"),
        ({"authentication": "client_secret_jwt"}, "clients[0].authentication"),
        ({"grant_types": ["implicit"]}, "clients[0].grant_types[0]"),
        ({"grant_types": ["password"]}, "clients[0].grant_types[0]"),
        ({"apis": ["https://api.globex.test"]}, "clients[0].apis[0]"),
        ({"origins": ["https://shop.acme.test/path"]}, "clients[0].origins[0]"),
        ({"pkce": "plain"}, "clients[0].pkce"),
    ],
)
def test_what_a_client_may_not_be_is_refused(change, path):
    assert path in [found for found, _ in faults_of(a_table(clients=[a_client(**change)]))]


def test_two_secrets_of_a_client_live_side_by_side():
    changing = a_client(client_secret=["env:NEW", "env:OLD"])
    (client,) = read(a_table(clients=[changing])).clients
    assert client.secret_hashes == ("hash of env:NEW", "hash of env:OLD")


def test_pkce_is_always_required_of_a_public_client():
    public = a_client(authentication="none", pkce="optional")
    del public["client_secret"]
    assert faults_of(a_table(clients=[public])) == [
        ("clients[0].pkce", "is always required of a public client")
    ]


def test_a_client_that_only_introspects_needs_no_grant_and_nowhere_to_return_to():
    api = a_client(grant_types=[], introspects=["https://api.acme.test"])
    del api["redirect_uris"]
    (client,) = read(a_table(clients=[api])).clients
    assert (client.grant_types, client.introspects) == ((), ("https://api.acme.test",))


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"grant_types": []}, "clients[0].grant_types"),
        ({"grant_types": [], "introspects": []}, "clients[0].grant_types"),
        ({"grant_types": "", "introspects": ["https://api.acme.test"]}, "clients[0].grant_types"),
        ({"introspects": ["https://api.globex.test"]}, "clients[0].introspects[0]"),
        (
            {"introspects": ["https://api.acme.test"], "authentication": "none"},
            "clients[0].introspects",
        ),
    ],
)
def test_a_client_introspects_as_an_api_of_the_tenant_or_is_refused(change, path):
    assert path in [found for found, _ in faults_of(a_table(clients=[a_client(**change)]))]


def test_keys_are_dedicated_and_sign_with_rs256_unless_the_document_says_otherwise():
    usual = read(a_table()).tenant.keys
    assert (usual.tier, usual.algorithm, usual.algorithms) == ("dedicated", "RS256", ("RS256",))
    chosen = read(a_table(keys={"tier": "wrapped", "algorithm": "ES256"})).tenant.keys
    expected = (KeyTier.WRAPPED, "ES256", ("RS256", "ES256"))
    assert (chosen.tier, chosen.algorithm, chosen.algorithms) == expected


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"keys": {"tier": "wraped"}}, ("keys.tier", "did you mean wrapped?")),
        ({"keys": {"algorithm": "HS256"}}, ("keys.algorithm", "is not one of RS256, ES256, PS256")),
        (
            {"apis": [{"audience": "https://a.test", "signing_algorithm": "ES256"}]},
            ("apis[0].signing_algorithm", "'ES256' is not one of RS256"),
        ),
        (
            {
                "keys": {"algorithm": "ES256"},
                "apis": [{"audience": "https://a.test", "signing_algorithm": "PS256"}],
            },
            ("apis[0].signing_algorithm", "'PS256' is not one of RS256, ES256"),
        ),
    ],
)
def test_a_key_is_asked_for_as_there_can_be_one(change, fault):
    table = {**a_table(), **change}
    found = dict(faults_of({**table, "role_rules": [], "clients": []}))
    assert fault[1] in found[fault[0]]

"""Every tenant document in the repository is sound, and says what the local stack relies on."""

from pathlib import Path

import pytest

from chalicelib.clients.refresh import OfflineAccess
from chalicelib.flows.tenant_document import TenantDocument, read_tenant_document
from chalicelib.identity.roles import RuleClaim
from ops.documents import load_documents
from ops.local.development_secrets import DevelopmentSecrets
from ops.validate import require_sound

FOLDERS = [Path("tenants"), Path("tests/conformance/tenants")]
EVERY = [file for folder in FOLDERS for file in sorted(folder.glob("*.toml"))]
SUITE = "https://suite.vestibule.test:8443/test/a/vestibule"


def read(file: str) -> TenantDocument:
    (document,) = load_documents([Path(file)])
    return read_tenant_document(
        document.table, "http://localhost:8787", lambda *_: b"sealed", lambda _: ("hash",)
    )


@pytest.mark.parametrize("file", EVERY, ids=str)
def test_every_document_is_sound_with_its_development_secrets(file):
    require_sound(load_documents([file]), DevelopmentSecrets.load(file.parent))


@pytest.mark.parametrize("file", EVERY, ids=str)
def test_a_document_is_named_like_its_tenant(file):
    assert read(str(file)).tenant.id == file.stem


@pytest.mark.parametrize("tenant", ["acme", "globex"])
def test_a_demo_tenant_has_an_app_of_each_kind_and_one_api(tenant):
    found = read(f"tenants/{tenant}.toml")
    clients = {client.id: client for client in found.clients}
    web, spa, jobs, asking = (clients[f"{tenant}-{kind}"] for kind in ("web", "spa", "jobs", "api"))
    assert (web.is_public, spa.is_public, jobs.is_public) == (False, True, False)
    assert asking.grant_types == ()
    assert spa.origins == ("http://localhost:8790",)
    assert all(client.pkce_required for client in found.clients)
    (api,) = found.tenant.apis
    assert api.audience == f"https://api.{tenant}.test"
    assert asking.introspects == (api.audience,)
    assert set(api.scopes) == {"orders:read", "orders:write"}
    assert found.roles.defaults == ("member",)
    assert set(found.roles.entitlements) == {"member", "admin"}


def test_acme_has_the_clients_that_the_examples_name():
    clients = {client.id: client for client in read("tenants/acme.toml").clients}
    bff, cli = clients["acme-bff"], clients["acme-cli"]
    assert (bff.is_public, cli.is_public) == (False, True)
    assert cli.redirect_uris == ("http://127.0.0.1/callback",)
    assert cli.refresh.offline_access is OfflineAccess.ALWAYS
    assert bff.backchannel_logout_uri == "http://localhost:8793/backchannel-logout"


def test_the_demo_tenants_give_admin_by_what_a_provider_vouches_for():
    (acme,) = read("tenants/acme.toml").roles.rules
    (globex,) = read("tenants/globex.toml").roles.rules
    assert (acme.connection, acme.claim) == ("google", RuleClaim.HOSTED_DOMAIN)
    assert (globex.connection, globex.claim) == ("workforce", RuleClaim.GROUP)


def test_the_conformance_tenant_has_the_clients_of_the_suite():
    found = read("tests/conformance/tenants/conformance.toml")
    assert [client.id for client in found.clients] == [
        "oidf-basic-1",
        "oidf-basic-2",
        "oidf-post-1",
        "oidf-bcl-1",
    ]
    told = [one.backchannel_logout_uri for one in found.clients]
    assert told == [None, None, None, f"{SUITE}/backchannel_logout"]
    for client in found.clients:
        assert client.redirect_uris == (f"{SUITE}/callback",)
        assert client.post_logout_redirect_uris == (f"{SUITE}/post_logout_redirect",)
        assert client.pkce_required is False
        assert set(client.scopes) >= {"openid", "profile", "email", "address", "phone"}
    (op,) = found.connections
    assert op.userinfo is True
    assert op.trusted_email_domains == ("vestibule.test",)


def test_one_conformance_secret_needs_form_encoding_in_a_basic_header():
    secrets = DevelopmentSecrets.load(Path("tests/conformance/tenants"))
    assert set("+/%:&=") <= set(secrets["OIDF_BASIC_2_CLIENT_SECRET"])

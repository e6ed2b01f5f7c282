"""What is published is what the broker reads, and holds no secret in the open."""

import pytest

from chalicelib.adapters.dynamodb.clients import DynamoClients
from chalicelib.adapters.dynamodb.tenants import Houses
from chalicelib.adapters.kms.secrets import KmsSecrets
from chalicelib.adapters.kms.signer import KmsSigner
from chalicelib.adapters.system import SystemClock
from chalicelib.tenancy.model import TenantId
from chalicelib.upstream.model import UpstreamFailed
from ops.documents import FaultyDocuments
from ops.publish import publish
from ops.validate import require_sound
from tests.ops.a_document import SECRETS, TEXT, a_document
from tests.support.visiting import OpenTable, Visiting

ACME = TenantId("acme")


@pytest.fixture
def house(destination):
    return lambda tenant=ACME: Visiting(Houses(OpenTable.at(destination), SystemClock())).find(
        tenant
    )


def everything_in(destination) -> str:
    return repr(destination.dynamodb().scan(TableName=destination.table)["Items"])


def test_the_broker_finds_what_was_published(destination, house):
    published = publish(a_document(), destination, SECRETS)
    assert published.issuer == "https://auth.example.com/t/acme"
    found = house()
    assert found.configuration.tenant.issuer == published.issuer
    assert [connection.id for connection in found.configuration.connections] == ["google"]
    assert (published.connections, published.clients) == (("google",), ("acme-web",))


def test_an_upstream_secret_opens_for_this_tenant_and_no_other(destination, house):
    publish(a_document(), destination, SECRETS)
    (google,) = house().configuration.connections
    secrets = Visiting(KmsSecrets(destination.kms))
    assert secrets.reveal(ACME, google) == "what Google gave us"
    with pytest.raises(UpstreamFailed):
        secrets.reveal(TenantId("globex"), google)


def test_a_clients_secret_is_known_and_not_stored(destination):
    publish(a_document(), destination, SECRETS)
    client = Visiting(DynamoClients(OpenTable.at(destination), SystemClock())).find(
        ACME, "acme-web"
    )
    assert client.has_secret("w" * 43)
    assert not client.has_secret("v" * 43)
    stored = everything_in(destination)
    assert not any(secret in stored for secret in SECRETS.values())


def test_a_tenant_gets_one_signing_key_that_the_function_may_use(destination, house):
    first = publish(a_document(), destination, SECRETS)
    again = publish(a_document(), destination, SECRETS)
    assert first.keys == again.keys
    assert (first.version, again.version) == (1, 2)
    key = house().key_ring.current()
    kms = destination.kms()
    tags = kms.list_resource_tags(KeyId=key.kms_key_id)["Tags"]
    assert {tag["TagKey"]: tag["TagValue"] for tag in tags} == {
        "vestibule:purpose": "signing",
        "vestibule:tenant": "acme",
    }
    assert (
        Visiting(KmsSigner(destination.kms)).seal(ACME, key, "at+jwt", {"sub": "p"}).count(".") == 2
    )


def test_a_publication_that_broke_off_leaves_no_second_key_behind(destination):
    first = publish(a_document(), destination, SECRETS)
    dynamodb = destination.dynamodb()
    for item in dynamodb.scan(TableName=destination.table)["Items"]:
        dynamodb.delete_item(TableName=destination.table, Key={"pk": item["pk"], "sk": item["sk"]})
    assert publish(a_document(), destination, SECRETS).keys == first.keys


def test_two_tenants_sign_with_two_keys(destination):
    acme = publish(a_document(), destination, SECRETS)
    globex = publish(a_document(TEXT.replace('"acme"', '"globex"')), destination, SECRETS)
    assert globex.issuer.endswith("/t/globex")
    assert set(acme.keys).isdisjoint(globex.keys)


def test_a_weak_client_secret_is_refused_before_anything_is_published(destination):
    weak = {**SECRETS, "WEB_SECRET": "hunter2"}
    with pytest.raises(FaultyDocuments) as faulty:
        require_sound([a_document()], weak)
    (fault,) = faulty.value.faults
    assert (fault.line, fault.path) == (13, "clients[0].client_secret")
    assert "at least 32" in fault.message
    assert "hunter2" not in fault.message

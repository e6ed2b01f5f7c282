"""An upstream secret opens for the connection that it was sealed for, and for no other."""

import pytest

from chalicelib.adapters.kms.secrets import KmsSecrets, seal
from chalicelib.tenancy.model import TenantId
from chalicelib.upstream.model import Connection, ConnectionId, ProviderKind, UpstreamFailed
from tests.support.visiting import Visiting

ACME, GLOBEX = TenantId("acme"), TenantId("globex")


class Counting:
    """A KMS client that counts what it opens."""

    def __init__(self, kms):
        self.kms, self.opened = kms, 0

    def decrypt(self, **request):
        self.opened += 1
        return self.kms.decrypt(**request)


def a_connection(sealed: bytes, connection_id: str = "google") -> Connection:
    return Connection(
        id=ConnectionId(connection_id),
        kind=ProviderKind.GOOGLE,
        label="Google",
        issuer="https://accounts.google.com",
        client_id="acme-at-google",
        sealed_secret=sealed,
    )


@pytest.fixture
def sealed(kms, secrets_key) -> bytes:
    return seal(lambda: kms, secrets_key, ACME, ConnectionId("google"), "s3cret-ü")


def test_a_secret_opens_for_its_own_tenant_and_connection(kms, sealed):
    assert b"s3cret" not in sealed
    assert Visiting(KmsSecrets(lambda: kms)).reveal(ACME, a_connection(sealed)) == "s3cret-ü"


def test_a_secret_stays_closed_for_another_tenant(kms, sealed):
    secrets = Visiting(KmsSecrets(lambda: kms))
    secrets.reveal(ACME, a_connection(sealed))  # being open for one opens it for nobody else
    with pytest.raises(UpstreamFailed, match="stays closed: this was sealed for another tenant"):
        secrets.reveal(GLOBEX, a_connection(sealed))


def test_a_secret_stays_closed_for_another_connection(kms, sealed):
    secrets = Visiting(KmsSecrets(lambda: kms))
    secrets.reveal(ACME, a_connection(sealed))  # being open for one opens it for no other
    with pytest.raises(UpstreamFailed, match="connection facebook stays closed"):
        secrets.reveal(ACME, a_connection(sealed, "facebook"))


def test_a_tampered_secret_stays_closed(kms, sealed):
    tampered = sealed[:-1] + bytes([sealed[-1] ^ 1])
    with pytest.raises(UpstreamFailed) as failed:
        Visiting(KmsSecrets(lambda: kms)).reveal(ACME, a_connection(tampered))
    assert failed.value.is_passing is False


def test_a_disabled_key_says_what_the_operator_can_do(kms, secrets_key, sealed):
    kms.disable_key(KeyId=secrets_key.rpartition("/")[2])
    with pytest.raises(UpstreamFailed, match="the key is disabled; enable it"):
        Visiting(KmsSecrets(lambda: kms)).reveal(ACME, a_connection(sealed))


def test_a_connection_without_a_secret_is_told_apart_from_an_outage(kms):
    with pytest.raises(UpstreamFailed, match="was published without a secret") as failed:
        Visiting(KmsSecrets(lambda: kms)).reveal(ACME, a_connection(b""))
    assert failed.value.is_passing is False


def test_a_process_asks_kms_once_for_a_secret_and_again_when_it_was_replaced(
    kms, secrets_key, sealed
):
    counting = Counting(kms)
    secrets = Visiting(KmsSecrets(lambda: counting))
    assert {secrets.reveal(ACME, a_connection(sealed)) for _ in range(5)} == {"s3cret-ü"}
    assert counting.opened == 1
    replaced = seal(lambda: kms, secrets_key, ACME, ConnectionId("google"), "new")
    assert secrets.reveal(ACME, a_connection(replaced)) == "new"


def test_open_secrets_are_bounded_and_the_least_used_one_closes_first(kms, secrets_key):
    counting = Counting(kms)
    secrets = Visiting(KmsSecrets(lambda: counting, most_open=2))
    one, two, three = (
        a_connection(seal(lambda: kms, secrets_key, ACME, ConnectionId(name), name), name)
        for name in ("one", "two", "three")
    )
    for connection in (one, two, one, three, one):
        secrets.reveal(ACME, connection)
    assert counting.opened == 3
    secrets.reveal(ACME, two)
    assert counting.opened == 4

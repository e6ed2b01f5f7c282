"""Two things never share a key, the tenant always leads it, and no key is too long."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.dynamodb import keys
from chalicelib.identity.model import IdentityKey
from chalicelib.tenancy.model import TenantId
from chalicelib.upstream.model import ConnectionId
from tests.builders import ACME, ADA, GLOBEX, an_identity

LONGEST_SLUG = TenantId("a" * 63)

parts = st.text(st.characters() | st.sampled_from("#%=/:é")) | st.text(min_size=300, max_size=900)
identities = st.builds(
    IdentityKey,
    connection=st.from_regex(r"[a-z0-9-]{1,63}", fullmatch=True).map(ConnectionId),
    issuer=parts,
    subject=parts,
)


@given(identities, identities)
def test_identities_share_a_key_only_if_they_are_the_same(one, other):
    assert (keys.identity(ACME, one) == keys.identity(ACME, other)) == (one == other)
    of_ada = keys.identity_of_user(ACME, ADA, one)
    assert (of_ada == keys.identity_of_user(ACME, ADA, other)) == (one == other)


@given(identities)
def test_keys_stay_within_dynamodbs_limits(known_as):
    for key in (
        keys.identity(LONGEST_SLUG, known_as),
        keys.identity_of_user(LONGEST_SLUG, ADA, known_as),
        keys.origin(LONGEST_SLUG, known_as.issuer),
    ):
        assert 0 < len(key["pk"]["S"].encode()) <= 2048
        assert 0 < len(key["sk"]["S"].encode()) <= 1024


def test_a_subject_that_looks_like_a_hash_is_not_the_one_that_was_hashed():
    key = an_identity().key
    hashed = keys.identity(
        ACME, IdentityKey(connection=key.connection, issuer="i", subject="s" * 999)
    )
    mark = hashed["pk"]["S"].rpartition("#")[2]
    assert mark.startswith("=")
    assert (
        keys.identity(ACME, IdentityKey(connection=key.connection, issuer="i", subject=mark))
        != hashed
    )


def test_the_tenant_leads_every_key():
    every = [
        keys.config(ACME),
        keys.signing_key(ACME, "a-kid"),
        keys.client(ACME, "globex-web"),
        keys.origin(ACME, "https://globex.test"),
        keys.document_version(ACME, 1),
        keys.attempt(ACME, "state"),
        keys.code(ACME, "grant"),
        keys.session(ACME, "session"),
        keys.identity(ACME, an_identity().key),
        keys.user(ACME, ADA),
        keys.identity_of_user(ACME, ADA, an_identity().key),
    ]
    assert all(key["pk"]["S"].split("#")[:2] == ["T", "acme"] for key in every)
    places = {(key["pk"]["S"], key["sk"]["S"]) for key in every}
    assert len(places) == len(every)


def test_a_state_is_stored_as_its_hash_only():
    assert "a-state" not in str(keys.attempt(ACME, "a-state"))
    assert keys.attempt(ACME, "a-state") != keys.attempt(GLOBEX, "a-state")

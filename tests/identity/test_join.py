"""Who comes another way is a user if both providers run the mailbox, and no doubt is left."""

from dataclasses import replace

import pytest

from chalicelib.identity.join import Acquaintance, Namesake, recognise
from chalicelib.identity.link import join
from chalicelib.identity.model import IdentityKey
from chalicelib.upstream.model import ConnectionId, EmailTrust, ProviderKind
from tests.builders import a_connection, a_role_book, a_user, an_assertion, an_identity
from tests.fakes.clock import NOON

WORKFORCE = ConnectionId("workforce")
CONNECTIONS = (
    a_connection(),
    a_connection(
        id=WORKFORCE,
        kind=ProviderKind.OIDC,
        trusted_email_domains=("acme.test",),
        issuer="https://w",
    ),
)
ADA = Namesake(a_user(), (an_identity(),))


def over_workforce(**changes):
    return an_assertion(connection=WORKFORCE, issuer="https://w", subject="w-1", **changes)


def test_the_same_address_at_two_providers_that_run_it_is_one_person():
    for email in ("ada@acme.test", "Ada@Acme.Test"):
        found = recognise([ADA], over_workforce(email=email), CONNECTIONS)
        assert found == Acquaintance(a_user(), an_identity())


@pytest.mark.parametrize("trust", [EmailTrust.UNVERIFIED, EmailTrust.PROVIDER_VERIFIED])
def test_a_newcomer_whose_address_is_not_proven_is_nobody_known(trust):
    assert recognise([ADA], over_workforce(email_trust=trust), CONNECTIONS) is None


@pytest.mark.parametrize(
    "namesake",
    [
        # Whoever prepared an account with somebody's address waits for them in vain.
        Namesake(a_user(email_verified=False), (an_identity(),)),
        Namesake(a_user(), (an_identity(email_trust=EmailTrust.PROVIDER_VERIFIED),)),
        Namesake(a_user(), (an_identity(email_trust=EmailTrust.UNVERIFIED),)),
        Namesake(a_user(), ()),
        # The address was theirs once, and their provider tells another one now.
        Namesake(a_user(), (an_identity(email="ada@new.test"),)),
        Namesake(a_user(email="ada@old.test"), (an_identity(),)),
        Namesake(a_user(), (an_identity(email=None),)),
    ],
)
def test_a_user_whose_own_address_is_not_proven_now_is_joined_by_nobody(namesake):
    assert recognise([namesake], over_workforce(), CONNECTIONS) is None


def test_another_subject_of_the_same_provider_is_another_person():
    """The domain changed hands, and its new owner gave the address to somebody else."""
    assert recognise([ADA], an_assertion(subject="another"), CONNECTIONS) is None
    elsewhere = an_assertion(connection=ConnectionId("google-2"), subject="another")
    assert recognise([ADA], elsewhere, CONNECTIONS) is None


def test_who_comes_over_a_connection_that_led_elsewhere_before_is_another_person():
    moved = an_assertion(issuer="https://new.test", subject="another")
    assert recognise([ADA], moved, CONNECTIONS) is None


def test_two_users_who_could_be_meant_are_none():
    other = an_identity(key=replace(an_identity().key, subject="2"), user_id="b")
    both = [ADA, Namesake(a_user(id="b"), (other,))]
    assert recognise(both, over_workforce(), CONNECTIONS) is None


def test_a_provider_that_the_tenant_trusts_no_longer_vouches_for_nobody():
    key = IdentityKey(connection=WORKFORCE, issuer="https://w", subject="w-1")
    namesake = Namesake(a_user(), (an_identity(key=key),))
    google = an_assertion()
    assert recognise([namesake], google, CONNECTIONS) is not None
    distrusted = replace(CONNECTIONS[1], trusted_email_domains=("globex.test",))
    assert recognise([namesake], google, (CONNECTIONS[0], distrusted)) is None
    assert recognise([namesake], google, CONNECTIONS[:1]) is None


@pytest.mark.parametrize("connection", CONNECTIONS)
def test_a_provider_that_another_took_the_place_of_vouches_for_nobody(connection):
    """Who was known to the old one may be whoever had got hold of it."""
    key = IdentityKey(connection=connection.id, issuer="https://old", subject="o-1")
    namesake = Namesake(a_user(), (an_identity(key=key),))
    other = next(each for each in CONNECTIONS if each is not connection)
    newcomer = an_assertion(connection=other.id, issuer=other.issuer, subject="n-1")
    before = (other, replace(connection, issuer="https://old"))
    assert recognise([namesake], newcomer, before) is not None
    assert recognise([namesake], newcomer, CONNECTIONS) is None


def test_who_is_joined_stays_who_they_are():
    own = Acquaintance(a_user(roles_granted=("admin",)), an_identity())
    settlement = join(own, over_workforce(email="Ada@acme.test"), a_role_book(), NOON)
    user = settlement.user
    assert (user.id, user.email, user.created_at) == (a_user().id, "ada@acme.test", NOON)
    assert user.roles == ("admin", "member")
    assert settlement.identity.user_id == a_user().id
    assert user.updated_at > own.user.updated_at

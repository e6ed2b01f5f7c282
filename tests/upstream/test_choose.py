"""Which connection a sign-in goes through."""

import pytest

from chalicelib.protocol.errors import InvalidRequest
from chalicelib.upstream.choose import choose_connection
from tests.upstream.an_upstream import a_connection

GOOGLE, FACEBOOK = a_connection(id="google"), a_connection(id="facebook")


def test_the_one_asked_for_is_used():
    assert choose_connection((GOOGLE, FACEBOOK), "facebook") is FACEBOOK


def test_the_only_one_is_used_without_asking():
    assert choose_connection((GOOGLE,), None) is GOOGLE


@pytest.mark.parametrize("connections", [(GOOGLE, FACEBOOK), ()])
def test_otherwise_the_person_is_asked(connections):
    assert choose_connection(connections, None) is None


def test_another_tenants_connection_is_no_choice():
    with pytest.raises(InvalidRequest, match="connection"):
        choose_connection((GOOGLE,), "facebook")

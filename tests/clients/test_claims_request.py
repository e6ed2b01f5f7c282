"""The claims parameter (AZ-21, AZ-22; OpenID Connect Core section 5.5)."""

import pytest

from chalicelib.clients.claims_request import read_claims_request
from chalicelib.protocol.errors import InvalidRequest


def test_claims_go_where_they_were_asked_for() -> None:
    asked = read_claims_request(
        '{"userinfo": {"name": {"essential": true}, "email": null}, "id_token": {"picture": null}}'
    )
    assert asked.userinfo == ("name", "email")
    assert asked.id_token == ("picture",)


def test_unknown_claims_members_and_requests_are_ignored() -> None:
    asked = read_claims_request(
        '{"userinfo": {"http://x.test/y": null, "name": 7}, "other": [1], "id_token": null}'
    )
    assert asked.userinfo == ("name",)
    assert asked.id_token == ()


def test_only_an_essential_acr_is_a_demand() -> None:
    essential = '{"id_token": {"acr": {"essential": true, "values": ["a", "b"]}}}'
    assert read_claims_request(essential).essential_acr == ("a", "b")
    voluntary = '{"id_token": {"acr": {"values": ["a"]}}}'
    assert read_claims_request(voluntary).essential_acr == ()


def test_a_wanted_subject_is_remembered() -> None:
    assert read_claims_request('{"id_token": {"sub": {"value": "u1"}}}').wanted_sub == "u1"


@pytest.mark.parametrize("text", ["", "[]", "null", '"x"', "{", '{"userinfo": []}', "[" * 5000])
def test_what_is_not_the_json_of_the_specification_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        read_claims_request(text)

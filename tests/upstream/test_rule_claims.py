"""Claims that role rules look for: only those, only as texts, and groups that are not told."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.upstream.an_upstream import REQUEST, AnUpstream, a_connection

WANTED = a_connection(rule_claims=("department", "tid"))


def asked_claims(upstream: AnUpstream, connection=WANTED) -> object:
    query = parse_qs(urlsplit(upstream.provider(connection).begin(REQUEST)).query)
    return json.loads(query["claims"][0]) if "claims" in query else None


def test_what_no_rule_looks_for_is_not_kept():
    upstream = AnUpstream(claims={"department": "sales", "tid": "1111", "salary": "99"})
    assert upstream.sign_in().claims == {}
    assert upstream.sign_in(WANTED).claims == {"department": ("sales",), "tid": ("1111",)}


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("sales", {"department": ("sales",)}),
        (["sales", "support"], {"department": ("sales", "support")}),
        (["sales", 7, None, True], {"department": ("sales",)}),
        *((nothing, {}) for nothing in (7, True, None, "", " ", {"sales": True}, [["sales"]], [])),
    ],
)
def test_what_is_no_text_is_nothing(told, kept):
    upstream = AnUpstream(claims={"department": told})
    assert upstream.sign_in(WANTED).claims == kept


def test_userinfo_may_tell_a_department_but_not_whose_directory_it_is():
    userinfo = {"sub": "hedy-1", "department": "sales", "tid": "1111"}
    connection = a_connection(rule_claims=("department", "tid"), userinfo=True)
    assert AnUpstream(userinfo=userinfo).sign_in(connection).claims == {"department": ("sales",)}


@pytest.mark.parametrize(
    "overage", [{"_claim_names": {"groups": "src1"}, "_claim_sources": {}}, {"hasgroups": True}]
)
def test_groups_that_are_too_many_to_tell_are_none_at_all(overage):
    userinfo = {"sub": "hedy-1", "groups": ["admins"]}
    told = AnUpstream(claims=overage, userinfo=userinfo).sign_in(a_connection(userinfo=True))
    assert (told.groups, told.groups_withheld) == ((), True)


def test_groups_that_are_told_are_not_withheld():
    told = AnUpstream(claims={"groups": ["admins"], "_claim_names": {"roles": "s"}}).sign_in()
    assert (told.groups, told.groups_withheld) == (("admins",), False)


def test_a_claim_is_asked_for_only_where_a_rule_needs_it_and_the_provider_takes_the_question():
    taking = AnUpstream(metadata={"claims_parameter_supported": True})
    assert asked_claims(taking) == {"id_token": {"department": None}}
    assert asked_claims(taking, a_connection(rule_claims=("tid",))) is None
    assert asked_claims(taking, a_connection()) is None
    assert asked_claims(AnUpstream()) is None


def test_a_claim_is_asked_for_wherever_it_may_be_told():
    taking = AnUpstream(metadata={"claims_parameter_supported": True})
    everywhere = a_connection(rule_claims=("department",), userinfo=True)
    asked = {"department": None}
    assert asked_claims(taking, everywhere) == {"id_token": asked, "userinfo": asked}

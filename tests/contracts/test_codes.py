"""A code is redeemed once, by its own client, with everything that it is bound to."""

import pytest

from chalicelib.identity.link import Settlement
from chalicelib.tokens.code import (
    AuthorizationCode,
    CodeRefused,
    CodeVerdict,
    Presentation,
    grant_id_of,
    judge_code,
)
from tests.builders import (
    ACME,
    ADA,
    CHALLENGE,
    GLOBEX,
    a_code,
    a_presentation,
    a_session,
    a_user,
    an_identity,
)
from tests.fakes.clock import NOON
from tests.fakes.store import Store

GRANT = a_code().grant_id


def issue(store: Store, code: AuthorizationCode, tenant=ACME) -> None:
    settlement = Settlement(user=a_user(), identity=an_identity(), is_new=True, is_changed=True)
    store.sign_ins.open(tenant, settlement, a_session(), code)


def redeemed(store: Store, presented: Presentation, tenant=ACME, now=NOON) -> CodeVerdict:
    """What redeeming comes to."""
    try:
        store.codes.redeem(tenant, presented, now)
    except CodeRefused as refused:
        return refused.verdict
    return CodeVerdict.REDEEM


def grant(store: Store, tenant=ACME) -> AuthorizationCode | None:
    return store.holders.find(tenant, ADA, GRANT).grant


def test_a_redeemed_code_tells_everything_that_was_asked_for(store):
    code = a_code(
        acr="gold",
        amr=("pwd", "otp"),
        roles=("member",),
        groups=("staff", "a group"),
        id_token_claims={"email": "ada@acme.test", "address": {"locality": "London"}, "n": 1.5},
        userinfo_claims=("name",),
    )
    issue(store, code)
    found = store.codes.redeem(ACME, a_presentation(), NOON + 7)
    assert found == a_code(**{**fields(code), "redeemed_at": NOON + 7})
    assert grant(store) == found


def fields(code: AuthorizationCode) -> dict[str, object]:
    return {name: getattr(code, name) for name in AuthorizationCode.__slots__}


def test_a_code_is_redeemed_once(store):
    issue(store, a_code())
    assert redeemed(store, a_presentation()) is CodeVerdict.REDEEM
    assert redeemed(store, a_presentation(), now=NOON + 1) is CodeVerdict.REUSED
    found = grant(store)
    assert found is not None
    assert found.redeemed_at == NOON


def test_a_code_of_one_tenant_is_unknown_to_another(store):
    issue(store, a_code())
    assert redeemed(store, a_presentation(), GLOBEX) is CodeVerdict.UNKNOWN
    store.codes.revoke(GLOBEX, GRANT, NOON)
    assert grant(store) == a_code()
    assert redeemed(store, a_presentation()) is CodeVerdict.REDEEM


REFUSED = [
    ({"grant_id": grant_id_of("guessed")}, NOON, CodeVerdict.UNKNOWN),
    ({"client_id": "acme-spa"}, NOON, CodeVerdict.OTHER_CLIENT),
    ({}, NOON + 60, CodeVerdict.EXPIRED),
    ({"redirect_uri": "https://app.example.com/"}, NOON, CodeVerdict.OTHER_REDIRECT_URI),
    ({"redirect_uri": ""}, NOON, CodeVerdict.OTHER_REDIRECT_URI),
    ({"redirect_uri": None}, NOON, CodeVerdict.OTHER_REDIRECT_URI),
    ({"challenge": "wrong"}, NOON, CodeVerdict.UNPROVEN),
    ({"challenge": ""}, NOON, CodeVerdict.UNPROVEN),
    ({"challenge": None}, NOON, CodeVerdict.UNPROVEN),
]


@pytest.mark.parametrize(("presented", "now", "verdict"), REFUSED)
def test_a_presentation_that_proves_too_little_leaves_the_code_as_it_was(
    store, presented, now, verdict
):
    issue(store, a_code())
    assert redeemed(store, a_presentation(**presented), now=now) is verdict
    assert grant(store) == a_code()
    assert redeemed(store, a_presentation(), now=NOON + 59) is CodeVerdict.REDEEM


@pytest.mark.parametrize("challenge", ["", CHALLENGE])
def test_a_verifier_for_a_code_without_a_challenge_is_refused(store, challenge):
    issue(store, a_code(code_challenge=None))
    presented = a_presentation(challenge=challenge)
    assert redeemed(store, presented) is CodeVerdict.UNPROVEN
    assert redeemed(store, a_presentation(challenge=None)) is CodeVerdict.REDEEM


@pytest.mark.parametrize("presented", [{}, {"client_id": "acme-spa"}, {"challenge": None}])
@pytest.mark.parametrize("now", [NOON, NOON + 60])
@pytest.mark.parametrize("redeemed_at", [None, NOON])
@pytest.mark.parametrize("challenge", [None, CHALLENGE])
def test_the_one_write_decides_as_the_rule_does(store, presented, now, redeemed_at, challenge):
    code = a_code(redeemed_at=redeemed_at, code_challenge=challenge)
    issue(store, code)
    shown = a_presentation(**presented)
    assert redeemed(store, shown, now=now) is judge_code(code, shown, now)


def test_a_released_code_may_be_redeemed_again(store):
    issue(store, a_code())
    first = store.codes.redeem(ACME, a_presentation(), NOON)
    store.codes.release(GLOBEX, first)
    assert redeemed(store, a_presentation(), now=NOON + 1) is CodeVerdict.REUSED
    store.codes.release(ACME, first)
    assert redeemed(store, a_presentation(), now=NOON + 1) is CodeVerdict.REDEEM


def test_a_released_code_expires_as_it_would_have(store):
    issue(store, a_code())
    store.codes.release(ACME, store.codes.redeem(ACME, a_presentation(), NOON))
    assert redeemed(store, a_presentation(), now=NOON + 60) is CodeVerdict.EXPIRED


def test_a_code_that_was_reused_is_not_released(store):
    issue(store, a_code())
    first = store.codes.redeem(ACME, a_presentation(), NOON)
    store.codes.revoke(ACME, GRANT, NOON + 1)
    store.codes.release(ACME, first)
    assert redeemed(store, a_presentation(), now=NOON + 2) is CodeVerdict.REUSED


def test_revoking_a_grant_is_seen_by_those_who_look_it_up(store):
    issue(store, a_code())
    store.codes.redeem(ACME, a_presentation(), NOON)
    store.codes.revoke(ACME, GRANT, NOON + 5)
    store.codes.revoke(ACME, GRANT, NOON + 9)
    found = grant(store)
    assert found is not None
    assert found.revoked_at == NOON + 5


def test_revoking_touches_no_code_that_has_issued_nothing(store):
    issue(store, a_code())
    store.codes.revoke(ACME, GRANT, NOON)
    assert grant(store) == a_code()


def test_revoking_a_grant_that_is_gone_makes_none(store):
    store.codes.revoke(ACME, GRANT, NOON)
    assert grant(store) is None


def test_a_holder_is_told_as_far_as_they_are_there(store):
    issue(store, a_code())
    holder = store.holders.find(ACME, ADA, grant_id_of("another"))
    assert (holder.user, holder.grant) == (a_user(), None)
    holder = store.holders.find(ACME, "b" * 43, GRANT)
    assert (holder.user, holder.grant) == (None, a_code())

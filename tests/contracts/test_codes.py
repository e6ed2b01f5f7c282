"""A code is redeemed once, by its own client, with everything that it is bound to."""

import pytest

from chalicelib.identity.link import Settlement
from chalicelib.tokens.code import (
    AuthorizationCode,
    CodeRefused,
    CodeVerdict,
    Presentation,
    code_key,
    judge_code,
)
from chalicelib.tokens.refresh_token import family_key
from tests.builders import (
    ACME,
    CHALLENGE,
    FAMILY_SECRET,
    GLOBEX,
    a_code,
    a_presentation,
    a_session,
    a_user,
    an_identity,
)
from tests.fakes.clock import NOON
from tests.fakes.store import Store

FAMILY = family_key(FAMILY_SECRET)
ANOTHER_FAMILY = family_key("the-secret-of-another-family")


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


def fields(code: AuthorizationCode) -> dict[str, object]:
    return {name: getattr(code, name) for name in AuthorizationCode.__slots__}


def as_redeemed(code: AuthorizationCode, now: int) -> AuthorizationCode:
    """What is left of a code that began the usual family."""
    return AuthorizationCode(**{**fields(code), "redeemed_at": now, "family_key": FAMILY})


def refusal(store: Store, presented: Presentation, tenant=ACME, now=NOON) -> CodeRefused:
    with pytest.raises(CodeRefused) as refused:
        store.codes.redeem(tenant, presented, now)
    return refused.value


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
    assert found == as_redeemed(code, NOON + 7)


def test_a_code_is_redeemed_once(store):
    issue(store, a_code())
    assert redeemed(store, a_presentation()) is CodeVerdict.REDEEM
    assert redeemed(store, a_presentation(), now=NOON + 1) is CodeVerdict.REUSED


def test_a_reused_code_tells_which_family_it_began_the_first_time(store):
    issue(store, a_code())
    store.codes.redeem(ACME, a_presentation(), NOON)
    for now in (NOON + 1, NOON + 3000):
        refused = refusal(store, a_presentation(family_key=ANOTHER_FAMILY), now=now)
        assert (refused.verdict, refused.began) == (CodeVerdict.REUSED, FAMILY)


def test_a_code_that_was_never_redeemed_began_nothing(store):
    issue(store, a_code())
    assert refusal(store, a_presentation(challenge="wrong")).began is None
    assert refusal(store, a_presentation(key=code_key("guessed"))).began is None
    assert refusal(store, a_presentation(), GLOBEX).began is None


def test_a_code_of_one_tenant_is_unknown_to_another(store):
    issue(store, a_code())
    assert redeemed(store, a_presentation(), GLOBEX) is CodeVerdict.UNKNOWN
    assert store.codes.redeem(ACME, a_presentation(), NOON) == as_redeemed(a_code(), NOON)
    assert redeemed(store, a_presentation(), GLOBEX) is CodeVerdict.UNKNOWN


REFUSED = [
    ({"key": code_key("guessed")}, NOON, CodeVerdict.UNKNOWN),
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
    found = store.codes.redeem(ACME, a_presentation(), NOON + 59)
    assert found == as_redeemed(a_code(), NOON + 59)


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
    store.codes.release(ACME, store.codes.redeem(ACME, a_presentation(), NOON))
    assert redeemed(store, a_presentation(), now=NOON + 1) is CodeVerdict.REDEEM


def test_another_tenant_releases_nothing(store):
    issue(store, a_code())
    store.codes.release(GLOBEX, store.codes.redeem(ACME, a_presentation(), NOON))
    assert redeemed(store, a_presentation(), now=NOON + 1) is CodeVerdict.REUSED
    assert redeemed(store, a_presentation(), GLOBEX) is CodeVerdict.UNKNOWN


def test_a_released_code_expires_as_it_would_have(store):
    issue(store, a_code())
    store.codes.release(ACME, store.codes.redeem(ACME, a_presentation(), NOON))
    assert redeemed(store, a_presentation(), now=NOON + 60) is CodeVerdict.EXPIRED


def test_a_released_code_begins_whichever_family_redeems_it_next(store):
    issue(store, a_code())
    store.codes.release(ACME, store.codes.redeem(ACME, a_presentation(), NOON))
    again = store.codes.redeem(ACME, a_presentation(family_key=ANOTHER_FAMILY), NOON + 1)
    assert again.family_key == ANOTHER_FAMILY
    assert refusal(store, a_presentation()).began == ANOTHER_FAMILY


def test_a_redemption_that_lost_its_code_releases_it_for_nobody_else(store):
    issue(store, a_code())
    first = store.codes.redeem(ACME, a_presentation(), NOON)
    store.codes.release(ACME, first)
    store.codes.redeem(ACME, a_presentation(family_key=ANOTHER_FAMILY), NOON + 1)
    store.codes.release(ACME, first)
    assert redeemed(store, a_presentation(), now=NOON + 2) is CodeVerdict.REUSED


@pytest.mark.parametrize("now", [NOON + 1, NOON + 3000])
def test_a_code_that_was_reused_is_not_released(store, now):
    issue(store, a_code())
    first = store.codes.redeem(ACME, a_presentation(), NOON)
    assert redeemed(store, a_presentation(), now=now) is CodeVerdict.REUSED
    store.codes.release(ACME, first)
    assert redeemed(store, a_presentation(), now=NOON + 2) is CodeVerdict.REUSED


@pytest.mark.parametrize("stranger", [{"client_id": "acme-spa"}, {"key": code_key("guessed")}])
def test_a_strangers_presentation_does_not_keep_a_code_from_being_released(store, stranger):
    issue(store, a_code())
    first = store.codes.redeem(ACME, a_presentation(), NOON)
    redeemed(store, a_presentation(**stranger))
    redeemed(store, a_presentation(), GLOBEX)
    store.codes.release(ACME, first)
    assert redeemed(store, a_presentation(), now=NOON + 2) is CodeVerdict.REDEEM

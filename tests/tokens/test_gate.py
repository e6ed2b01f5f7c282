"""Nobody is refused by one grant type and served by another."""

from typing import Any

import pytest

from chalicelib.tokens.family_ports import Standing
from chalicelib.tokens.gate import NoStanding, require_standing
from tests.builders import FACEBOOK, GOOGLE, a_family, a_session, a_user
from tests.fakes.clock import NOON

DAY = 24 * 3600
OFFLINE = ("openid", "offline_access")


def standing(**told: Any) -> Standing:
    usual = {"family": a_family(), "user": a_user(), "session": a_session()}
    return Standing(**(usual | told))


def test_who_stands_is_returned() -> None:
    assert require_standing(standing(), {GOOGLE}, NOON) == (a_family(), a_user())


GONE = [
    ({"family": None}, "the family has ended"),
    ({"family": a_family(ended_at=NOON)}, "the family has ended"),
    ({"family": a_family(expires_at=NOON)}, "the family has ended"),
    ({"family": a_family(idle_expires_at=NOON)}, "the family has ended"),
    ({"user": None}, "the user is gone"),
    ({"user": a_user(id="b" * 43)}, "the user is gone"),
    ({"user": a_user(disabled_at=NOON)}, "the user is disabled"),
    ({"family": a_family(connection=FACEBOOK)}, "the connection is gone"),
    ({"session": None}, "the session has ended"),
    ({"session": a_session(ended_at=NOON)}, "the session has ended"),
    ({"session": a_session(expires_at=NOON)}, "the session has ended"),
]


@pytest.mark.parametrize(("told", "fault"), GONE)
def test_whoever_is_gone_takes_the_tokens_along(told: dict[str, Any], fault: str) -> None:
    with pytest.raises(NoStanding, match=fault):
        require_standing(standing(**told), {GOOGLE}, NOON)


@pytest.mark.parametrize("disabled_at", [0, NOON, NOON + DAY])
def test_whoever_was_disabled_is_so_whenever_that_was(disabled_at: int) -> None:
    with pytest.raises(NoStanding):
        require_standing(standing(user=a_user(disabled_at=disabled_at)), {GOOGLE}, NOON)


def test_no_connection_is_no_standing() -> None:
    with pytest.raises(NoStanding):
        require_standing(standing(), set(), NOON)


def test_a_session_that_only_fell_asleep_stands() -> None:
    asleep = a_session(idle_expires_at=NOON)
    assert require_standing(standing(session=asleep), {GOOGLE}, NOON + DAY)


@pytest.mark.parametrize("session", [None, a_session(ended_at=NOON), a_session(expires_at=NOON)])
def test_who_may_stay_needs_no_session(session: object) -> None:
    """OpenID Connect Core section 11."""
    family = a_family(scopes=OFFLINE)
    assert require_standing(standing(family=family, session=session), {GOOGLE}, NOON)


@pytest.mark.parametrize(
    "told",
    [
        {"family": a_family(scopes=OFFLINE, ended_at=NOON)},
        {"family": a_family(scopes=OFFLINE, connection=FACEBOOK)},
        {"family": a_family(scopes=OFFLINE), "user": a_user(disabled_at=NOON)},
    ],
)
def test_who_may_stay_needs_everything_else(told: dict[str, Any]) -> None:
    with pytest.raises(NoStanding):
        require_standing(standing(**told), {GOOGLE}, NOON)

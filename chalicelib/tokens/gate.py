"""The one gate: who may not be refused by one grant type and served by another."""

from collections.abc import Collection

from chalicelib.identity.model import User
from chalicelib.tokens.family import RefreshFamily
from chalicelib.tokens.family_ports import Standing
from chalicelib.upstream.model import ConnectionId


class NoStanding(Exception):
    """No token may rest on a family any longer; the words are for the journal."""


def require_standing(
    standing: Standing, connections: Collection[ConnectionId], now: int
) -> tuple[RefreshFamily, User]:
    """Return family and user if both, the connection and the session still stand.

    Raises NoStanding. A family with `offline_access` needs no session (Core section 11).
    """
    family, user, session = standing.family, standing.user, standing.session
    if family is None or not family.is_live(now):
        raise NoStanding("the family has ended")
    if user is None or user.id != family.user_id:
        raise NoStanding("the user is gone")
    if user.disabled_at is not None:
        raise NoStanding("the user is disabled")
    if family.connection not in connections:
        raise NoStanding("the connection is gone")
    if not family.is_offline and (session is None or session.has_ended(now)):
        raise NoStanding("the session has ended")
    return family, user

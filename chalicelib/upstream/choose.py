"""Which connection a sign-in goes through: the one asked for, the only one, or the person says."""

from collections.abc import Sequence

from chalicelib.protocol.errors import InvalidRequest
from chalicelib.upstream.model import Connection, ConnectionId


class UnknownConnection(Exception):
    """The tenant has no such connection."""


def choose_connection(connections: Sequence[Connection], wanted: str | None) -> Connection | None:
    """Return the connection to use, None when the person must choose.

    Raises InvalidRequest when `wanted` is none of the tenant's.
    """
    if wanted is None:
        return connections[0] if len(connections) == 1 else None
    try:
        return require_connection(connections, ConnectionId(wanted))
    except UnknownConnection as error:
        raise InvalidRequest("connection is not one of this tenant's") from error


def require_connection(connections: Sequence[Connection], wanted: ConnectionId) -> Connection:
    """Return the connection of this id. Raises UnknownConnection."""
    for connection in connections:
        if connection.id == wanted:
            return connection
    raise UnknownConnection(wanted)

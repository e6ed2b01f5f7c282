"""Which connection a sign-in goes through: the one asked for, the only one, or the person says."""

from collections.abc import Sequence

from chalicelib.protocol.errors import InvalidRequest
from chalicelib.upstream.model import Connection


def choose_connection(connections: Sequence[Connection], wanted: str | None) -> Connection | None:
    """Return the connection to use, None when the person must choose.

    Raises InvalidRequest when `wanted` is none of the tenant's.
    """
    if wanted is not None:
        for connection in connections:
            if connection.id == wanted:
                return connection
        raise InvalidRequest("connection is not one of this tenant's")
    return connections[0] if len(connections) == 1 else None

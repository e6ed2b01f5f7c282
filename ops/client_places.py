"""A client's place in a status list: given when it is first published, and kept."""

from collections.abc import Callable
from dataclasses import replace

from chalicelib.clients.model import Client
from chalicelib.tenancy.status import StatusIndex
from chalicelib.tokens.status_list import BLOCK

#: Gives as many new places as asked for, up to BLOCK.
Claim = Callable[[int], tuple[StatusIndex, ...]]


def with_places(
    clients: tuple[Client, ...], published: tuple[Client, ...], claim: Claim
) -> tuple[Client, ...]:
    """The clients, each with the place that it was published with, or with a new one."""
    places = {client.id: client.status for client in published if client.status}
    newcomers = [client.id for client in clients if client.id not in places]
    for at in range(0, len(newcomers), BLOCK):
        some = newcomers[at : at + BLOCK]
        places |= dict(zip(some, claim(len(some)), strict=True))
    return tuple(replace(client, status=places[client.id]) for client in clients)

"""Where the command line meets signing keys: the same rotation as the scheduled one."""

from chalicelib.adapters.kms.key_keeper import KmsKeyKeeper
from chalicelib.ambient import Clock, Entropy
from chalicelib.clients.model import Client
from chalicelib.flows.rotate_keys import RotateKeys
from chalicelib.tokens.key_ports import KeyRingStore
from chalicelib.tokens.keys import KeyRing


class KeyNotReady(Exception):
    """A client wants its ID tokens signed by a key that verifiers may not know yet."""


class Silence:
    """A journal for a command that says itself what it did, and whose audit trail is kept."""

    def correlate(self, request_id: str | None) -> None:
        """A command is one request."""

    def note(self, event: str, **facts: object) -> None:
        """Standard output is the report's."""


def key_rotation(
    rings: KeyRingStore, keeper: KmsKeyKeeper, clock: Clock, entropy: Entropy
) -> RotateKeys:
    """The rotation of one broker's keys."""
    return RotateKeys(
        rings=rings,
        keeper=keeper,
        clock=clock,
        entropy=entropy,
        journal=Silence(),
    )


def require_signed_algorithms(ring: KeyRing, clients: tuple[Client, ...]) -> None:
    """Raise KeyNotReady if a client wants what no key signs."""
    for client in unsigned(ring, clients):
        raise KeyNotReady(f"client {client.id}: {not_signed_yet(client)}")


def unsigned(ring: KeyRing, clients: tuple[Client, ...]) -> tuple[Client, ...]:
    """The clients that want what no key signs. A new tenant's keys sign at once."""
    if not ring.published:
        return ()
    return tuple(
        client for client in clients if client.id_token_signed_response_alg not in ring.algorithms
    )


def not_signed_yet(client: Client) -> str:
    """Why such a client cannot be published, and what to do."""
    algorithm = client.id_token_signed_response_alg
    return (
        f"no key signs with {algorithm} yet. Apply the document with"
        f' `[keys] algorithm = "{algorithm}"` and without this client\'s'
        " id_token_signed_response_alg; add that when `vestibule keys list` calls the key"
        " current, some two hours later"
    )

"""Where the command line meets signing keys: the same rotation as the scheduled one."""

from chalicelib.adapters.dynamodb.key_rings import DynamoKeyRingStore
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.kms.client import KmsClient
from chalicelib.adapters.kms.key_keeper import KmsKeyKeeper
from chalicelib.ambient import Clock, Entropy
from chalicelib.flows.rotate_keys import RotateKeys


class Silence:
    """A journal for a command that says itself what it did, and whose audit trail is kept."""

    def correlate(self, request_id: str | None) -> None:
        """A command is one request."""

    def note(self, event: str, **facts: object) -> None:
        """Standard output is the report's."""


def key_rotation(
    table: Table, name: str, kms: KmsClient, clock: Clock, entropy: Entropy
) -> RotateKeys:
    """The rotation of one broker's keys; `name` is its table's."""
    return RotateKeys(
        rings=DynamoKeyRingStore(table),
        keeper=KmsKeyKeeper(name, kms),
        clock=clock,
        entropy=entropy,
        journal=Silence(),
    )

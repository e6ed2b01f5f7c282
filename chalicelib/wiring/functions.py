"""What stands behind the table's stream, the queue and the clock."""

from dataclasses import dataclass

from chalicelib.adapters.dynamodb.changes import read_changes
from chalicelib.adapters.fetch import GuardedFetch
from chalicelib.adapters.sqs import SqsLogoutQueue
from chalicelib.endpoints.batches import Handler
from chalicelib.endpoints.deliver import deliver_handler
from chalicelib.endpoints.relay import relay_handler
from chalicelib.endpoints.rotate import ScheduledHandler, rotate_handler
from chalicelib.flows.announce_sign_out import AnnounceSignOut
from chalicelib.flows.deliver_logout import DeliverLogout, DeliveryFailed
from chalicelib.flows.relay_changes import RelayChanges
from chalicelib.flows.rotate_keys import RotateKeys
from chalicelib.settings import Settings
from chalicelib.tokens.logout_ports import LogoutCalls, LogoutQueue
from chalicelib.wiring import journeys
from chalicelib.wiring.ports import Ports, real_ports

#: For a client to take a logout token: one that is slow holds up the others of its batch.
_CLIENT_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Functions:
    """The Lambda functions beside the API: behind the table's stream, the queue and the clock."""

    relay: Handler
    deliver: Handler
    rotate: ScheduledHandler


def assemble_functions(settings: Settings) -> Functions:
    """The functions beside the API, in the world as it is."""
    calls = GuardedFetch(
        settings.upstream_overrides, settings.ca_bundle, total_seconds=_CLIENT_SECONDS
    )
    return functions(real_ports(settings), SqsLogoutQueue(settings.logout_queue), calls)


def functions(ports: Ports, queue: LogoutQueue, calls: LogoutCalls) -> Functions:
    """The functions beside the API, whoever keeps the promises."""
    return Functions(
        relay=relay_handler(read_changes, relay_changes(ports, queue), ports.journal),
        deliver=deliver_handler(deliver_logout(ports, calls), (DeliveryFailed,), ports.journal),
        rotate=rotate_handler(ports.tenant_names, ports.tenants, rotate_keys(ports), ports.journal),
    )


def relay_changes(ports: Ports, queue: LogoutQueue) -> RelayChanges:
    """What follows from the table's stream."""
    return RelayChanges(
        tenants=ports.tenants,
        publish=journeys.publish_statuses(ports),
        announce=AnnounceSignOut(ports.clients, queue),
        end_session=journeys.end_session(ports),
        families=ports.families,
        clock=ports.clock,
    )


def deliver_logout(ports: Ports, calls: LogoutCalls) -> DeliverLogout:
    """Back-channel logout, for one message of the queue."""
    return DeliverLogout(
        tenants=ports.tenants,
        clients=ports.clients,
        keys=ports.keys,
        signer=ports.signer,
        calls=calls,
        clock=ports.clock,
        entropy=ports.entropy,
        journal=ports.journal,
    )


def rotate_keys(ports: Ports) -> RotateKeys:
    """What the clock does for every tenant."""
    return RotateKeys(
        rings=ports.key_rings,
        keeper=ports.key_keeper,
        clock=ports.clock,
        entropy=ports.entropy,
        journal=ports.journal,
    )

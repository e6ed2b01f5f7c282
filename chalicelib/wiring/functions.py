"""What stands behind the table's stream, the queue and the clock."""

from dataclasses import dataclass

from chalicelib.adapters.dynamodb.changes import read_changes
from chalicelib.endpoints.batches import Handler
from chalicelib.endpoints.deliver import deliver_handler
from chalicelib.endpoints.relay import relay_handler
from chalicelib.endpoints.rotate import ScheduledHandler, rotate_handler
from chalicelib.flows.deliver_logout import DeliveryFailed
from chalicelib.settings import Settings
from chalicelib.wiring import journeys
from chalicelib.wiring.ports import Ports, real_ports


@dataclass(frozen=True, slots=True, kw_only=True)
class Functions:
    """The Lambda functions beside the API: behind the table's stream, the queue and the clock."""

    relay: Handler
    deliver: Handler
    rotate: ScheduledHandler


def assemble_functions(settings: Settings) -> Functions:
    """The functions beside the API, in the world as it is."""
    return functions(real_ports(settings))


def functions(ports: Ports) -> Functions:
    """The functions beside the API, whoever keeps the promises."""
    return Functions(
        relay=relay_handler(read_changes, journeys.relay_changes(ports), ports.journal),
        deliver=deliver_handler(journeys.deliver_logout(ports), (DeliveryFailed,), ports.journal),
        rotate=rotate_handler(
            ports.tenant_names, ports.tenants, journeys.rotate_keys(ports), ports.journal
        ),
    )

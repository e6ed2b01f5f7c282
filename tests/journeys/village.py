"""The whole broker in one process: its real entry, its real adapters, pretend AWS and upstreams.

Only the clock, the network and the machine boundary are pretended. A test drives it with browsers.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from flask import Flask
from moto import mock_aws
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType

from chalicelib.adapters.dynamodb.cache import Cache
from chalicelib.adapters.kms.secrets import KmsSecrets
from chalicelib.endpoints.application import Broker
from chalicelib.endpoints.lost import refuse
from chalicelib.settings import Settings
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.premises import in_house_of
from chalicelib.upstream.providers import Dialects
from chalicelib.wiring import Ports, dynamo_ports, register, serve_domains
from chalicelib.wiring.functions import Functions, functions
from ops.documents import load_documents
from ops.local.development_secrets import DevelopmentSecrets
from ops.local.gateway.adapter import Gateway
from ops.local.household import Household, read_household
from ops.local.moto_patches import apply_moto_patches
from ops.local.pretend.app import make_pretend_app
from ops.local.pretend.house import Surroundings
from ops.local.pretend.keys import SigningKey
from ops.local.world import link, make_overrides, make_world
from ops.publish import Destination, publish
from tests.fakes.clock import FrozenClock
from tests.fakes.journal import Notes
from tests.fakes.logouts import MemoryLogoutQueue
from tests.journeys.twin import at_domains, with_twins
from tests.journeys.wire import Bridge
from tests.support.dynamo import make_table
from tests.support.stream import Stream

PUBLIC_URL = "https://auth.test"
UPSTREAMS = "https://upstreams.test"
DOCUMENTS = (Path("tenants"), Path("tests/conformance/tenants"))

# RSA keys are slow to make; every village shares these.
_KEYS = cycle([SigningKey.make() for _ in range(9)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """Everything that a journey meets."""

    gateway: Gateway
    upstreams: Flask
    households: dict[str, Household]
    ports: Ports
    clock: FrozenClock
    notes: Notes
    dynamodb: Any
    kms: Any
    naps: list[float]
    bridge: Bridge
    destination: Destination
    functions: Functions
    stream: Stream
    queue: MemoryLogoutQueue

    def secret(self, tenant: str, client: str) -> str:
        """A client's secret, in the open."""
        return self.households[tenant].client_secrets[client]

    def issuer(self, tenant: str) -> str:
        return self.households[tenant].issuer

    def origins(self) -> tuple[str, ...]:
        """Where the broker is: its own address, and those of tenants that have one."""
        issuers = map(self.issuer, self.households)
        return PUBLIC_URL, *(each for each in issuers if not each.startswith(PUBLIC_URL))

    def locate(self, tenant: str, path: str) -> tuple[str, str]:
        """Origin and path of one of the tenant's endpoints."""
        origin = next(each for each in self.origins() if self.issuer(tenant).startswith(each))
        return origin, f"{self.issuer(tenant).removeprefix(origin)}/{path}"

    def items(self) -> list[dict[str, Any]]:
        """Everything in the table."""
        rows = self._pretend_table().items.values()
        return [item.to_json()["Attributes"] for row in rows for item in row.values()]

    def stored(self) -> list[str]:
        """Everything in the table, to be compared with what is there later."""
        return sorted(map(repr, self.items()))

    def changes(self) -> int:
        """How often anything was written, by the table's own stream."""
        return len(self._pretend_table().stream_shard.items)

    def settled(self) -> list[str]:
        """Everything in the table but attempts, which come and go."""
        return [item for item in self.stored() if "#ATTEMPT#" not in item]

    def settle(self) -> None:
        """What the table's stream tells is carried on, as it would be within a second."""
        while records := self.stream.drain():
            answer = self.functions.relay({"Records": records}, _Context())
            assert answer == {"batchItemFailures": []}

    def audited(self, tenant: str, event: str) -> list[dict[str, Any]]:
        """The lines of the tenant's audit trail that tell of this."""
        trail = [item for item in self.items() if item["pk"]["S"].startswith(f"T#{tenant}#AUDIT#")]
        return [item["record"]["M"] for item in trail if item["record"]["M"]["event"]["S"] == event]

    def grow_cold(self) -> None:
        """Forget what a process remembers, as a new one would: all is asked of AWS again."""
        self.ports.tenants.houses._cache = Cache(self.clock)
        self.ports.domains._cache = Cache(self.clock)
        self.ports.clients._clients = Cache(self.clock)
        self.ports.clients._origins = Cache(self.clock)
        self.ports.providers._secrets._open.clear()
        self.ports.refresh_keys._open.clear()
        self.ports.signer._unwrapped._open.clear()

    def stock_up(self, tenant: str = "acme") -> None:
        """Have places in status lists at hand: claiming them is one write for 256 sign-ins."""
        places = self.ports.places
        with in_house_of(TenantId(tenant)):
            pool = places._pool_of(TenantId(tenant))
            while len(pool.places) < 64:
                pool.places.extend(places._claim_block(TenantId(tenant)))

    def forget_people(self, tenant: str) -> None:
        """Who signs in to this tenant from now on is new to it."""
        self._delete(lambda item: item["pk"]["S"].startswith(f"T#{tenant}#IDENTITY#"))

    def be_crowded(self, tenants: int) -> None:
        """Have as many tenants as that, each with what acme publishes and with one client."""
        rows = self._pretend_table().items
        ours = {
            place: item
            for place, item in rows[DynamoType({"S": "T#acme"})].items()
            if place.value.startswith(("CONFIG", "KEY#", "HMACKEY#", "CLIENT#acme-web"))
        }
        for number in range(tenants - len(self.households)):
            pk = DynamoType({"S": f"T#neighbour-{number:05d}"})
            for place, item in ours.items():
                copied = copy(item)
                copied.hash_key, copied.attrs = pk, {**item.attrs, "pk": pk}
                rows[pk][place] = copied

    def sweep(self) -> None:
        """Delete whatever DynamoDB may ever delete by itself. A small table is a fast one."""
        self._delete(lambda item: "expires_at" in item)

    def _delete(self, is_meant: Callable[[dict[str, Any]], bool]) -> None:
        for row in self._pretend_table().items.values():
            for place in [at for at, item in row.items() if is_meant(item.to_json()["Attributes"])]:
                del row[place]

    def _pretend_table(self) -> Any:
        # Without its API, which would be forty times slower, and is counted and spoilt by tests.
        (account,) = dynamodb_backends
        return dynamodb_backends[account]["us-east-1"].tables[self.destination.table]


class _Context:
    """What Lambda tells of an invocation."""

    aws_request_id = "an-invocation"

    def get_remaining_time_in_millis(self) -> int:
        return 25_000


@contextmanager
def a_village(
    config: Config | None = None, domains: Mapping[str, str] | None = None
) -> Iterator[Village]:
    """Build it, with every tenant document of the repository published, and a twin of acme.

    Tenants among `domains` are at a domain of their own; with none, hosts are not looked at.
    """
    apply_moto_patches()
    with mock_aws():
        keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
        common = {"region_name": "us-east-1", "config": config, **keys}
        dynamodb, kms = (boto3.client(name, **common) for name in ("dynamodb", "kms"))
        yield _build(dynamodb, kms, domains or {})


def _build(dynamodb: Any, kms: Any, domains: Mapping[str, str]) -> Village:
    clock, notes, naps = FrozenClock(), Notes(), list[float]()
    destination = Destination(
        table=make_table(dynamodb),
        public_url=PUBLIC_URL,
        secrets_key=kms.create_key()["KeyMetadata"]["KeyId"],
        dynamodb=lambda: dynamodb,
        kms=lambda: kms,
    )
    households = [one for folder in DOCUMENTS for one in _publish(folder, destination, domains)]
    links = link(households)
    around = Surroundings(clock=clock.now, pause=naps.append, make_key=_KEYS.__next__)
    upstreams = make_pretend_app(make_world(links, UPSTREAMS), around)
    bridge, overrides = Bridge(upstreams, naps), make_overrides(links, UPSTREAMS)
    settings = Settings(
        table=destination.table,
        public_url=PUBLIC_URL,
        secrets_key=destination.secrets_key,
        host_from="gateway" if domains else "",
    )
    ports = dynamo_ports(settings, lambda: dynamodb, clock, lambda: kms)
    queue = MemoryLogoutQueue()
    ports = replace(
        ports,
        clock=clock,
        journal=notes,
        providers=Dialects(
            bridge,
            KmsSecrets(lambda: kms),
            clock,
            lambda url: overrides.get(url, url),
        ),
    )
    app = Broker("vestibule", refuse=refuse)
    register(app, ports)
    serve_domains(app, ports, settings)
    return Village(
        gateway=Gateway(app),
        upstreams=upstreams,
        households={one.id: one for one in households},
        ports=ports,
        clock=clock,
        notes=notes,
        dynamodb=dynamodb,
        kms=kms,
        naps=naps,
        bridge=bridge,
        destination=destination,
        functions=functions(ports, queue, bridge),
        stream=Stream(destination.table),
        queue=queue,
    )


def _publish(
    folder: Path, destination: Destination, domains: Mapping[str, str]
) -> Iterator[Household]:
    secrets = DevelopmentSecrets.load(folder)
    for document in at_domains(with_twins(load_documents([folder])), domains):
        publish(document, destination, secrets)
        yield read_household(document, PUBLIC_URL, secrets)

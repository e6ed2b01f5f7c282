"""The broker of the bench: the one of the journeys' village, on the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any

import boto3

from bench.bystanders import AwsAside, UpstreamsAside
from bench.capacity import Ledger, Wire
from bench.meter import Meter
from chalicelib.adapters.aws import client_config
from chalicelib.adapters.journal import PowertoolsJournal
from chalicelib.adapters.kms.secrets import KmsSecrets
from chalicelib.endpoints.application import Broker
from chalicelib.endpoints.lost import refuse
from chalicelib.upstream.providers import Dialects
from chalicelib.wiring import register
from ops.local.gateway.adapter import Gateway
from ops.local.world import link, make_overrides
from tests.journeys.village import UPSTREAMS, Village, a_village


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """A village whose broker is on the clock."""

    village: Village
    meter: Meter
    aws: AwsAside

    @contextmanager
    def counted(self) -> Iterator[Ledger]:
        """Keep a ledger of what is asked of AWS in the block."""
        # A client of its own: what it asks is on nobody's bill.
        keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
        dynamodb = boto3.client("dynamodb", region_name="us-east-1", **keys)

        def look(table: str, key: Wire) -> Wire:
            found: Wire = dynamodb.get_item(TableName=table, Key=key).get("Item", {})
            return found

        with self.aws.counted(look) as ledger:
            yield ledger


@contextmanager
def a_workshop() -> Iterator[Workshop]:
    """Build it, with every tenant document of the repository published."""
    with a_village(client_config()) as village:
        app = Broker("vestibule", refuse=refuse)
        meter = Meter(app)
        aws = AwsAside(meter)
        aws.listen(village.dynamodb, village.kms)
        journal = PowertoolsJournal("INFO", stream=_Nowhere())
        providers = _providers(village, meter)
        register(app, replace(village.ports, journal=journal, providers=providers))
        on_the_clock: Any = replace(village, gateway=Gateway(meter))
        yield Workshop(village=on_the_clock, meter=meter, aws=aws)


class _Nowhere(StringIO):
    """Takes what the journal writes. It cannot be closed: the logger outlives the workshop."""

    def write(self, text: str) -> int:
        """Forget it."""
        return len(text)


def _providers(village: Village, meter: Meter) -> Dialects:
    overrides = make_overrides(link(list(village.households.values())), UPSTREAMS)
    return Dialects(
        UpstreamsAside(village.bridge, meter),
        KmsSecrets(lambda: village.kms),
        village.clock,
        lambda url: overrides.get(url, url),
    )

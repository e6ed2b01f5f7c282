"""Many who apply one tenant, or turn its keys, at the same moment: it is whole whoever wins."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from chalicelib.adapters.dynamodb.fence import PublishedMeanwhile
from chalicelib.adapters.dynamodb.key_rings import DynamoKeyRingStore
from chalicelib.adapters.dynamodb.published import PublishedTenants
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tenancy.premises import in_house_of
from chalicelib.tokens.key_rotation import LEAD, Wish
from chalicelib.tokens.keys import KeyRing, KeyStage
from ops.keys_desk import open_keys_desk
from ops.local.aws import create_resources
from ops.publish import Destination, publish
from ops.signing_keys import KeyNotReady
from tests.ops.a_document import SECRETS, TEXT, a_document
from tests.ops.keys_office import Office
from tests.ops.people import ACME
from tests.real.ministack import reset
from tests.support.at_once import at_once

pytestmark = pytest.mark.real

CROWD = 24
ES256 = '\n[keys]\nalgorithm = "ES256"\n'
WANTS_ES256 = TEXT.replace("[[clients]]", '[[clients]]\nid_token_signed_response_alg = "ES256"')
#: In turns: give ES256 up, ask for it, have it somewhere else.
EDITIONS = (TEXT, WANTS_ES256 + ES256, TEXT + ES256 + 'tier = "wrapped"\n')
TOLD = (PublishedMeanwhile, StorageUnavailable, KeyNotReady)


@pytest.fixture
def destination(ministack: str) -> Iterator[Destination]:
    region = "us-east-1"
    made = create_resources(ministack, region, Path("infra/resources.yaml"))
    named = {"endpoint_url": ministack, "region_name": region}
    secret = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    dynamodb, kms = (boto3.client(name, **named, **secret) for name in ("dynamodb", "kms"))
    yield Destination(
        table=made.table,
        public_url="https://auth.example.com",
        secrets_key=made.secrets_key,
        dynamodb=lambda: dynamodb,
        kms=lambda: kms,
    )
    reset(ministack)


def published(destination: Destination, number: int) -> str:
    """Publish an edition of which everything says whose it is."""
    text = EDITIONS[number % len(EDITIONS)].replace('"Acme', f'"{number} Acme')
    try:
        publish(a_document(text), destination, SECRETS)
    except TOLD as error:
        return type(error).__name__
    return "published"


def test_of_many_who_apply_at_once_everything_is_of_one_and_its_keys_sign(destination, capsys):
    office = Office(destination, capsys)
    office.apply(ES256)
    office.grow_older(LEAD)
    office.apply(ES256 + "# its key signs now\n")
    outcomes = Counter(at_once(lambda number: published(destination, number), CROWD))
    assert outcomes["published"] > 0, outcomes
    with in_house_of(ACME):
        kept = PublishedTenants(destination.open_table())
        standing, (client,) = kept.find(ACME), kept.clients(ACME)
        (text,) = kept.texts(ACME, standing.version, standing.version)
        ring = KeyRing(standing.keys)
    winner = standing.configuration.tenant.name.split()[0]
    assert client.name.split()[0] == winner
    assert f'"{winner} Acme"' in text.text
    assert client.id_token_signed_response_alg in ring.algorithms, outcomes
    assert ring.current().stage is KeyStage.CURRENT


def test_of_many_who_rotate_at_once_one_makes_a_successor_and_emergencies_join(destination, capsys):
    office = Office(destination, capsys)
    office.apply("")
    with in_house_of(ACME):
        (first,) = DynamoKeyRingStore(destination.open_table()).load(ACME).ring.published

    def turn(number: int) -> str:
        desk = open_keys_desk(destination)
        named = frozenset({first.kid})
        wish = Wish(withdraw=named) if number % 3 == 0 else Wish(replace=named)
        try:
            with in_house_of(ACME):
                desk.rotate(desk.tenant("acme"), wish)
        except StorageUnavailable as error:
            return str(error)
        return "done"

    assert Counter(at_once(turn, CROWD)) == {"done": CROWD}
    stages = Counter(key.stage for key in office.ring().keys)
    assert stages == {KeyStage.WITHDRAWN: 1, KeyStage.CURRENT: 1}
    assert office.state(first) == "Disabled"
    assert office.state(office.ring().current()) == "Enabled"

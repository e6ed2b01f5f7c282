"""`vestibule keys` over two tenants, and time that passes for their keys."""

import json
from dataclasses import replace

from chalicelib.adapters.dynamodb import keys as places
from chalicelib.adapters.dynamodb.key_rings import DynamoKeyRingStore
from chalicelib.adapters.dynamodb.records import item_of
from chalicelib.adapters.dynamodb.writes import put
from ops import cli
from ops.publish import publish
from tests.ops.a_document import SECRETS, TEXT, a_document
from tests.ops.people import ACME
from tests.support.visiting import OpenTable


class Office:
    """The command line over two tenants."""

    def __init__(self, destination, capsys):
        self.destination, self.capsys = destination, capsys
        self.store = DynamoKeyRingStore(OpenTable.at(destination))

    def say(self, *words):
        status = cli.main(["keys", *words])
        told = self.capsys.readouterr()
        return status, told.out + told.err

    def ask(self, *words):
        status, told = self.say(*words, "--json")
        assert status == 0, told
        return json.loads(told)

    def apply(self, more, tenant=ACME):
        """Publish a tenant's document with something added."""
        document = a_document(TEXT.replace('"acme"', f'"{tenant}"') + more)
        publish(document, self.destination, SECRETS)

    def ring(self, tenant=ACME):
        return self.store.load(tenant).ring

    def stages(self, tenant=ACME):
        return sorted(str(key.stage) for key in self.ring(tenant).keys)

    def grow_older(self, seconds, tenant=ACME):
        """Let the ring have been as it is for longer."""
        for key in self.ring(tenant).keys:
            older = replace(key, since=key.since - seconds)
            place = places.signing_key(tenant, key.kid)
            OpenTable.at(self.destination).write(put(item_of(place, older)))

    def state(self, key):
        found = self.destination.kms().describe_key(KeyId=key.kms_key_id)
        return found["KeyMetadata"]["KeyState"]

    def items(self):
        """Everything in the table."""
        return self.destination.dynamodb().scan(TableName=self.destination.table)["Items"]

    def restore(self, items):
        """Have the table as it was."""
        dynamodb, table = self.destination.dynamodb(), self.destination.table
        for item in self.items():
            dynamodb.delete_item(TableName=table, Key={"pk": item["pk"], "sk": item["sk"]})
        for item in items:
            dynamodb.put_item(TableName=table, Item=item)

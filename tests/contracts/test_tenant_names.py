"""Which tenants there are: each once, and nothing of theirs but the name."""

from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.tenant_names import DynamoTenantNames
from tests.builders import ACME, GLOBEX, a_role_book, a_tenant
from tests.support.dynamo import dynamo_store, make_table


def test_every_published_tenant_is_named_once(dynamodb):
    table = make_table(dynamodb)
    publisher = dynamo_store(dynamodb, table).publisher
    for tenant in (GLOBEX, ACME, GLOBEX):
        publisher.publish(a_tenant(tenant), (), a_role_book(), (), (), "a document")
    names = DynamoTenantNames(Table(table, lambda: dynamodb))
    assert list(names.all()) == [ACME, GLOBEX]
    items = dynamodb.scan(TableName=table)["Items"]
    listed = [item for item in items if item["pk"]["S"] == "DIRECTORY"]
    assert all(item.keys() == {"pk", "sk"} for item in listed)

"""What DynamoDB could not keep is refused before anything is written."""

import pytest

from ops.documents import FaultyDocuments
from ops.stored_size import LARGEST_ITEM, size_of
from ops.validate import require_sound
from tests.ops.a_document import TEXT, a_document

CONNECTION = """
[[connections]]
id = "c{}"
kind = "oidc"
issuer = "https://id.acme.example"
client_id = "acme"
client_secret = "env:A"
"""


def told(text: str) -> list[str]:
    with pytest.raises(FaultyDocuments) as faulty:
        require_sound([a_document(text)])
    return [str(fault) for fault in faulty.value.faults]


@pytest.mark.parametrize(
    ("item", "size"),
    [
        ({"pk": {"S": "é"}}, 4),
        ({"n": {"N": "1234"}}, 5),
        ({"m": {"M": {"a": {"BOOL": True}}}}, 1 + 3 + 1 + 1 + 1),
        ({"l": {"L": [{"S": "ab"}, {"NULL": True}]}}, 1 + 3 + 3 + 2),
        ({"b": {"B": b"abc"}}, 4),
    ],
)
def test_an_item_is_counted_as_dynamodb_counts_it(item, size):
    assert size_of(item) == size


def test_a_tenant_whose_item_would_be_too_large_is_told_the_limit():
    (fault,) = told(TEXT + "".join(CONNECTION.format(number) for number in range(600)))
    assert fault.startswith("acme.toml:1: the tenant with its connections")
    assert f"DynamoDB keeps {LARGEST_ITEM // 1024} KB in one item" in fault


def test_a_client_whose_item_would_be_too_large_is_named_with_its_line():
    uris = "".join(f'"https://shop.acme.test/{"x" * 1000}/{n}",' for n in range(420))
    (fault,) = told(TEXT.replace('"https://shop.acme.test/callback"', uris))
    assert fault.startswith("acme.toml:10: clients[0]: the client would take")


def test_large_is_not_too_large():
    require_sound([a_document(TEXT + "".join(CONNECTION.format(number) for number in range(300)))])

"""The pretend DynamoDB answers faster, and with the same bytes."""

from hypothesis import given
from hypothesis import strategies as st
from moto.core.serialize import JSONSerializer, XFormedAttributePicker
from moto.core.utils import get_service_model

from ops.local.moto_patches import apply_moto_patches

TEXTS, BYTES = st.text(max_size=5), st.binary(max_size=5)
NAMES = st.text(min_size=1, max_size=5)
LEAVES = st.one_of(
    st.builds(lambda text: {"S": text}, TEXTS),
    st.builds(lambda number: {"N": str(number)}, st.integers()),
    st.builds(lambda value: {"B": value}, BYTES | TEXTS),
    st.builds(lambda flag: {"BOOL": flag}, st.booleans()),
    st.just({"NULL": True}),
    st.builds(lambda values: {"SS": values}, st.lists(TEXTS, min_size=1, max_size=2)),
    st.builds(lambda values: {"BS": values}, st.lists(BYTES, min_size=1, max_size=2)),
)
ATTRIBUTES = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.builds(lambda values: {"L": values}, st.lists(parts, max_size=3)),
        st.builds(lambda values: {"M": values}, st.dictionaries(NAMES, parts, max_size=3)),
    ),
    max_leaves=6,
)


def body_of(item, structure):
    """What a GetItem is answered when structures are written down in this way."""
    operation = get_service_model("dynamodb").operation_model("GetItem")
    kind = type("Serializer", (JSONSerializer,), {"_serialize_type_structure": structure})
    serializer = kind(operation_model=operation, value_picker=XFormedAttributePicker())
    return serializer.serialize({"Item": item})["body"]


@given(item=st.dictionaries(NAMES, ATTRIBUTES, min_size=1, max_size=3))
def test_an_item_is_answered_as_moto_itself_would(item):
    apply_moto_patches()
    faster = JSONSerializer._serialize_type_structure
    assert body_of(item, faster) == body_of(item, faster.__wrapped__)

"""What is stored comes back as it was, also after the classes have moved on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NewType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.dynamodb.attributes import NotStorable
from chalicelib.adapters.dynamodb.codec import codec_of
from chalicelib.protocol.redirects import RedirectTarget
from tests import builders

Name = NewType("Name", str)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    name: Name
    colour: Colour = Colour.RED


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    text: str
    count: int
    ratio: float
    flag: bool
    blob: bytes
    maybe: str | None
    target: RedirectTarget
    leaf: Leaf
    limit: int | None = 3
    leaves: tuple[Leaf, ...] = ()
    colours: frozenset[Colour] = frozenset()
    gaps: tuple[str | None, ...] = ()
    claims: Mapping[str, object] = field(default_factory=dict)
    table: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def a_tree(**chosen: Any) -> Tree:
    usual: dict[str, Any] = {
        "text": "",
        "count": 0,
        "ratio": 0.5,
        "flag": False,
        "blob": b"",
        "maybe": None,
        "target": RedirectTarget("https://app.example.com/"),
        "leaf": Leaf(name=Name("x")),
    }
    return Tree(**(usual | chosen))


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda nested: st.lists(nested, max_size=3) | st.dictionaries(st.text(), nested, max_size=3),
    max_leaves=10,
)
leaves = st.builds(Leaf, name=st.text().map(Name), colour=st.sampled_from(Colour))
trees = st.builds(
    a_tree,
    text=st.text(),
    count=st.integers(-(10**30), 10**30),
    ratio=st.floats(allow_nan=False, allow_infinity=False),
    flag=st.booleans(),
    blob=st.binary(),
    maybe=st.none() | st.text(),
    leaf=leaves,
    limit=st.none() | st.integers(-5, 5),
    leaves=st.lists(leaves, max_size=3).map(tuple),
    colours=st.frozensets(st.sampled_from(Colour)),
    gaps=st.lists(st.none() | st.text(), max_size=3).map(tuple),
    claims=st.dictionaries(st.text(), json_values, max_size=3),
    table=st.dictionaries(st.text(), st.lists(st.text()).map(tuple), max_size=3),
)


@given(trees)
def test_every_value_comes_back_as_it_was(tree):
    codec = codec_of(Tree)
    assert codec.decode(codec.encode(tree)) == tree


MODELS = [
    builders.a_tenant(),
    builders.a_client(),
    builders.a_connection(),
    builders.a_request(),
    builders.an_attempt(),
    builders.a_code(),
    builders.a_session(),
    builders.a_user(),
    builders.an_identity(),
    builders.a_role_book(),
    builders.a_key(),
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_every_record_of_ours_comes_back_as_it_was(model):
    codec = codec_of(type(model))
    assert codec.decode(codec.encode(model)) == model


def test_strings_that_were_vouched_for_keep_their_type():
    codec = codec_of(Tree)
    assert type(codec.decode(codec.encode(a_tree())).target) is RedirectTarget


def test_what_is_none_takes_no_room():
    assert "maybe" not in codec_of(Tree).encode(a_tree())


def test_attributes_that_a_class_no_longer_has_are_ignored():
    codec = codec_of(Leaf)
    item = {**codec.encode(Leaf(name=Name("x"))), "size": {"N": "1"}}
    assert codec.decode(item) == Leaf(name=Name("x"))


def test_an_item_from_before_a_field_existed_takes_the_fields_default():
    codec = codec_of(Tree)
    required = {"text", "count", "ratio", "flag", "blob", "target", "leaf"}
    full = codec.encode(a_tree(limit=None, leaves=(Leaf(name=Name("y")),)))
    old = {name: attribute for name, attribute in full.items() if name in required}
    assert codec.decode(old) == a_tree()


def test_a_set_in_the_table_is_read_as_a_tuple():
    codec = codec_of(Tree)
    item = {**codec.encode(a_tree()), "gaps": {"SS": ["b", "a"]}}
    assert codec.decode(item).gaps == ("a", "b")


def test_a_type_that_has_no_place_in_the_table_is_a_mistake():
    @dataclass(frozen=True)
    class Odd:
        what: complex

    with pytest.raises(NotStorable):
        codec_of(Odd)

"""Frozen dataclasses as DynamoDB items, and back.

Old items stay readable: what a class no longer has is ignored, and what an item does not have yet
takes the default of its field. Hence a new field needs a default, or may be None.
"""

from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from types import NoneType
from typing import Any, Generic, TypeVar, get_args, get_type_hints

from chalicelib.adapters.dynamodb.attributes import (
    Attribute,
    Read,
    Write,
    compile_value,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Column:
    """One field: how it is written and read, and whether None is told by leaving it out."""

    name: str
    write: Write
    read: Read
    omits_none: bool
    needs_none: bool  # it has no default of its own


class Codec(Generic[T]):
    """Writes and reads one class; found by `codec_of`, which makes one per class."""

    def __init__(self, kind: type[T]) -> None:
        hints = get_type_hints(kind)
        described: tuple[Field[Any], ...] = fields(kind)  # type: ignore[arg-type]
        self._kind = kind
        self._columns = tuple(_column(each, hints[each.name]) for each in described)

    def encode(self, value: T) -> dict[str, Attribute]:
        """The attributes of a value."""
        item = {}
        for column in self._columns:
            found = getattr(value, column.name)
            if found is not None or not column.omits_none:
                item[column.name] = column.write(found)
        return item

    def decode(self, item: dict[str, Attribute]) -> T:
        """The value that was stored."""
        found: dict[str, Any] = {}
        for column in self._columns:
            attribute = item.get(column.name)
            if attribute is not None:
                found[column.name] = column.read(attribute)
            elif column.needs_none:
                found[column.name] = None
        return self._kind(**found)


_compiled: dict[type, Codec[Any]] = {}


def codec_of(kind: type[T]) -> Codec[T]:
    """The codec of a class, compiled when it is first asked for."""
    if kind not in _compiled:  # two threads may both compile it, to the same effect
        _compiled[kind] = Codec(kind)
    return _compiled[kind]


def _column(described: Field[Any], hint: Any) -> _Column:
    has_default = described.default is not MISSING or described.default_factory is not MISSING
    may_be_none = NoneType in get_args(hint)
    write, read = _compile(hint)
    return _Column(
        name=described.name,
        write=write,
        read=read,
        omits_none=may_be_none and (not has_default or described.default is None),
        needs_none=may_be_none and not has_default,
    )


def _compile(kind: Any) -> tuple[Write, Read]:
    if not is_dataclass(kind):
        return compile_value(kind, _compile)
    nested: Codec[Any] = codec_of(kind)  # type: ignore[arg-type]
    return (
        lambda value: {"M": nested.encode(value)},
        lambda attribute: nested.decode(attribute["M"]),
    )

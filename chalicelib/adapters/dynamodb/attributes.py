"""One value as DynamoDB writes it, and back: compiled from its type."""

import json
from collections.abc import Callable, Mapping
from enum import Enum
from types import NoneType, UnionType
from typing import Any, NewType, Union, get_args, get_origin

Attribute = dict[str, Any]
Write = Callable[[Any], Attribute]
Read = Callable[[Attribute], Any]

NULL: Attribute = {"NULL": True}


def string(value: str) -> Attribute:
    """A text."""
    return {"S": value}


def number(value: int) -> Attribute:
    """A whole number."""
    return {"N": str(value)}


class NotStorable(TypeError):
    """A type that has no place in the table: a programmer's mistake."""


#: Compiles the type of a nested value; given, because dataclasses are compiled elsewhere.
Compile = Callable[[Any], tuple[Write, Read]]


def compile_value(kind: Any, compile_nested: Compile) -> tuple[Write, Read]:
    """Return how values of a type other than a dataclass are written and read."""
    if isinstance(kind, NewType):
        return compile_nested(kind.__supertype__)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _optional(kind, arguments, compile_nested)
    if origin in (tuple, frozenset):
        return _sequence(origin, compile_nested(arguments[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(arguments, compile_nested)
    return _scalar(kind)


def _scalar(kind: Any) -> tuple[Write, Read]:
    if kind is bool:
        return lambda value: {"BOOL": value}, lambda attribute: attribute["BOOL"]
    if kind is int:
        return number, lambda attribute: int(attribute["N"])
    if kind is float:
        return lambda value: {"N": repr(value)}, lambda attribute: float(attribute["N"])
    if kind is bytes:
        return lambda value: {"B": value}, lambda attribute: bytes(attribute["B"])
    if kind is str:
        return string, lambda attribute: attribute["S"]
    if isinstance(kind, type) and issubclass(kind, str):
        return _text_like(kind)
    raise NotStorable(kind)


def _text_like(kind: type[str]) -> tuple[Write, Read]:
    """Enums of strings, and strings that were vouched for before they were stored."""
    if issubclass(kind, Enum):
        return lambda value: {"S": value.value}, lambda attribute: kind(attribute["S"])
    return lambda value: {"S": str(value)}, lambda attribute: kind(attribute["S"])


def _optional(kind: Any, members: tuple[Any, ...], nested: Compile) -> tuple[Write, Read]:
    present = [member for member in members if member is not NoneType]
    if len(present) != 1 or len(members) != 2:
        raise NotStorable(kind)
    write, read = nested(present[0])
    return (
        lambda value: NULL if value is None else write(value),
        lambda attribute: None if "NULL" in attribute else read(attribute),
    )


def _sequence(kind: Callable[[Any], Any], element: tuple[Write, Read]) -> tuple[Write, Read]:
    write, read = element
    ordered: Callable[[Any], Any] = sorted if kind is frozenset else tuple

    def read_all(attribute: Attribute) -> Any:
        # What grows by ADD is a set of strings in the table, and a tuple everywhere else.
        if "SS" in attribute:
            return kind(read({"S": text}) for text in sorted(attribute["SS"]))
        return kind([read(each) for each in attribute["L"]])

    return lambda value: {"L": [write(each) for each in ordered(value)]}, read_all


def _mapping(arguments: tuple[Any, ...], nested: Compile) -> tuple[Write, Read]:
    if arguments[1] is object:
        # Claims that somebody else chose: as text they keep every number and any depth.
        return (
            lambda value: {"S": json.dumps(value, separators=(",", ":"))},
            lambda attribute: json.loads(attribute["S"]),
        )
    write, read = nested(arguments[1])
    return (
        lambda value: {"M": {name: write(each) for name, each in value.items()}},
        lambda attribute: {name: read(each) for name, each in attribute["M"].items()},
    )

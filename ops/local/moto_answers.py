"""What moto answers, written down faster. The answers stay the same to the byte."""

import base64
from collections.abc import Callable
from functools import wraps
from typing import Any

Method = Callable[..., Any]


def attributes_as_they_are(serialize_structure: Method) -> Method:
    """An attribute of an item is in the shape in which it is sent; moto looks for each part of it.

    Under every name that the part could have, for each of the ten types that an attribute might be
    of: that is half of what a call to the pretend DynamoDB takes.
    """

    @wraps(serialize_structure)
    def serialized(self: Any, into: Any, value: Any, shape: Any, key: str) -> None:
        if shape.name == "AttributeValue" and isinstance(value, dict):
            into[key] = _sent(value)
        else:
            serialize_structure(self, into, value, shape, key)

    return serialized


def _sent(attribute: dict[str, Any]) -> dict[str, Any]:
    return {kind: _SENT.get(kind, _unchanged)(value) for kind, value in attribute.items()}


def _unchanged(value: Any) -> Any:
    return value


def _encoded(value: bytes | str) -> str:
    return base64.b64encode(value.encode() if isinstance(value, str) else value).decode()


_SENT: dict[str, Callable[[Any], Any]] = {
    "B": _encoded,
    "BS": lambda values: [_encoded(value) for value in values],
    "L": lambda values: [_sent(value) for value in values],
    "M": lambda values: {name: _sent(value) for name, value in values.items()},
}

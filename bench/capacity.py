"""What AWS charges for: each call by name, and DynamoDB's units by the size of the items.

Sizes are those of the items on the wire, by the rules that AWS publishes: names and texts count
their bytes, numbers about half their digits, and an item is charged in whole steps of 1 KB written
or 4 KB read. A transaction costs twice.
"""

import json
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Any

WRITE_STEP, READ_STEP = 1024, 4096
_WRITES = {"PutItem", "UpdateItem", "DeleteItem"}

Wire = Mapping[str, Any]
#: The item with a key, as it is in the table now.
Look = Callable[[str, Wire], Wire]


@dataclass(slots=True)
class Ledger:
    """What was asked of AWS."""

    look: Look
    calls: Counter[str] = field(default_factory=Counter)
    write_units: float = 0
    read_units: float = 0

    def calls_of(self, service: str) -> int:
        """How many calls went to a service."""
        return sum(many for call, many in self.calls.items() if call.startswith(f"{service} "))

    def plus(self, other: "Ledger") -> "Ledger":
        """Both together."""
        return Ledger(
            self.look,
            self.calls + other.calls,
            self.write_units + other.write_units,
            self.read_units + other.read_units,
        )

    def open(self, request: Any) -> "Entry":
        """Note a request that is about to be answered."""
        service, operation = _target(request).split(".")
        self.calls[f"{service} {operation}"] += 1
        return Entry(self, operation, json.loads(request.body))


class Entry:
    """One call: what it wrote is as large as it was before or is afterwards, whichever is more."""

    def __init__(self, ledger: Ledger, operation: str, asked: Wire) -> None:
        self._ledger = ledger
        self._operation = operation
        self._asked = asked
        self._before = self._written()

    def close(self, answer: Any) -> None:
        """Note what the call was answered."""
        after = self._written()
        sizes = [max(pair) for pair in zip(self._before, after, strict=True)]
        self._ledger.write_units += self._factor() * sum(units(size, WRITE_STEP) for size in sizes)
        self._ledger.read_units += self._read(json.loads(answer.content))

    def _factor(self) -> int:
        return 2 if self._operation == "TransactWriteItems" else 1

    def _written(self) -> list[int]:
        return [
            size_of(self._ledger.look(write["TableName"], _key(write))) for write in self._writes()
        ]

    def _writes(self) -> Iterator[Wire]:
        if self._operation in _WRITES:
            yield self._asked
        for write in self._asked.get("TransactItems", ()):
            yield from write.values()

    def _read(self, answered: Wire) -> float:
        match self._operation:
            case "GetItem":
                return self._share(self._asked) * units(size_of(answered.get("Item", {})))
            case "Query":
                together = sum(map(size_of, answered["Items"]))
                return self._share(self._asked) * units(together)
            case "BatchGetItem":
                ((table, asked),) = self._asked["RequestItems"].items()
                found = [units(size_of(item)) for item in answered["Responses"][table]]
                absent = len(asked["Keys"]) - len(found)
                return self._share(asked) * (sum(found) + absent)
        return 0

    @staticmethod
    def _share(asked: Wire) -> float:
        return 1 if asked.get("ConsistentRead") else 0.5


def units(size: int, step: int = READ_STEP) -> int:
    """How many steps are charged; what is not there costs one, too."""
    return max(1, ceil(size / step))


def size_of(item: Wire) -> int:
    """Bytes of an item as DynamoDB counts them."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(attribute: Wire) -> int:
    ((kind, value),) = attribute.items()
    match kind:
        case "S":
            return len(value.encode())
        case "N":
            return len(value) // 2 + 2
        case "B":
            return len(value if isinstance(value, bytes) else b64decode(value))
        case "L":
            return 3 + sum(1 + _size(each) for each in value)
        case "M":
            return 3 + len(value) + size_of(value)
    return 1


def _key(write: Wire) -> Wire:
    place = write.get("Key") or write["Item"]
    return {name: place[name] for name in ("pk", "sk")}


def _target(request: Any) -> str:
    target = request.headers["X-Amz-Target"]
    text = target.decode() if isinstance(target, bytes) else str(target)
    return text.replace("DynamoDB_20120810", "DynamoDB").replace("TrentService", "KMS")

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
    """What was asked of AWS: DynamoDB's units by what leads the partition, such as `SESSION`."""

    look: Look
    calls: Counter[str] = field(default_factory=Counter)
    signatures: Counter[str] = field(default_factory=Counter)  # by KMS's name of the algorithm
    written: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)  # in half units: Counter adds up integers
    answered: int = 0  # bytes

    @property
    def write_units(self) -> float:
        """Of all partitions."""
        return self.written.total()

    @property
    def read_units(self) -> float:
        """Of all partitions."""
        return self.read.total() / 2

    def calls_of(self, service: str) -> int:
        """How many calls went to a service."""
        return sum(many for call, many in self.calls.items() if call.startswith(f"{service} "))

    def plus(self, other: "Ledger") -> "Ledger":
        """Both together."""
        return Ledger(
            self.look,
            self.calls + other.calls,
            self.signatures + other.signatures,
            self.written + other.written,
            self.read + other.read,
            self.answered + other.answered,
        )

    def open(self, request: Any) -> "Entry":
        """Note a request that is about to be answered."""
        service, operation = _target(request).split(".")
        asked = json.loads(request.body)
        self.calls[f"{service} {operation}"] += 1
        if operation == "Sign":
            self.signatures[asked["SigningAlgorithm"]] += 1
        return Entry(self, operation, asked)


class Entry:
    """One call: what it wrote is as large as it was before or is afterwards, whichever is more."""

    def __init__(self, ledger: Ledger, operation: str, asked: Wire) -> None:
        self._ledger = ledger
        self._operation = operation
        self._asked = asked
        self._before = self._written()

    def close(self, answer: Any) -> None:
        """Note what the call was answered."""
        self._ledger.answered += len(answer.content)
        for before, after in zip(self._before, self._written(), strict=True):
            # Both are of the same item; it is charged as it was or as it is, whichever is larger.
            (place, old), (_, new) = before, after
            self._ledger.written[place] += self._factor() * units(max(old, new), WRITE_STEP)
        for place, half_units in self._read(json.loads(answer.content)):
            self._ledger.read[place] += half_units

    def _factor(self) -> int:
        return 2 if self._operation == "TransactWriteItems" else 1

    def _written(self) -> list[tuple[str, int]]:
        return [
            (lead_of(key), size_of(self._ledger.look(write["TableName"], key)))
            for write in self._writes()
            for key in [_key(write)]
        ]

    def _writes(self) -> Iterator[Wire]:
        if self._operation in _WRITES:
            yield self._asked
        for write in self._asked.get("TransactItems", ()):
            yield from write.values()

    def _read(self, answered: Wire) -> Iterator[tuple[str, int]]:
        match self._operation:
            case "GetItem":
                share, key = self._half_units(self._asked), self._asked["Key"]
                yield lead_of(key), share * units(size_of(answered.get("Item", {})))
            case "Query":
                together = sum(map(size_of, answered["Items"]))
                place = {"pk": self._asked["ExpressionAttributeValues"][":pk"]}
                yield lead_of(place), self._half_units(self._asked) * units(together)
            case "BatchGetItem":
                ((table, asked),) = self._asked["RequestItems"].items()
                found = {repr(_key({"Key": item})): item for item in answered["Responses"][table]}
                for key in asked["Keys"]:
                    item = found.get(repr(_key({"Key": key})), {})
                    yield lead_of(key), self._half_units(asked) * units(size_of(item))

    @staticmethod
    def _half_units(asked: Wire) -> int:
        return 2 if asked.get("ConsistentRead") else 1


def lead_of(key: Wire) -> str:
    """What leads the partition of an item: `T#{tenant}`, or the word that follows, as `SESSION`."""
    parts = key["pk"]["S"].split("#")
    return parts[2] if len(parts) > 2 else "T#{tenant}"


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

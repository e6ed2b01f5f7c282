"""What may be at a key, as far as it matters to other keys of the same table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ops.schema.reading import Kind, Reading

Table = Mapping[str, Any]


class Is(StrEnum):
    """The sorts of states."""

    ABSENT = "absent"
    THERE = "there"  # whatever it is
    EMPTY = "empty"  # a list without texts
    FULL = "full"  # a list with some
    VALUE = "value"
    HAS = "has"  # a list with a certain text


@dataclass(frozen=True, slots=True)
class State:
    """One key of a table in one state."""

    key: str
    sort: Is
    value: str | bool = ""

    def tables(self, table: Table, samples: Sequence[Any]) -> Iterator[Table]:
        """The table in this state: as it is, or changed once, or for each sample."""
        rest = {key: value for key, value in table.items() if key != self.key}
        match self.sort:
            case Is.ABSENT:
                yield rest
            case Is.EMPTY:
                yield {**rest, self.key: []}
            case Is.VALUE:
                yield {**rest, self.key: self.value}
            case Is.HAS:
                yield {**rest, self.key: [self.value]}
            case Is.FULL | Is.THERE if table.get(self.key, []) != []:
                yield table
            case Is.FULL | Is.THERE:
                yield from ({**rest, self.key: each} for each in samples if each != [])


def states_of(key: str, reading: Reading) -> tuple[State, ...]:
    """Every state in which the key can be told apart."""
    absent, empty = State(key, Is.ABSENT), State(key, Is.EMPTY)
    match reading.kind:
        case Kind.FLAG:
            return absent, *(State(key, Is.VALUE, value=each) for each in (True, False))
        case Kind.CHOICE:
            return absent, *(State(key, Is.VALUE, each) for each in reading.choices)
        case Kind.TEXTS if reading.form and reading.form.choices:
            return absent, empty, *(State(key, Is.HAS, each) for each in reading.form.choices)
        case Kind.TEXTS:
            return absent, empty, State(key, Is.FULL)
        case _:
            return absent, State(key, Is.THERE)

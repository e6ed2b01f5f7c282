"""What a tenant document may say, as a value: tables, their keys, and what never goes together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ops.schema.annotated import Words
from ops.schema.reading import Reading
from ops.schema.states import State

#: Two states of two keys that no table has at the same time.
Conflict = tuple[State, State]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyShape:
    """One key of a table."""

    path: str  # such as `clients[].scopes`
    reading: Reading
    words: Words
    required: bool
    example: object = None

    @property
    def name(self) -> str:
        """The key itself."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableShape:
    """One table, or each table of a list."""

    path: str  # such as `clients[]`; empty for the document itself
    keys: tuple[KeyShape, ...]
    conflicts: tuple[Conflict, ...] = ()
    words: Words = field(default_factory=lambda: Words(about=""))


#: Every table by its path.
Shape = Mapping[str, TableShape]

"""Reads variants of a sound document, and says what the readers thought of them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from chalicelib.flows.tenant_document import read_tenant_document
from chalicelib.tenancy.section import Fault, InvalidDocument, Section
from ops.schema.annotated import general
from ops.schema.recorder import Notes, Recorder
from ops.schema.states import State, Table


class Laboratory:
    """One document whose tables are changed one at a time; everything asked for is noted."""

    def __init__(self, document: Table) -> None:
        self._document = document
        self.notes: Notes = {}
        self._known: dict[tuple[str, str], frozenset[str]] = {}
        self._recorder = partial(Recorder, notes=self.notes)
        if faults := _faults(document, self._recorder):
            raise InvalidDocument(faults)
        self._places = {place: _table_at(document, place) for place in tuple(self.notes)}

    def tables(self, path: str) -> Iterator[tuple[str, Table]]:
        """Every table of a sort, with its place in the document."""
        for place, table in self._places.items():
            if general(place) == path:
                yield place, table

    def samples(self, path: str, key: str) -> Sequence[Any]:
        """What the document says at a key, in every table of a sort."""
        return [table[key] for _, table in self.tables(path) if key in table]

    def is_required(self, path: str, key: str) -> bool:
        """Whether no table of the sort can do without the key."""
        return all(
            key in self.faulty(place, {name: table[name] for name in table if name != key})
            for place, table in self.tables(path)
        )

    def try_everywhere(self, path: str, state: State) -> None:
        """Let the readers read every table of a sort in a state, for what they ask for then."""
        for place, table in self.tables(path):
            for changed in state.tables(table, self.samples(path, state.key)):
                _faults(_with(self._document, place, changed), self._recorder)

    def faulty(self, place: str, table: Table) -> frozenset[str]:
        """The keys at which something is wrong with a table in that place."""
        asked = place, repr(sorted(table.items(), key=lambda item: item[0]))
        if asked not in self._known:
            self._known[asked] = frozenset(self._examine(place, table))
        return self._known[asked]

    def _examine(self, place: str, table: Table) -> Iterator[str]:
        # Without its neighbours in a list: nothing of them matters to it but that they have ids.
        path, _, _ = place.rpartition("[") if place.endswith("]") else (place, "", "")
        alone = table if path == place else [table]
        inside = f"{path}[0]." if path != place else f"{place}." if place else ""
        for fault in _faults(_with(self._document, path, alone), Section):
            if fault.path.startswith(inside):
                yield fault.path.removeprefix(inside).partition("[")[0].partition(".")[0]


def _faults(document: Table, section: Any) -> tuple[Fault, ...]:
    try:
        read_tenant_document(
            document,
            "https://issuer.invalid",
            lambda _connection, _reference: b"",
            lambda _reference: (),
            section,
        )
    except InvalidDocument as error:
        return error.faults
    return ()


def _steps(place: str) -> list[str | int]:
    parts = place.replace("[", ".[").split(".") if place else []
    return [int(part[1:-1]) if part.startswith("[") else part for part in parts]


def _table_at(document: Table, place: str) -> Table:
    found: Any = document
    for step in _steps(place):
        # A table that the annotated document leaves out is read as an empty one.
        found = found.get(step, {}) if isinstance(found, Mapping) else found[step]
    table: Table = found
    return table


def _with(document: Any, place: str, table: object) -> Any:
    return _replaced(document, _steps(place), table)


def _replaced(node: Any, steps: list[str | int], table: object) -> Any:
    if not steps:
        return table
    first, *rest = steps
    if isinstance(first, int):
        return [*node[:first], _replaced(node[first], rest, table), *node[first + 1 :]]
    return {**node, first: _replaced(node.get(first, {}), rest, table)}

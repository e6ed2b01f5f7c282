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
    """One document whose tables are changed one at a time; everything asked for is noted.

    In `full` there is also what the document has commented out.
    """

    def __init__(self, document: Table, full: Table) -> None:
        self._document = document
        self.notes: Notes = {}
        self._surroundings: dict[str, Table] = {}
        self._known: dict[tuple[str, str], frozenset[str]] = {}
        self._recorder = partial(Recorder, notes=self.notes)
        if faults := _faults(document, self._recorder):
            raise InvalidDocument(faults)
        self._places = {place: _table_at(document, place) for place in tuple(self.notes)}
        self._full = {place: _table_at(full, place) for place in self._places}

    def tables(self, path: str) -> Iterator[tuple[str, Table]]:
        """Every table of a sort, with its place in the document; and one that is not in it."""
        for place, table in self._places.items():
            if general(place) == path:
                yield place, table
                if place and not place.endswith("]"):
                    yield place, {}

    def samples(self, path: str, key: str) -> Sequence[Any]:
        """What is said at a key in every table of a sort, commented out or not."""
        tables = (table for place, table in self._full.items() if general(place) == path)
        return [table[key] for table in tables if key in table]

    def try_everywhere(self, path: str, state: State) -> None:
        """Let the readers read every table of a sort in a state, for what they ask for then."""
        for place, table in self.tables(path):
            for changed in state.tables(table, self.samples(path, state.key)):
                _faults(_with(self._document, place, changed), self._recorder)

    def faulty(self, place: str, table: Table) -> frozenset[str]:
        """The keys at which something is wrong with a table in that place."""
        asked = place, repr(sorted(table.items(), key=lambda item: item[0]))
        if asked not in self._known:
            self._known[asked] = self._examine(place, table)
        return self._known[asked]

    def _examine(self, place: str, table: Table) -> frozenset[str]:
        if place not in self._surroundings:
            self._surroundings[place] = self._surroundings_of(place)
        return _faulty(self._surroundings[place], place, table)

    def _surroundings_of(self, place: str) -> Table:
        """The document without the tables that do not matter to the one in this place."""
        around, kept = self._document, place.partition(".")[0].partition("[")[0]
        for name in self._document:
            fewer = {key: value for key, value in around.items() if key != name}
            if name != kept and not _faulty(fewer, place, self._places[place]):
                around = fewer
        return around


def _faulty(document: Table, place: str, table: Table) -> frozenset[str]:
    """The keys of a table in some place at which something is wrong with it."""
    # Without its neighbours in a list: nothing of them matters to it but that they have ids.
    is_item = place.endswith("]")
    path = place.rpartition("[")[0] if is_item else place
    inside = f"{path}[0]." if is_item else f"{path}." if path else ""
    faults = _faults(_with(document, path, [table] if is_item else table), Section)
    return frozenset(
        fault.path.removeprefix(inside).partition("[")[0].partition(".")[0]
        for fault in faults
        if fault.path.startswith(inside)
    )


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

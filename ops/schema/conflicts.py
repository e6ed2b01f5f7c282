"""Which states of two keys never go together, learnt from a reader by trying.

A pair is a conflict if each of the two is possible, and no table of the sort is sound with both,
whatever becomes of a third key.
"""

from collections.abc import Iterator, Mapping, Sequence

from ops.schema.laboratory import Laboratory
from ops.schema.reading import Reading
from ops.schema.shape import Conflict
from ops.schema.states import Is, State, Table, states_of


def find_required(path: str, keys: Mapping[str, Reading], laboratory: Laboratory) -> frozenset[str]:
    """The keys that no table at `path` can do without."""
    trials = _Trials(path, keys, laboratory)
    return frozenset(key for key in keys if trials.is_required(key))


def find_conflicts(
    path: str, keys: Mapping[str, Reading], laboratory: Laboratory
) -> tuple[Conflict, ...]:
    """Every conflict within the tables at `path`, told from the key that decides."""
    return _Trials(path, keys, laboratory).conflicts()


_WEIGHT = (Is.VALUE, Is.HAS, Is.EMPTY, Is.FULL, Is.THERE, Is.ABSENT)


class _Trials:
    def __init__(self, path: str, keys: Mapping[str, Reading], laboratory: Laboratory) -> None:
        self._laboratory = laboratory
        self._tables = list(laboratory.tables(path))
        self._samples = {key: laboratory.samples(path, key) for key in keys}
        self._states = {key: states_of(key, reading) for key, reading in keys.items()}

    def conflicts(self) -> tuple[Conflict, ...]:
        suspects, possible = self._suspects()
        found: dict[frozenset[State], Conflict] = {}
        for one, key in suspects:
            for other in self._states[key]:
                pair = frozenset((one, other))
                if pair <= possible and pair not in found and self._exclude(one, other):
                    found[pair] = self._told(one, other)
        order = sorted(found.values(), key=self._order)
        return tuple(_gathered(order, self._states))

    def is_required(self, key: str) -> bool:
        """Whether nothing makes up for its absence."""
        return all(
            key in self._laboratory.faulty(place, varied)
            for place, table in self._in_state(State(key, Is.ABSENT))
            for varied in self._varied(table, {key})
        )

    def _suspects(self) -> tuple[list[tuple[State, str]], set[State]]:
        """States with a key that they may exclude something of; and what is sound somewhere."""
        suspects: dict[tuple[State, str], None] = {}
        possible: set[State] = set()
        for state in (each for states in self._states.values() for each in states):
            for place, table in self._in_state(state):
                faulty = self._laboratory.faulty(place, table)
                if not faulty:
                    possible.add(state)
                others = faulty & self._states.keys() - {state.key}
                if state.key in faulty:
                    others |= set(self._cures(place, table, state.key))
                suspects |= dict.fromkeys((state, other) for other in sorted(others))
        return list(suspects), possible

    def _cures(self, place: str, table: Table, faulty: str) -> Iterator[str]:
        """Keys that make a faulty one sound, if only they are in another state."""
        for key in self._states.keys() - {faulty}:
            changes = (one.tables(table, self._samples[key]) for one in self._states[key])
            changed = (each for change in changes for each in change)
            if any(faulty not in self._laboratory.faulty(place, each) for each in changed):
                yield key

    def _exclude(self, one: State, other: State) -> bool:
        return all(
            self._laboratory.faulty(place, varied) & {one.key, other.key}
            for place, table in self._in_state(one)
            for both in other.tables(table, self._samples[other.key])
            for varied in self._varied(both, {one.key, other.key})
        )

    def _varied(self, table: Table, fixed: set[str]) -> Iterator[Table]:
        """The table, and it with every other key in every state."""
        yield table
        for key in self._states.keys() - fixed:
            for state in self._states[key]:
                yield from state.tables(table, self._samples[key])

    def _told(self, one: State, other: State) -> Conflict:
        """The state that decides comes first: one of a key with choices, that says most."""
        first, second = sorted((one, other), key=self._weight)
        return first, second

    def _order(self, conflict: Conflict) -> list[tuple[int, int]]:
        known = list(self._states)
        return [(known.index(each.key), self._states[each.key].index(each)) for each in conflict]

    def _weight(self, state: State) -> tuple[int, int, int]:
        known = self._states[state.key]
        has_choices = any(each.sort in (Is.VALUE, Is.HAS) for each in known)
        return not has_choices, _WEIGHT.index(state.sort), list(self._states).index(state.key)

    def _in_state(self, state: State) -> Iterator[tuple[str, Table]]:
        for place, table in self._tables:
            for changed in state.tables(table, self._samples[state.key]):
                yield place, changed


def _gathered(
    conflicts: Sequence[Conflict], states: Mapping[str, tuple[State, ...]]
) -> Iterator[Conflict]:
    """Where every way to say something is a conflict, saying anything is one."""
    seen = set(conflicts)
    for one, other in conflicts:
        there = {each for each in states[other.key] if each.sort is not Is.ABSENT}
        if other.sort is not Is.ABSENT and all((one, each) in seen for each in there):
            gathered = (one, State(other.key, Is.THERE))
            if other == next(each for each in states[other.key] if each in there):
                yield gathered
        else:
            yield one, other

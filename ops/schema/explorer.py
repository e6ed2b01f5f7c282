"""Learns the shape of tenant documents from those who read them."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from ops.schema.annotated import Annotated, Undescribed, Words, general, load
from ops.schema.conflicts import find_conflicts, find_required
from ops.schema.laboratory import Laboratory
from ops.schema.reading import Reading
from ops.schema.recorder import Notes
from ops.schema.shape import KeyShape, Shape, TableShape
from ops.schema.states import states_of

Readings = Mapping[str, Mapping[str, Reading]]  # by table, by key


class Undecided(Exception):
    """A key whose default depends on something else, which nobody has put into words."""


@cache
def tenant_shape() -> Shape:
    """The shape of a tenant document, explored once in a process."""
    return explore(load())


def explore(annotated: Annotated) -> Shape:
    """The shape of every table. Raises Undescribed and Undecided."""
    laboratory = Laboratory(annotated.table, annotated.full)
    first = _readings(laboratory.notes)
    _require_words(laboratory.notes, annotated)
    for path, keys in first.items():
        for key, reading in keys.items():
            for state in states_of(key, reading) if not reading.is_table else ():
                laboratory.try_everywhere(path, state)
    return {
        path: _table(path, keys, laboratory, annotated)
        for path, keys in _readings(laboratory.notes).items()
    }


def _table(
    path: str, keys: Mapping[str, Reading], laboratory: Laboratory, annotated: Annotated
) -> TableShape:
    plain = {key: reading for key, reading in keys.items() if not reading.is_table}
    required = find_required(path, plain, laboratory)
    order = sorted(keys, key=lambda key: annotated.order.index(_path(path, key)))
    shapes = tuple(
        KeyShape(
            path=_path(path, key),
            reading=keys[key],
            words=_words(_path(path, key), keys[key], annotated),
            required=key in required,
            example=next(iter(laboratory.samples(path, key)), None),
        )
        for key in order
    )
    return TableShape(
        path=path,
        keys=shapes,
        conflicts=find_conflicts(path, plain, laboratory),
        words=annotated.words.get(path.removesuffix("[]"), Words(about="")),
    )


def _path(table: str, key: str) -> str:
    return f"{table}.{key}" if table else key


def _words(path: str, reading: Reading, annotated: Annotated) -> Words:
    words = annotated.words[path]
    if not words.about:
        raise Undescribed((path,))
    if reading.varies and not words.default:
        raise Undecided(
            f"{path}: what is usual depends on something; say so in ops/schema/tenant.toml,"
            " with `# Default: ...` as the last line of the comment above it"
        )
    return words


def _require_words(notes: Notes, annotated: Annotated) -> None:
    asked = dict.fromkeys(
        _path(general(place), key) for place, keys in notes.items() for key in keys
    )
    if missing := tuple(each for each in asked if each not in annotated.words):
        raise Undescribed(missing)


def _readings(notes: Notes) -> Readings:
    found: dict[str, dict[str, list[Reading]]] = defaultdict(lambda: defaultdict(list))
    for path, keys in notes.items():
        for key, readings in keys.items():
            found[general(path)][key] += readings
    return {
        path: {key: _merged(readings) for key, readings in keys.items() if readings}
        for path, keys in found.items()
        if any(keys.values())
    }


def _merged(readings: list[Reading]) -> Reading:
    """The widest of them: what one reader refuses, another one may take."""
    first, *more = readings
    for each in more:
        first = first.or_(each)
    return first

"""The order in which someone who reads the document from top to bottom meets its faults."""

from collections.abc import Iterable, Mapping

from chalicelib.tenancy.section import Fault

Place = tuple[int, ...]


def in_document_order(table: Mapping[str, object], faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Sort by where a fault's path lies; what is missing comes where its table begins."""
    return tuple(sorted(faults, key=lambda fault: _place(table, fault.path)))


def _place(node: object, path: str) -> Place:
    place: list[int] = []
    while path:
        position, node, path = _step(node, path)
        place.append(position)
        if position < 0:
            break
    return tuple(place)


def _step(node: object, path: str) -> tuple[int, object, str]:
    """Go one key or index down: its position, what is there, and the rest of the path."""
    if path.startswith("["):
        index, _, rest = path[1:].partition("]")
        return _item(node, int(index)), _inside(node, int(index)), rest.removeprefix(".")
    if isinstance(node, Mapping):
        # A key may itself contain a dot, so the keys that exist decide where this one ends.
        for position, key in enumerate(node):
            rest = path.removeprefix(key)
            if rest != path and rest[:1] in ("", ".", "["):
                return position, node[key], rest.removeprefix(".")
    return -1, None, ""


def _item(node: object, index: int) -> int:
    return index if isinstance(node, list | tuple) and index < len(node) else -1


def _inside(node: object, index: int) -> object:
    return node[index] if isinstance(node, list | tuple) and index < len(node) else None

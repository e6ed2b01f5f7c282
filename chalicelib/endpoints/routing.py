"""Which route a path means, decided on the path as it was sent."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

_MALFORMED = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A route and what its parameters hold, each percent-decoded exactly once."""

    pattern: str
    parameters: dict[str, str]


@dataclass(slots=True, kw_only=True)
class _Node:
    literals: "dict[str, _Node]" = field(default_factory=dict)
    parameter: "_Node | None" = None
    pattern: str | None = None
    names: tuple[str, ...] = ()


class RouteTable:
    """Every route's pattern, arranged by segment: a look-up costs the path's length, no more.

    A literal segment wins over a parameter. A greedy pattern (`/{proxy+}`) is left out on
    purpose: registering one asks the gateway to send us every path, not us to know every path.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._root = _Node()
        self.size = 0
        for pattern in patterns:
            self.size += 1
            if not pattern.endswith("+}"):
                self._add(pattern)

    def _add(self, pattern: str) -> None:
        node, names = self._root, []
        for segment in _segments(pattern):
            if segment.startswith("{") and segment.endswith("}"):
                names.append(segment[1:-1])
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.literals.setdefault(segment, _Node())
        node.pattern, node.names = pattern, tuple(names)

    def find(self, path: str) -> Match | None:
        """The route of a still-encoded path; None if there is none or a parameter is not text.

        Matching comes before decoding, so `%2F` never splits a segment and `%252F` stays `%2F`.
        """
        segments = _segments(path)
        branches: list[tuple[_Node, int, tuple[str, ...]]] = [(self._root, 0, ())]
        while branches:
            node, depth, captured = branches.pop()
            if depth == len(segments):
                if node.pattern is not None:
                    return _match(node.pattern, node.names, captured)
                continue
            segment = segments[depth]
            if node.parameter is not None and segment:
                branches.append((node.parameter, depth + 1, (*captured, segment)))
            if (literal := node.literals.get(segment)) is not None:
                branches.append((literal, depth + 1, captured))
        return None


def _segments(path: str) -> list[str]:
    # The gateway ignores one slash at the end, so every other front door does too.
    return (path[:-1] if len(path) > 1 and path.endswith("/") else path).split("/")


def _match(pattern: str, names: tuple[str, ...], captured: tuple[str, ...]) -> Match | None:
    parameters: dict[str, str] = {}
    for name, encoded in zip(names, captured, strict=True):
        value = _decoded(encoded)
        if value is None:
            return None
        parameters[name] = value
    return Match(pattern=pattern, parameters=parameters)


def _decoded(segment: str) -> str | None:
    """Percent-decode once, strictly: what is malformed or not UTF-8 names nothing we have."""
    if "%" not in segment and segment.isascii():
        return segment
    if _MALFORMED.search(segment):
        return None
    try:
        return unquote_to_bytes(segment).decode("utf-8")
    except UnicodeError:
        return None

"""Reads one table of a tenant document, collecting every fault instead of stopping at the first."""

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: where it is, such as `clients[0].redirect_uris[1]`, and what is wrong."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class InvalidDocument(Exception):
    """A document with faults: all of them, in the order of the document."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


class Section:
    """A table of the document. A read records what it did not like and returns a harmless value."""

    def __init__(self, table: Mapping[str, object], path: str, faults: list[Fault]) -> None:
        self._table = table
        self.path = path
        self._faults = faults
        self._known: set[str] = set()

    def fault(self, key: str, message: str) -> None:
        """Record a mistake at `key` of this table (at the table itself when `key` is empty)."""
        self._faults.append(Fault(self._at(key), message))

    def has(self, key: str) -> bool:
        """Whether the table says anything about `key`."""
        self._known.add(key)
        return key in self._table

    def lacks(self, key: str) -> bool:
        """Whether the table has nothing, or an empty list, at `key`."""
        self._known.add(key)
        return not self._table.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """A non-empty string; required unless there is a default."""
        value = self._value(key, default)
        if isinstance(value, str) and value.strip():
            return value
        if value is not None:
            self.fault(key, "must be a non-empty string")
        return default or ""

    def optional_text(self, key: str) -> str | None:
        """A non-empty string, None when the key is absent."""
        return self.text(key) if self.has(key) else None

    def number(self, key: str, default: int, lowest: int, highest: int) -> int:
        """A whole number within bounds."""
        value = self._value(key, default)
        # bool is an int in Python, but `true` is no number of seconds.
        if isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest:
            return value
        self.fault(key, f"must be a whole number from {lowest} to {highest}")
        return default

    def flag(self, key: str, *, default: bool) -> bool:
        """true or false."""
        value = self._value(key, default)
        if isinstance(value, bool):
            return value
        self.fault(key, "must be true or false")
        return default

    def choice(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """One of `choices`; a near miss is suggested."""
        value = self._value(key, default)
        if isinstance(value, str) and value in choices:
            return value
        if value is not None:
            known = ", ".join(choices)
            self.fault(key, f"{_shown(value)} is not one of {known}{_hint(value, choices)}")
        return default or choices[0]

    def texts(self, key: str, check: Callable[[str], str | None] | None = None) -> tuple[str, ...]:
        """A list of distinct non-empty strings, each passing `check`, which says what is wrong."""
        value = self._value(key, [])
        if not isinstance(value, list | tuple):
            self.fault(key, "must be a list of strings")
            return ()
        found: list[str] = []
        for index, item in enumerate(value):
            if wrong := _wrong_item(item, found, check):
                self.fault(f"{key}[{index}]", wrong)
            else:
                found.append(str(item))
        return tuple(found)

    def text_or_texts(self, key: str, most: int) -> tuple[str, ...]:
        """A non-empty string, or a list of up to `most`; required."""
        value = self._value(key, None)
        if not isinstance(value, list | tuple):
            return tuple(filter(None, [self.text(key)])) if value is not None else ()
        if not 1 <= len(value) <= most:
            self.fault(key, f"must be one string, or a list of 1 to {most}")
            return ()
        return self.texts(key)

    def table(self, key: str) -> "Section":
        """A nested table; an empty one when absent."""
        value = self._value(key, {})
        if not isinstance(value, Mapping):
            self.fault(key, "must be a table")
            value = {}
        return Section(value, self._at(key), self._faults)

    def tables(self, key: str) -> list["Section"]:
        """A list of tables (`[[key]]` in TOML)."""
        value = self._value(key, [])
        if isinstance(value, list | tuple) and all(isinstance(item, Mapping) for item in value):
            return [Section(t, f"{self._at(key)}[{i}]", self._faults) for i, t in enumerate(value)]
        self.fault(key, "must be a list of tables")
        return []

    def entries(self) -> Iterator[tuple[str, object]]:
        """Every key and value, for tables whose keys the tenant chooses."""
        self._known.update(self._table)
        yield from self._table.items()

    def done(self) -> None:
        """Record every key that nobody asked for, with the nearest one that exists."""
        for key in self._table:
            if key not in self._known:
                self.fault(key, f"unknown key{_hint(key, tuple(self._known))}")

    def _value(self, key: str, default: object) -> object:
        self._known.add(key)
        if key not in self._table:
            if default is None:
                self.fault(key, "is required")
            return default
        return self._table[key]

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}".strip(".") if self.path else key


def _wrong_item(
    item: object, found: list[str], check: Callable[[str], str | None] | None
) -> str | None:
    if not isinstance(item, str) or not item:
        return "must be a non-empty string"
    if item in found:
        return f"{_shown(item)} is listed twice"
    return check(item) if check else None


def _hint(value: object, choices: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(str(value), choices, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _shown(value: object) -> str:
    text = str(value)
    return repr(text if len(text) <= 60 else f"{text[:57]}...")

"""Reads one table of a tenant document, collecting every fault instead of stopping at the first."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chalicelib.tenancy.form import Check, Form, hint, shown
from chalicelib.tenancy.pasted_secret import TOLD, is_secret

#: Every text: something to see, and nothing that steers a terminal or ends a line.
TEXT = r"[^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0][^\x00-\x1f\x7f-\x9f]*"
_TEXT = re.compile(TEXT)


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
        """Record a mistake at `key` of this table (at the table itself when `key` is empty).

        Whatever is said of it, a secret is not repeated.
        """
        place = self.path if is_secret(key) else self._at(key)
        self._faults.append(Fault(place, TOLD if is_secret(f"{key} {message}") else message))

    def has(self, key: str) -> bool:
        """Whether the table says anything about `key`."""
        self._known.add(key)
        return key in self._table

    def lacks(self, key: str) -> bool:
        """Whether the table has nothing, or an empty list, at `key`."""
        self._known.add(key)
        return not self._table.get(key)

    def text(self, key: str, default: str | None = None, form: Check | None = None) -> str:
        """A non-empty string in its form; required unless there is a default."""
        value = self._value(key, default)
        if key in self._table and (wrong := _wrong_text(value, form)):
            self.fault(key, wrong)
        # What is no more than badly formed is returned, so that others can be compared with it.
        return value if isinstance(value, str) and value.strip() else default or ""

    def optional_text(self, key: str, form: Check | None = None) -> str | None:
        """A non-empty string in its form, None when the key is absent."""
        return self.text(key, form=form) if self.has(key) else None

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
            self.fault(key, _not_one_of(value, choices))
        return default or choices[0]

    def names_one_of(self, key: str, choices: tuple[str, ...]) -> bool:
        """Whether the table has at `key` what `choice` would take."""
        return self._table.get(key) in choices

    def texts(self, key: str, form: Check | None = None) -> tuple[str, ...]:
        """A list of distinct non-empty strings, each in its form."""
        value = self._value(key, [])
        if not isinstance(value, list | tuple):
            self.fault(key, "must be a list of strings")
            return ()
        found: list[str] = []
        for index, item in enumerate(value):
            if wrong := _wrong_item(item, found, form):
                self.fault(f"{key}[{index}]", wrong)
            else:
                found.append(str(item))
        return tuple(found)

    def text_or_texts(self, key: str, most: int, form: Check | None = None) -> tuple[str, ...]:
        """A non-empty string, or a list of up to `most`; required."""
        value = self._value(key, None)
        if not isinstance(value, list | tuple):
            found = self.text(key, form=form) if value is not None else ""
            return (found,) if found else ()
        if not 1 <= len(value) <= most:
            self.fault(key, f"must be one string, or a list of 1 to {most}")
            return ()
        return self.texts(key, form)

    def table(self, key: str) -> "Section":
        """A nested table; an empty one when absent."""
        value = self._value(key, {})
        if not isinstance(value, Mapping):
            self.fault(key, "must be a table")
            value = {}
        return self._inner(value, key)

    def tables(self, key: str) -> list["Section"]:
        """A list of tables (`[[key]]` in TOML)."""
        value = self._value(key, [])
        if isinstance(value, list | tuple) and all(isinstance(item, Mapping) for item in value):
            return [self._inner(table, f"{key}[{index}]") for index, table in enumerate(value)]
        self.fault(key, "must be a list of tables")
        return []

    def texts_by_name(self, names: Form) -> dict[str, str]:
        """A text for every key, for tables whose keys the tenant chooses."""
        found: dict[str, str] = {}
        for name, value in self.entries():
            if wrong := _wrong_text(name, names) or _wrong_text(value, None):
                self.fault(name, wrong)
            else:
                found[name] = str(value)
        return found

    def entries(self) -> Iterator[tuple[str, object]]:
        """Every key and value, for tables whose keys the tenant chooses."""
        self._known.update(self._table)
        yield from self._table.items()

    def done(self) -> None:
        """Record every key that nobody asked for, with the nearest one that exists."""
        for key in self._table:
            if key not in self._known:
                self.fault(key, f"unknown key{hint(key, tuple(self._known))}")

    def _inner(self, table: Mapping[str, object], key: str) -> "Section":
        return Section(table, self._at(key), self._faults)

    def _value(self, key: str, default: object) -> object:
        self._known.add(key)
        if key not in self._table:
            if default is None:
                self.fault(key, "is required")
            return default
        return self._table[key]

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}".strip(".") if self.path else key


def _wrong_text(value: object, form: Check | None) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return "must be a non-empty string"
    if is_secret(value):
        return TOLD
    if not _TEXT.fullmatch(value):
        return _wrong_form(value, form) or "must be a text without control characters"
    return _wrong_form(value, form)


def _wrong_form(value: str, form: Check | None) -> str | None:
    return form(value) if form else None


def _wrong_item(item: object, found: list[str], form: Check | None) -> str | None:
    if isinstance(item, str) and item in found:
        return f"{shown(item)} is listed twice"
    return _wrong_text(item, form)


def _not_one_of(value: object, choices: tuple[str, ...]) -> str:
    if is_secret(str(value)):
        return TOLD
    return f"{shown(value)} is not one of {', '.join(choices)}{hint(value, choices)}"

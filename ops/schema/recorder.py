"""A section that answers like any other, and notes what it was asked for."""

from collections.abc import Mapping

from chalicelib.tenancy.form import Check, Form
from chalicelib.tenancy.section import Fault, Section
from ops.schema.reading import Kind, Reading, form_of

#: What was asked for, table by table and key by key; a key without readings was only looked for.
Notes = dict[str, dict[str, list[Reading]]]


class Recorder(Section):
    """Reads a table for somebody who wants to know how it is read."""

    def __init__(
        self, table: Mapping[str, object], path: str, faults: list[Fault], *, notes: Notes
    ) -> None:
        super().__init__(table, path, faults)
        self._notes = notes
        self._asked = notes.setdefault(path, {})

    def has(self, key: str) -> bool:
        self._asked.setdefault(key, [])
        return super().has(key)

    def lacks(self, key: str) -> bool:
        self._asked.setdefault(key, [])
        return super().lacks(key)

    def text(self, key: str, default: str | None = None, form: Check | None = None) -> str:
        self._note(key, Reading(kind=Kind.TEXT, default=default, form=form_of(form)))
        return super().text(key, default, form)

    def optional_text(self, key: str, form: Check | None = None) -> str | None:
        self._note(key, Reading(kind=Kind.TEXT, form=form_of(form)))
        return super().optional_text(key, form)

    def number(self, key: str, default: int, lowest: int, highest: int) -> int:
        asked = Reading(kind=Kind.NUMBER, default=default, lowest=lowest, highest=highest)
        self._note(key, asked)
        return super().number(key, default, lowest, highest)

    def flag(self, key: str, *, default: bool) -> bool:
        self._note(key, Reading(kind=Kind.FLAG, default=default))
        return super().flag(key, default=default)

    def choice(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        plain = tuple(map(str, choices))  # members of an enumeration, too
        usual = None if default is None else str(default)
        self._note(key, Reading(kind=Kind.CHOICE, choices=plain, default=usual))
        return super().choice(key, choices, default)

    def texts(self, key: str, form: Check | None = None) -> tuple[str, ...]:
        self._note(key, Reading(kind=Kind.TEXTS, form=form_of(form)))
        return super().texts(key, form)

    def text_or_texts(self, key: str, most: int, form: Check | None = None) -> tuple[str, ...]:
        asked = Reading(kind=Kind.TEXT_OR_TEXTS, most=most, form=form_of(form))
        found = super().text_or_texts(key, most, form)
        self._asked[key] = [asked]  # and not the questions that this one consists of
        return found

    def table(self, key: str) -> Section:
        self._note(key, Reading(kind=Kind.TABLE))
        return super().table(key)

    def tables(self, key: str) -> list[Section]:
        self._note(key, Reading(kind=Kind.TABLES))
        return super().tables(key)

    def texts_by_name(self, names: Form) -> dict[str, str]:
        above, _, key = self.path.rpartition(".")
        self._notes.setdefault(above, {})[key] = [Reading(kind=Kind.NAMED_TEXTS, form=names)]
        return super().texts_by_name(names)

    def _inner(self, table: Mapping[str, object], key: str) -> Section:
        return Recorder(table, self._at(key), self._faults, notes=self._notes)

    def _note(self, key: str, asked: Reading) -> None:
        found = self._asked.setdefault(key, [])
        if asked not in found:
            found.append(asked)

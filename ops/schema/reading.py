"""How a reader asked for one key of a table."""

from dataclasses import dataclass, replace
from enum import StrEnum

from chalicelib.tenancy.form import Check, Form


class Kind(StrEnum):
    """What is written at a key, in the words of the reference."""

    TEXT = "text"
    NUMBER = "whole number"
    FLAG = "true or false"
    CHOICE = "one of"
    TEXTS = "list of texts"
    TEXT_OR_TEXTS = "text, or list of texts"
    TABLE = "table"
    TABLES = "list of tables"
    NAMED_TEXTS = "table of texts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One question of a reader. Only what fits its kind is set."""

    kind: Kind
    default: str | int | None = None  # None: there is none, or another reader decides
    lowest: int = 0
    highest: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()
    form: Form | None = None  # of the text, of each text, or of the names
    varies: bool = False  # whether the default depends on something

    @property
    def is_table(self) -> bool:
        """Whether a table, or a list of them, is written there."""
        return self.kind in (Kind.TABLE, Kind.TABLES)

    @property
    def is_list(self) -> bool:
        """Whether a list of texts is written there."""
        return self.kind is Kind.TEXTS

    def or_(self, other: "Reading") -> "Reading":
        """Whatever either of two questions about the same key allows."""
        same = self.default == other.default
        return replace(
            self,
            default=self.default if same else None,
            lowest=min(self.lowest, other.lowest),
            highest=max(self.highest, other.highest),
            most=max(self.most, other.most),
            choices=tuple(dict.fromkeys((*self.choices, *other.choices))),
            form=self.form if self.form == other.form else None,
            varies=self.varies or other.varies or not same,
        )


def form_of(form: Check | None) -> Form | None:
    """The form, if it is a declared one: of any other check nothing can be told."""
    return form if isinstance(form, Form) else None

"""The form of a text: one declaration for the reader, for the schema and for people."""

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

#: Says what is wrong with a text; None if nothing is.
Check = Callable[[str], str | None]

_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a text must look like. Calling it says what is wrong with one, None if nothing is.

    A text that a published schema refuses for its pattern or its choices is refused here too.
    """

    words: str  # what the text is, for people; completes "is not ..."
    pattern: str = ""  # of the whole text; only what Python, ECMAScript and Rust read alike
    choices: tuple[str, ...] = ()
    check: Check | None = None  # knows better what is wrong, and what a pattern cannot tell
    told: str = ""  # a fault's words, where it should not repeat the text

    def __call__(self, value: str) -> str | None:
        """What is wrong with a text, in words that follow its path."""
        if self.check and (wrong := self.check(value)):
            return wrong
        chosen = not self.choices or value in self.choices
        if chosen and (not self.pattern or re.fullmatch(self.pattern, value)):
            return None
        return self.told or f"{shown(value)} is not {self.words}{hint(value, self.choices)}"


def hint(value: object, choices: Sequence[str]) -> str:
    """The one of `choices` that may be meant, if one is near."""
    near = difflib.get_close_matches(str(value), choices, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def shown(value: object) -> str:
    """A value as a fault may repeat it: in quotes, and not all of a long one."""
    text = str(value)
    return repr(text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 3]}...")

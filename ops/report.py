"""What a command has to say: the same for people and for programs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of a command; `described` is what `--json` prints, with `ok` before it."""

    lines: tuple[str, ...]
    described: Mapping[str, object]
    ok: bool = True
    status: int | None = None  # the exit status, where it says more than whether all is well

    @property
    def exit_status(self) -> int:
        """What the command exits with."""
        return (0 if self.ok else 1) if self.status is None else self.status

    def render(self, *, as_json: bool) -> str:
        """The text for standard output."""
        if as_json:
            return json.dumps({"ok": self.ok, **self.described}, indent=2)
        return "\n".join(self.lines)


class Refused(Exception):
    """What was asked is wrong or not possible, in one sentence; `people` who may be meant."""

    def __init__(self, told: str, people: tuple[str, ...] = ()) -> None:
        super().__init__(told)
        self.people = people

    def report(self) -> Report:
        """The report of a command that found this."""
        people = {"people": list(self.people)} if self.people else {}
        lines = (str(self), *(f"  {each}" for each in self.people))
        return Report(ok=False, lines=lines, described={"error": str(self), **people})


def printable(text: str) -> str:
    """A line of somebody else's words that cannot steer a terminal."""
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text)


def counted(number: int, noun: str) -> str:
    """`1 fault`, `2 faults`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

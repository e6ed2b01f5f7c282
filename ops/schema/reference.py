"""The shape of a tenant document as Markdown: all of it annotated, then table by table."""

from collections import defaultdict
from collections.abc import Iterator

from ops.schema.annotated import Annotated, load
from ops.schema.explorer import tenant_shape
from ops.schema.reading import Kind, Reading
from ops.schema.shape import Conflict, KeyShape, Shape, TableShape
from ops.schema.states import Is, State


def tenant_reference() -> str:
    """The reference of a tenant document."""
    return reference(load(), tenant_shape())


def reference(annotated: Annotated, shape: Shape) -> str:
    """Everything, in the order of the annotated document."""
    tables = sorted(shape.values(), key=lambda table: _place(annotated, table))
    return "\n".join(
        [
            "## A document with everything in it\n",
            f"```toml\n{annotated.text}```\n",
            *map(_section, tables),
        ]
    )


def _place(annotated: Annotated, table: TableShape) -> int:
    path = table.path.removesuffix("[]")
    return annotated.order.index(path) if path else -1


def _section(table: TableShape) -> str:
    rows = (_row(key, table.conflicts) for key in table.keys)
    head = ("| Key | Type | Default | What it says |", "|---|---|---|---|")
    about = f"{table.words.about}\n\n" if table.words.about else ""
    return f"## {_heading(table)}\n\n{about}" + "".join(f"{line}\n" for line in (*head, *rows))


def _heading(table: TableShape) -> str:
    if not table.path:
        return "The document itself"
    name = table.path.replace("[]", "")
    return f"`[[{name}]]`" if table.path.endswith("[]") else f"`[{name}]`"


def _row(key: KeyShape, conflicts: tuple[Conflict, ...]) -> str:
    said = " ".join([key.words.about, *_rules(key.name, conflicts)])
    cells = (f"`{key.name}`", _type(key.reading), _default(key, conflicts), said)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


_TYPES = {
    Kind.TEXT: "text: {form}",
    Kind.TEXTS: "list of texts, each {form}",
    Kind.TEXT_OR_TEXTS: "text, or list of 1 to {most}: {form}",
    Kind.NAMED_TEXTS: "table of texts, each name {form}",
    Kind.CHOICE: "one of {choices}",
    Kind.NUMBER: "whole number, {lowest} to {highest}",
}


def _type(reading: Reading) -> str:
    form = reading.form
    if form and form.choices:
        return f"list, of {_words(form.choices)}"
    if not form and reading.kind in (Kind.TEXT, Kind.TEXTS):
        return reading.kind.value
    return _TYPES.get(reading.kind, reading.kind.value).format(
        form=form.words if form else "",
        choices=_words(reading.choices),
        most=reading.most,
        lowest=reading.lowest,
        highest=reading.highest,
    )


def _default(key: KeyShape, conflicts: tuple[Conflict, ...]) -> str:
    if key.required:
        return "required"
    if State(key.name, Is.ABSENT) in {excluded for _, excluded in conflicts}:
        return key.words.default or "sometimes required"
    usual = key.reading.default
    if key.words.default:
        return key.words.default
    if isinstance(usual, bool):
        return f"`{str(usual).lower()}`"
    if key.reading.is_table:
        return "see below"
    return "none" if usual is None else f"`{usual}`"


def _rules(key: str, conflicts: tuple[Conflict, ...]) -> Iterator[str]:
    """What the other keys of the table demand of this one, as sentences."""
    demands: dict[tuple[Is, str | bool, str], list[State]] = defaultdict(list)
    for decisive, excluded in conflicts:
        if excluded.key == key:
            demands[excluded.sort, excluded.value, decisive.key].append(decisive)
    for (sort, value, other), states in demands.items():
        yield f"{_DEMANDS[sort].format(value=value)} {_when(other, states)}."


_DEMANDS = {
    Is.THERE: "Never",
    Is.ABSENT: "Required",
    Is.EMPTY: "Never empty",
    Is.FULL: "Always empty",
    Is.VALUE: "Never `{value}`",
    Is.HAS: "Never `{value}`",
}


def _when(key: str, states: list[State]) -> str:
    values = [str(state.value) for state in states if state.sort in (Is.VALUE, Is.HAS)]
    told = [f"with `{key}` {_words(values, 'or')}"] if values else []
    sorts = {state.sort for state in states}
    told += [f"without `{key}`"] if Is.ABSENT in sorts else []
    told += [f"with an empty `{key}`"] if Is.EMPTY in sorts else []
    told += [f"with `{key}`"] if sorts & {Is.THERE, Is.FULL} else []
    return " or ".join(told)


def _words(values: tuple[str, ...] | list[str], last: str = "") -> str:
    if not values:
        return ""
    *some, final = (f"`{each}`" for each in values)
    joined = f" {last} " if last else ", "
    return joined.join([", ".join(some), final]) if some else final

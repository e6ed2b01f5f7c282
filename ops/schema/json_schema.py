"""The shape of a tenant document as a JSON Schema (draft-07), for editors.

Draft-07 is what Taplo and the editors that build on it know. They look for a table's keys in
`properties`, but do not show a table that has `allOf` beside them; so what keys demand of each
other is kept where only validators look.
"""

import json

from chalicelib.tenancy.section import TEXT
from ops.schema.annotated import Words
from ops.schema.explorer import tenant_shape
from ops.schema.json_rules import Json, rules_of
from ops.schema.reading import Kind, Reading
from ops.schema.shape import KeyShape, Shape, TableShape

_DIALECT = "http://json-schema.org/draft-07/schema#"


def schema_text() -> str:
    """The schema of a tenant document, as it is published."""
    return f"{json.dumps(json_schema(tenant_shape()), indent=2, ensure_ascii=False)}\n"


def json_schema(shape: Shape) -> Json:
    """The whole schema."""
    return {
        "$schema": _DIALECT,
        "title": "A tenant of Vestibule",
        "description": "One tenant: who vouches for its people, what is protected, and who asks.",
        **_table(shape[""], shape),
    }


def _table(table: TableShape, shape: Shape) -> Json:
    return {
        "type": "object",
        "properties": {key.name: _key(key, shape) for key in table.keys},
        "required": [key.name for key in table.keys if key.required],
        "additionalProperties": False,
        **_rules(table),
    }


def _key(key: KeyShape, shape: Shape) -> Json:
    reading = key.reading
    told: Json = {"title": key.path, "description": described(key.words, reading)}
    if reading.default is not None:
        told["default"] = reading.default
    if reading.kind is Kind.TABLE:
        return {**told, **_table(shape[key.path], shape)}
    if reading.kind is Kind.TABLES:
        items = _table(shape[f"{key.path}[]"], shape)
        return {**told, "type": "array", "items": items}
    return {**told, "examples": [key.example], **_value(reading)}


def described(words: Words, reading: Reading) -> str:
    """What the key is for, in what form it is written, and what is usual."""
    form = f" {_sentence(reading.form.words)}." if reading.form else ""
    usual = f" Default: {words.default}." if words.default else ""
    return f"{words.about}{form}{usual}"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _value(reading: Reading) -> Json:
    match reading.kind:
        case Kind.NUMBER:
            return {"type": "integer", "minimum": reading.lowest, "maximum": reading.highest}
        case Kind.FLAG:
            return {"type": "boolean"}
        case Kind.CHOICE:
            return {"enum": list(reading.choices)}
        case Kind.TEXTS | Kind.TEXT_OR_TEXTS:
            return _list(reading)
        case Kind.NAMED_TEXTS:
            names, texts = _text(reading), _text(Reading(kind=Kind.TEXT))
            return {"type": "object", "propertyNames": names, "additionalProperties": texts}
        case _:
            return _text(reading)


def _list(reading: Reading) -> Json:
    several: Json = {"type": "array", "items": _text(reading), "uniqueItems": True}
    if reading.kind is Kind.TEXTS:
        return several
    return {"anyOf": [_text(reading), {**several, "minItems": 1, "maxItems": reading.most}]}


def _text(reading: Reading) -> Json:
    form = reading.form
    if form and form.choices:
        return {"enum": list(form.choices)}
    pattern = form.pattern if form and form.pattern else TEXT
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


def _rules(table: TableShape) -> Json:
    rules = rules_of(table)
    if len(rules) < 2:
        return rules[0] if rules else {}
    # See above: `allOf` right beside `properties` would hide the table from editors.
    return {"if": True, "then": {"allOf": rules}}

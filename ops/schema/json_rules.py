"""What keys of one table demand of each other, as rules of a JSON Schema."""

from collections import defaultdict
from typing import Any

from ops.schema.reading import Reading
from ops.schema.shape import TableShape
from ops.schema.states import Is, State

Json = dict[str, Any]


def rules_of(table: TableShape) -> list[Json]:
    """One rule for each state that excludes something."""
    readings = {key.name: key.reading for key in table.keys}
    excluded: dict[State, dict[str, list[State]]] = defaultdict(lambda: defaultdict(list))
    for decisive, other in table.conflicts:
        excluded[decisive][other.key].append(other)
    return [
        {
            "if": {**_inside(state.key, _what_is(state)), **_presence(state)},
            "then": _demands(others, readings),
        }
        for state, others in excluded.items()
    ]


def _presence(state: State) -> Json:
    required = {"required": [state.key]}
    return {"not": required} if state.sort is Is.ABSENT else required


def _what_is(state: State) -> Json:
    match state.sort:
        case Is.VALUE:
            return {"const": state.value}
        case Is.HAS:
            return {"contains": {"const": state.value}}
        case Is.EMPTY:
            return {"maxItems": 0}
        case Is.FULL:
            return {"minItems": 1}
        case _:
            return {}


def _demands(excluded: dict[str, list[State]], readings: dict[str, Reading]) -> Json:
    required = [
        key for key, states in excluded.items() if any(each.sort is Is.ABSENT for each in states)
    ]
    properties: Json = {}
    for key, states in excluded.items():
        properties |= _inside(key, _what_is_left(states, readings[key])).get("properties", {})
    return {
        **({"required": required} if required else {}),
        **({"properties": properties} if properties else {}),
    }


def _what_is_left(excluded: list[State], reading: Reading) -> Json | bool:
    """What may be at a key that is in none of some states."""
    sorts = {state.sort for state in excluded}
    if Is.THERE in sorts:
        return False
    left: Json = {}
    if values := [state.value for state in excluded if state.sort is Is.VALUE]:
        known = reading.choices or (True, False)
        left["enum"] = [each for each in known if each not in values]
    if had := [state.value for state in excluded if state.sort is Is.HAS]:
        known = reading.form.choices if reading.form else ()
        left["items"] = {"enum": [each for each in known if each not in had]}
    if Is.EMPTY in sorts:
        left["minItems"] = 1
    if Is.FULL in sorts:
        left["maxItems"] = 0
    return left


def _inside(key: str, schema: object) -> Json:
    return {} if schema == {} else {"properties": {key: schema}}

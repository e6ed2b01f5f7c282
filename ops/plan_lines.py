"""A plan for people, and for programs."""

import json
from collections.abc import Iterator

from ops.differences import MARKS, Difference
from ops.plan import Plan
from ops.report import printable


def lines_of_plan(plan: Plan) -> Iterator[str]:
    """The plan as text; what comes from documents cannot steer a terminal."""
    return map(printable, _lines(plan))


def _lines(plan: Plan) -> Iterator[str]:
    if plan.is_empty:
        yield f"{plan.tenant}: no change (version {plan.version})"
    else:
        published = f"version {plan.version}" if plan.version else "not published yet"
        yield f"{plan.tenant}: changes ({published}, {plan.issuer})"
    for difference in plan.differences:
        yield from _lines_of_difference(difference)
    if plan.other_text and not plan.differences:
        yield "  only its text differs: comments, order or the names of references"
    if plan.unfinished:
        yield "  its last publication is not known to be finished; applying it settles that"
    if plan.consequences:
        yield "  what breaks:"
        yield from (f"    {each}" for each in plan.consequences)
    yield from (f"  ? {each}" for each in plan.unknown)


def describe_plan(plan: Plan) -> dict[str, object]:
    """The plan as JSON has it."""
    return {
        "tenant": plan.tenant,
        "issuer": plan.issuer,
        "version": plan.version or None,
        "changes": not plan.is_empty,
        "differences": [_describe_difference(each) for each in plan.differences],
        "consequences": [{"thing": each.thing, "told": each.told} for each in plan.consequences],
        "unknown": list(plan.unknown),
        "other_text": plan.other_text,
        "unfinished": plan.unfinished,
    }


def _describe_difference(difference: Difference) -> dict[str, object]:
    return {
        "thing": difference.thing,
        "kind": difference.kind,
        "values": {
            name: {"from": old, "to": new} for name, (old, new) in difference.values.items()
        },
        "client_secret_changes": difference.other_secret,
    }


def _lines_of_difference(difference: Difference) -> Iterator[str]:
    yield f"  {MARKS[difference.kind]} {difference.thing}"
    for name, (old, new) in difference.values.items():
        yield f"      {name}: {_change(old, new)}"
    if difference.other_secret:
        yield "      client_secret changes"


def _change(old: object, new: object) -> str:
    if not isinstance(old, tuple) or not isinstance(new, tuple):
        return f"{_shown(old)} -> {_shown(new)}"
    gone = [f"- {_shown(each)}" for each in old if each not in new]
    come = [f"+ {_shown(each)}" for each in new if each not in old]
    if not gone and not come:
        return f"{_shown(old)} -> {_shown(new)}"
    return ", ".join([*gone, *come])


def _shown(value: object) -> str:
    """As JSON has it, so that texts differ from numbers; nothing at all is told in words."""
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)

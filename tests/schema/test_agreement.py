"""The schema and the readers agree: no document is sound to one of them and faulty to the other."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.tenancy.section import Fault
from tests.schema.documents import EVERY, faults_of, places_in, refusals_of

#: What a JSON Schema cannot say: what depends on other tables, on the inside of a list, or on
#: arithmetic within a text.
INEXPRESSIBLE = (
    "of this tenant",
    "already the id of another",
    "already the audience of another",
    "is a scope of something else already",
    "must include openid",
    "as domains are compared",
    "looks like a secret",
    "is not one of RS256",
    "nobody is listed",
    "needs the `connection`",
    "is no ground for a role",
    "; did you mean hosted_domain?",
    "dark ones of",
    "is not base64",
    "is not a picture",
)
TEXTS = (
    *("", " ", "nonsense", "none", "Acme", "a\x00b", "*", "x" * 200, "openid", "RS256"),
    *("env:NAME", "hunter2", "GOCSPX-0123456789abcdef", "client_credentials", "optional"),
    *("acme.example", "Acme.example", "bücher.example", "v9.0"),
    *("https://shop.acme.example", "https://shop.acme.example/x", "https://Shop.acme.example/x"),
    *("https://bücher.example/x", "https://*.acme.example/x", "https://shop.acme.example/x#y"),
    *("http://shop.acme.example/x", "http://localhost:8000/x", "https://me@acme.example"),
    *("#fff", "#12", "help@acme.example", "Help@acme.example", "https://localhost/x"),
    *("data:image/png;base64,iVBORw0KGgo=", "data:image/bmp;base64,x", "invited", "department"),
    *("com.acme.app:/cb", "javascript:alert(1)", "/x"),
)
OTHERS = (True, False, -1, 0, 1, 30, 10**9, 1.5, [], {}, [1], [{}], ["x"], ["x", "x"], {"x": 1})
PLACES = {name: list(places_in(table)) for name, table in EVERY.items()}
KEYS = sorted({str(place[-1]) for places in PLACES.values() for place in places})
VALUES = st.sampled_from(TEXTS) | st.sampled_from(OTHERS) | st.lists(st.sampled_from(TEXTS))


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Any]:
    """A sound document with a change or two."""
    name = draw(st.sampled_from(sorted(EVERY)))
    table = deepcopy(dict(EVERY[name]))
    for place in draw(st.lists(st.sampled_from(PLACES[name]), min_size=1, max_size=2)):
        _spoil(draw, table, place)
    return table


def _spoil(draw: st.DrawFn, table: dict[str, Any], place: tuple[str | int, ...]) -> None:
    *way, last = place
    inner: Any = table
    try:
        for step in way:
            inner = inner[step]
        what = draw(st.sampled_from(["drop", "change", "another key"]))
        if what == "drop":
            del inner[last]
        elif what == "another key" and isinstance(inner, dict):
            inner[draw(st.sampled_from(KEYS))] = draw(VALUES)
        else:
            inner[last] = draw(VALUES)
    except (KeyError, IndexError, TypeError):
        return  # the first change took away what the second one would change


def can_be_said(fault: Fault) -> bool:
    if fault.path.endswith(".audience") and "write the host" in fault.message:
        return False  # an audience may be any URI, and only those of the web have such hosts
    return not any(each in fault.message for each in INEXPRESSIBLE)


@pytest.mark.parametrize("name", EVERY)
def test_a_sound_document_is_sound_to_both(name):
    assert faults_of(EVERY[name]) == []
    assert refusals_of(EVERY[name]) == []


@settings(max_examples=150, deadline=None)
@given(spoilt())
def test_what_one_of_them_refuses_the_other_refuses_too(table):
    faults, refusals = faults_of(table), refusals_of(table)

    assert not refusals or faults, refusals
    assert refusals or not any(map(can_be_said, faults)), faults

"""The event normaliser, asked by machines: no event of any shape may break it."""

from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import given
from hypothesis import strategies as st

from tests.endpoints.events import EVERY_DOOR
from tests.endpoints.test_application import a_broker, answer

APP = a_broker()
words = st.text("aT/%2Ffé\u2028\x00\n ,;=&?+{}$", max_size=12)
lists = st.none() | st.dictionaries(words, st.none() | st.lists(words, max_size=3), max_size=3)
maps = st.none() | st.dictionaries(words, st.none() | words, max_size=3)
contexts = st.fixed_dictionaries(
    {},
    optional={
        "httpMethod": st.none() | words,
        "path": st.none() | words,
        "stage": st.none() | words,
        "identity": maps,
        "http": maps,
        "elb": maps,
    },
)
events = st.fixed_dictionaries(
    {},
    optional={
        "version": st.sampled_from([None, "1.0", "2.0"]),
        "httpMethod": st.none() | st.sampled_from(["GET", "POST", "HEAD"]) | words,
        "path": st.none() | words | st.just("/t/acme/echo"),
        "rawPath": st.none() | words | st.just("/t/acme/echo"),
        "rawQueryString": st.none() | words,
        "headers": maps,
        "multiValueHeaders": lists,
        "queryStringParameters": maps,
        "multiValueQueryStringParameters": lists,
        "cookies": st.none() | st.lists(words, max_size=2),
        "pathParameters": maps,
        "stageVariables": maps,
        "body": st.none() | words,
        "isBase64Encoded": st.none() | st.booleans(),
        "requestContext": st.none() | contexts,
    },
)


@given(events)
def test_no_event_breaks_the_broker(event: dict[str, Any]):
    assert APP(event, None)["statusCode"] in {200, 400, 404, 405}


@given(
    st.sampled_from([door for door in EVERY_DOOR if door.__name__ != "balancer_event"]),
    words.filter(bool),
    st.lists(st.tuples(words, words), max_size=5),
)
def test_what_is_encoded_once_arrives_decoded_once(door, tenant, pairs):
    seen = answer(APP, door("GET", f"/t/{quote(tenant, safe='')}/echo", urlencode(pairs)))
    assert seen["tenant"] == tenant
    expected: dict[str, list[str]] = {}
    for name, value in pairs:
        expected.setdefault(name, []).append(value)
    assert seen["query"] == expected

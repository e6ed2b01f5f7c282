"""The application object: every front door in, every refusal out, nothing shared by threads."""

import json
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from chalice import Blueprint
from chalice.app import BadRequestError, ChaliceUnhandledError, Response
from chalice.test import Client

from chalicelib.endpoints.application import Broker
from chalicelib.endpoints.headers import authorization_values, header_values
from tests.endpoints.events import EVERY_DOOR, header_of, http_event, rest_event, with_body

ANY = ["*/*"]
TEXT = {"Content-Type": "text/plain"}
every_door = pytest.mark.parametrize("event", EVERY_DOOR)


def a_broker(**options: Any) -> Broker:
    """A broker with one echoing route: what a view sees is what it answers."""
    app = Broker("vestibule-test", **options)

    @app.route("/t/{tenant}/echo", methods=["GET", "POST"], content_types=ANY)
    def echo(tenant: str) -> dict[str, Any]:
        request = app.current_request
        assert request is not None
        return {
            "tenant": tenant,
            "method": request.method,
            "query": {name: request.query_params.getlist(name) for name in request.query_params}
            if request.query_params
            else {},
            "cookie": request.headers.get("cookie"),
            "body": request.raw_body.decode("latin-1"),
            "address": request.context["identity"]["sourceIp"],
            "authorization": authorization_values(request),
        }

    return app


def a_broker_answering(response: Any) -> Broker:
    app = Broker("vestibule-test")

    @app.route("/here", methods=["GET"])
    def here() -> Any:
        if isinstance(response, BaseException):
            raise response
        return Response(response.body, dict(response.headers), response.status_code)

    return app


def answer(app: Broker, event: dict[str, Any]) -> Any:
    reply = app(event, None)
    assert reply["statusCode"] == 200, reply
    return json.loads(reply["body"])


@every_door
def test_every_front_door_reaches_the_same_view(event):
    seen = answer(a_broker(), event("GET", "/t/acme/echo", "scope=openid%20email&state=a%2Bb"))
    assert seen["tenant"] == "acme"
    assert seen["query"] == {"scope": ["openid email"], "state": ["a+b"]}
    assert seen["address"] == "192.0.2.7"


@every_door
@pytest.mark.parametrize("encoded", [False, True])
def test_a_body_arrives_as_the_bytes_that_were_sent(event, encoded):
    sent = with_body(event("POST", "/t/acme/echo"), b"code=a%20b&x=1", encoded=encoded)
    assert answer(a_broker(), sent)["body"] == "code=a%20b&x=1"


@pytest.mark.parametrize("event", [d for d in EVERY_DOOR if d.__name__ != "balancer_event"])
def test_a_repeated_parameter_stays_repeated(event):
    seen = answer(a_broker(), event("GET", "/t/acme/echo", "prompt=none&prompt=login"))
    assert seen["query"] == {"prompt": ["none", "login"]}


def test_a_value_with_a_comma_is_not_taken_for_two_behind_an_http_api():
    event = http_event("GET", "/t/acme/echo", "claims=a,b") | {
        "queryStringParameters": {"claims": "a,b"}
    }
    assert answer(a_broker(), event)["query"] == {"claims": ["a,b"]}


def test_cookies_of_an_http_api_arrive_as_one_cookie_header():
    event = http_event("GET", "/t/acme/echo", cookies=["a=1", "b=2"])
    assert answer(a_broker(), event)["cookie"] == "a=1; b=2"


@pytest.mark.parametrize(
    ("path", "stage"),
    [("/prod/t/acme/echo", "prod"), ("/t/acme/echo", "$default"), ("/t/acme/echo", "t2")],
)
def test_a_named_stage_is_no_part_of_the_path(path, stage):
    event = http_event("GET", path)
    event["requestContext"]["stage"] = stage
    assert answer(a_broker(), event)["tenant"] == "acme"


@every_door
@pytest.mark.parametrize(
    ("segment", "tenant"),
    [("a%2Fb", "a/b"), ("a%252Fb", "a%2Fb"), ("%C3%A9", "é"), ("a.b", "a.b"), ("a+b", "a+b")],
)
def test_a_path_parameter_is_decoded_once_and_never_split(event, segment, tenant):
    assert answer(a_broker(), event("GET", f"/t/{segment}/echo"))["tenant"] == tenant


@every_door
@pytest.mark.parametrize("segment", ["%zz", "%", "%f", "%ff", "%C3%28", "", "\ud800"])
def test_a_path_parameter_that_is_not_text_names_no_tenant(event, segment):
    assert a_broker()(event("GET", f"/t/{segment}/echo"), None)["statusCode"] == 404


def test_one_slash_at_the_end_of_a_path_changes_nothing():
    assert answer(a_broker(), rest_event("GET", "/t/acme/echo/"))["tenant"] == "acme"
    assert a_broker()(rest_event("GET", "/t/acme/echo//"), None)["statusCode"] == 404


def test_a_literal_segment_wins_over_a_parameter_and_gives_way_when_it_leads_nowhere():
    app = Broker("vestibule-test")
    app.route("/t/{tenant}/login/{connection}", name="upstream")(lambda tenant, connection: "any")
    app.route("/t/{tenant}/login/local", name="local")(lambda tenant: "local")
    app.route("/t/demo/login", name="demo")(lambda: "demo")
    paths = ("/t/acme/login/google", "/t/acme/login/local", "/t/demo/login", "/t/demo/login/local")
    bodies = [app(rest_event("GET", path), None)["body"] for path in paths]
    assert bodies == ["any", "local", "demo", "local"]


@every_door
def test_unknown_paths_are_answered_404_and_remembered_nowhere(event):
    app = a_broker()
    routes = dict(app.routes)
    statuses = {app(event("GET", f"/t/acme/{n}"), None)["statusCode"] for n in range(50)}
    assert statuses == {404}
    assert app.routes == routes


def test_a_catch_all_route_asks_the_gateway_for_every_path_and_still_answers_404():
    app = a_broker()
    app.route("/{proxy+}", methods=["GET"])(lambda: "never reached")
    assert app(rest_event("GET", "/nowhere"), None)["statusCode"] == 404


@every_door
def test_a_wrong_method_is_answered_405_with_what_is_allowed(event):
    reply = a_broker()(event("DELETE", "/t/acme/echo"), None)
    assert reply["statusCode"] == 405
    assert header_of(reply, "allow") == ["GET, HEAD, POST"]


@every_door
def test_head_is_answered_as_get_without_a_body(event):
    app = a_broker_answering(Response("content", {**TEXT, "ETag": '"1"'}))
    reply = app(event("HEAD", "/here"), None)
    assert reply["statusCode"] == 200
    assert reply["body"] == ""
    assert header_of(reply, "etag") == ['"1"']
    assert app(event("HEAD", "/nowhere"), None)["body"] == ""


def test_the_endpoints_decide_how_a_refusal_looks():
    seen = []

    def refuse(status: int, path: str, allowed: tuple[str, ...]) -> Response:
        seen.append((status, path, allowed))
        return Response("<h1>no</h1>", {"Content-Type": "text/html"}, status)

    app = a_broker(refuse=refuse, body_limit=10)
    too_large = with_body(rest_event("POST", "/t/a/echo"), b"x" * 11, encoded=False)
    for event in (rest_event("GET", "/x"), rest_event("PUT", "/t/a/echo"), too_large):
        reply = app(event, None)
        assert reply["body"] == "<h1>no</h1>"
        assert header_of(reply, "content-type") == ["text/html"]
    assert seen == [
        (404, "/x", ()),
        (405, "/t/a/echo", ("GET", "HEAD", "POST")),
        (413, "/t/a/echo", ()),
    ]


@every_door
@pytest.mark.parametrize("encoded", [False, True])
@pytest.mark.parametrize(("size", "status"), [(64 * 1024, 200), (64 * 1024 + 1, 413)])
def test_a_body_over_the_limit_never_reaches_the_view(event, encoded, size, status):
    sent = with_body(event("POST", "/t/acme/echo"), b"x" * size, encoded=encoded)
    assert a_broker()(sent, None)["statusCode"] == status


def test_the_limit_counts_bytes_not_characters():
    sent = with_body(rest_event("POST", "/t/acme/echo"), "é".encode() * 6, encoded=False)
    assert a_broker(body_limit=11)(sent, None)["statusCode"] == 413
    assert a_broker(body_limit=12)(sent, None)["statusCode"] == 200


@pytest.mark.parametrize(
    ("body", "encoded"), [("a", True), ("not base64!", True), ("é", True), ("\ud800", False)]
)
def test_an_unreadable_body_is_the_callers_mistake(body, encoded):
    event = rest_event("POST", "/t/acme/echo", body=body, isBase64Encoded=encoded)
    assert a_broker()(event, None)["statusCode"] == 400


@every_door
def test_a_crash_in_a_view_shows_nothing_of_itself(event, caplog):
    app = a_broker_answering(RuntimeError("the secret"))
    reply = app(event("GET", "/here"), None)
    assert reply["statusCode"] == 500
    assert json.loads(reply["body"])["error"] == "server_error"
    assert header_of(reply, "content-type") == ["application/json"]
    assert "secret" not in reply["body"]
    assert "Traceback" not in reply["body"]
    assert [record.exc_info is not None for record in caplog.records] == [True]


@pytest.mark.parametrize("error", [ChaliceUnhandledError("unmapped"), BadRequestError("words")])
def test_chalices_own_error_words_never_leave(error):
    reply = a_broker_answering(error)(rest_event("GET", "/here"), None)
    assert set(json.loads(reply["body"])) == {"error", "error_description"}


def test_a_wrong_media_type_is_refused_like_everything_else():
    app = Broker("vestibule-test")
    form = ["application/x-www-form-urlencoded"]
    app.route("/token", methods=["POST"], content_types=form)(lambda: "ok")
    reply = app(rest_event("POST", "/token"), None)
    assert reply["statusCode"] == 415
    assert json.loads(reply["body"])["error"] == "invalid_request"


def test_what_middleware_added_survives_a_crash():
    app = a_broker_answering(RuntimeError("x"))

    @app.middleware("http")
    def allow_origin(request, get_response):
        response = get_response(request)
        response.headers["Access-Control-Allow-Origin"] = "https://spa.example"
        response.headers["content-type"] = "text/plain"
        return response

    reply = app(rest_event("GET", "/here"), None)
    assert header_of(reply, "access-control-allow-origin") == ["https://spa.example"]
    assert header_of(reply, "content-type") == ["application/json"]


@every_door
@pytest.mark.parametrize(
    "headers",
    [
        {"Location": "https://x.example/\r\nSet-Cookie: a=b"},
        {"Location": "https://x.example/\rX: y"},
        {"Set-Cookie": ["a=1", "b=2\nX: y"]},
        {"X-Note": "nul\0"},
        {"X-Note": "del\x7f"},
        {"X-Note": "line\u2028separator"},
        {"X-Bad\rName": "x"},
        {"": "x"},
    ],
)
def test_a_header_that_could_split_the_reply_is_never_sent(event, headers):
    reply = a_broker_answering(Response("", headers, 302))(event("GET", "/here"), None)
    assert reply["statusCode"] == 500
    assert json.loads(reply["body"])["error"] == "server_error"
    for name in ("location", "set-cookie", "x-note"):
        assert header_of(reply, name) == []


def test_the_log_names_an_unsafe_header_and_keeps_its_value_to_itself(caplog):
    broken = Response("", {"Location": "https://x.example/?code=secret\r"}, 302)
    a_broker_answering(broken)(rest_event("GET", "/here"), None)
    assert "Location" in caplog.text
    assert "secret" not in caplog.text


def test_middleware_cannot_smuggle_a_bad_header_either():
    app = a_broker_answering(Response("", TEXT))

    @app.middleware("http")
    def smuggle(request, get_response):
        response = get_response(request)
        response.headers["X-Age"] = 5
        return response

    assert app(rest_event("GET", "/here"), None)["statusCode"] == 500


@pytest.mark.parametrize("body", [b"bytes", object()])
def test_a_body_that_cannot_be_sent_is_a_clean_500(body, caplog):
    reply = a_broker_answering(Response(body, TEXT))(rest_event("GET", "/here"), None)
    assert reply["statusCode"] == 500
    assert json.loads(reply["body"])["error"] == "server_error"


@every_door
def test_every_cookie_leaves_through_every_front_door(event):
    app = a_broker_answering(Response("", {**TEXT, "Set-Cookie": ["a=1", "b=2", "c=3"]}))
    reply = app(event("GET", "/here"), None)
    assert sorted(header_of(reply, "set-cookie")) == ["a=1", "b=2", "c=3"]
    json.dumps(reply)


def test_the_balancer_is_told_the_status_in_words():
    from tests.endpoints.events import balancer_event

    reply = a_broker()(balancer_event("GET", "/nowhere"), None)
    assert reply["statusDescription"] == "404 Not Found"
    assert "multiValueHeaders" not in reply


def test_a_second_authorization_header_is_seen_at_every_front_door():
    rest = rest_event("GET", "/t/acme/echo")
    rest["multiValueHeaders"]["Authorization"] = ["Basic YQ==", "Bearer b"]
    joined = http_event("GET", "/t/acme/echo")
    joined["headers"]["authorization"] = "Basic YQ==,Bearer b"
    for event in (rest, joined):
        assert answer(a_broker(), event)["authorization"] == ["Basic YQ==", "Bearer b"]


def test_header_values_also_reads_events_that_carry_no_lists():
    from chalice.app import Request

    event = rest_event("GET", "/") | {"multiValueHeaders": None, "headers": {"DPoP": "proof"}}
    event["requestContext"] |= {"httpMethod": "GET", "resourcePath": "/"}
    assert header_values(Request(event), "dpop") == ["proof"]
    assert header_values(Request(event), "authorization") == []


@pytest.mark.parametrize("event", [{}, {"requestContext": None}, {"headers": None, "path": None}])
def test_an_event_without_anything_in_it_is_not_found(event):
    assert a_broker()(event, None)["statusCode"] == 404


def test_sixteen_threads_do_not_see_each_others_requests():
    app = Broker("vestibule-test")
    gate = threading.Barrier(16)

    @app.route("/t/{tenant}/who", methods=["GET"])
    def who(tenant: str) -> list[Any]:
        gate.wait()
        return [tenant, app.current_request.query_params["n"], app.lambda_context]

    def ask(n: int) -> Any:
        return json.loads(app(rest_event("GET", f"/t/t{n}/who", f"n={n}"), n)["body"])

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(ask, range(320)))
    assert answers == [[f"t{n}", str(n), n] for n in range(320)]


def test_nothing_of_a_request_stays_behind_when_it_is_answered():
    app = a_broker()
    app(rest_event("GET", "/t/acme/echo"), "context")
    assert app.current_request is None
    assert app.lambda_context is None


def test_a_blueprint_may_register_late_and_use_the_current_request():
    app = a_broker()
    app(rest_event("GET", "/late"), None)
    late = Blueprint("tests.late")

    @late.route("/late", methods=["GET"])
    def view() -> str:
        return late.current_request.context["requestId"]

    app.register_blueprint(late)
    assert app(rest_event("GET", "/late"), None)["body"] == "r-1"


def test_chalices_test_client_sees_the_same_answers():
    app = a_broker()
    with Client(app) as client:
        echoed = client.http.post("/t/a%2Fb/echo?x=1&x=2", body=b"\xff\x00", headers={"A": "b"})
        head = client.http.head("/t/acme/echo")
        refused = client.http.delete("/t/acme/echo")
    assert echoed.json_body["tenant"] == "a/b"
    assert echoed.json_body["query"] == {"x": ["1", "2"]}
    assert echoed.json_body["body"] == "\xff\x00"
    assert (head.status_code, head.body) == (200, b"")
    assert refused.status_code == 405


def test_making_a_broker_leaves_the_process_as_it_was(monkeypatch):
    import os

    monkeypatch.delenv("AWS_EXECUTION_ENV", raising=False)
    handlers = list(logging.getLogger("vestibule-test").handlers)
    assert a_broker().debug is False
    assert "AWS_EXECUTION_ENV" not in os.environ
    assert logging.getLogger("vestibule-test").handlers == handlers

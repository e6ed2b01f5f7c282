"""The guard between us and the addresses that tenants type."""

import json
import time
from threading import Event

import pytest

from chalicelib.adapters.exchange import LARGEST_BODY
from chalicelib.adapters.fetch import GuardedFetch
from chalicelib.upstream.model import UpstreamFailed
from tests.adapters.an_https_server import HOST, certify, serving


def reply(status=200, body=b"{}", **headers):
    def answer(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def in_turn(*answers):
    left = list(answers)

    def answer(handler):
        left.pop(0)(handler)

    return answer


def hang_up(handler):
    handler.close_connection = True


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return certify(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def idp(certificates):
    with serving(reply(), certificates[1]) as served:
        yield served


@pytest.fixture
def fetch(certificates):
    """A guard for which idp.example is public, though it is on loopback."""
    return GuardedFetch(ca_bundle=str(certificates[0]), resolve=lambda *_: ["127.0.0.1"])


@pytest.fixture
def plain():
    with serving(reply()) as served:
        yield served


def local(served, **settings):
    """A guard with an override that leads to a server of the local stack."""
    overrides = {"https://idp.example": f"http://localhost:{served.port}/op"}
    return GuardedFetch(overrides, **settings)


@pytest.mark.parametrize(
    "url",
    [
        "http://idp.example/",
        "ftp://idp.example/",
        "file:///etc/passwd",
        "//idp.example/",
        "https:///path",
        "https://me:secret@idp.example/",
        "https://idp.example\\@evil.example/",
        "https://idp.example/a b",
        "https://idp.example/\r\nX: y",
        "https://idp.exämple/",
        "https://idp.example:99999/",
        "https://[::1/",
        "https://idp.example/" + "x" * 16_384,
    ],
)
def test_only_well_formed_https_addresses_are_asked(url):
    def nobody(*_):
        raise AssertionError("asked after all")

    with pytest.raises(UpstreamFailed, match="not asked") as failure:
        GuardedFetch(resolve=nobody).get(url)
    assert not failure.value.is_passing


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1"])
def test_what_only_we_can_reach_is_never_asked(host, idp):
    with pytest.raises(UpstreamFailed, match="not a public address") as failure:
        GuardedFetch().get(f"https://{host}:{idp.port}/")
    assert not failure.value.is_passing
    assert idp.seen == []


def test_the_connection_goes_to_the_address_that_was_checked(certificates, idp):
    answers = [["127.0.0.1"]]
    fetch = GuardedFetch(ca_bundle=str(certificates[0]), resolve=lambda *_: answers.pop())
    assert fetch.get(f"https://{HOST}:{idp.port}/jwks?v=1").status == 200
    # The name was looked up once: there was no second answer to be had, nor is there such a name.
    assert answers == []
    assert idp.seen == [("GET", "/jwks?v=1", f"{HOST}:{idp.port}", b"")]


def test_an_address_that_refuses_is_followed_by_the_next(certificates, idp):
    addresses = ["127.0.0.99", "127.0.0.1"]
    fetch = GuardedFetch(ca_bundle=str(certificates[0]), resolve=lambda *_: addresses)
    assert fetch.post_form(f"https://{HOST}:{idp.port}/token", {}).status == 200
    assert len(idp.seen) == 1


def test_the_certificate_must_be_the_hosts(fetch, idp):
    with pytest.raises(UpstreamFailed, match="certificate") as failure:
        fetch.get(f"https://other.example:{idp.port}/")
    assert not failure.value.is_passing
    assert idp.seen == []


def test_the_certificate_must_be_of_a_known_authority(idp):
    stranger = GuardedFetch(resolve=lambda *_: ["127.0.0.1"])
    with pytest.raises(UpstreamFailed, match="certificate"):
        stranger.get(f"https://{HOST}:{idp.port}/")
    assert idp.seen == []


def test_a_redirect_is_an_answer_not_a_way(fetch, idp):
    idp.answer = reply(302, Location="https://169.254.169.254/latest/meta-data")
    answer = fetch.get(f"https://{HOST}:{idp.port}/")
    assert answer.status == 302
    assert len(idp.seen) == 1


def test_a_form_is_posted_with_its_headers(fetch, idp):
    idp.answer = reply(200, json.dumps({"ok": 1}).encode(), Cache_Control="max-age=7")
    answer = fetch.post_form(
        f"https://{HOST}:{idp.port}/token", {"code": "a b&c"}, {"Authorization": "Basic eA=="}
    )
    assert (answer.status, answer.body) == (200, b'{"ok": 1}')
    assert answer.headers["cache-control"] == "max-age=7"
    assert idp.seen[0][3] == b"code=a+b%26c"


@pytest.mark.parametrize("chunked", [False, True])
def test_a_huge_answer_is_cut_off(fetch, idp, chunked):
    def huge(handler):
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        if chunked:
            handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        block = b"x" * 65_536
        for _ in range(LARGEST_BODY // len(block) + 2):
            handler.wfile.write(b"10000\r\n" + block + b"\r\n" if chunked else block)

    idp.answer = huge
    with pytest.raises(UpstreamFailed, match="too large") as failure:
        fetch.get(f"https://{HOST}:{idp.port}/")
    assert not failure.value.is_passing


def test_an_answer_of_exactly_the_largest_size_is_read(fetch, idp):
    idp.answer = reply(200, b"x" * LARGEST_BODY)
    assert len(fetch.get(f"https://{HOST}:{idp.port}/").body) == LARGEST_BODY


def test_a_packed_answer_is_not_unpacked(fetch, idp):
    idp.answer = reply(200, b"\x1f\x8b", Content_Encoding="gzip")
    assert fetch.get(f"https://{HOST}:{idp.port}/").body == b"\x1f\x8b"


@pytest.mark.parametrize(
    "failing", [reply(502), reply(503), reply(504), hang_up], ids=["502", "503", "504", "hang up"]
)
def test_a_get_is_tried_once_more(fetch, idp, failing):
    idp.answer = in_turn(failing, reply(200))
    assert fetch.get(f"https://{HOST}:{idp.port}/").status == 200
    assert len(idp.seen) == 2


def test_a_get_is_not_tried_a_third_time(fetch, idp):
    idp.answer = reply(503)
    assert fetch.get(f"https://{HOST}:{idp.port}/").status == 503
    assert len(idp.seen) == 2


@pytest.mark.parametrize("status", [400, 404, 500])
def test_an_answer_that_will_not_change_is_not_asked_for_again(fetch, idp, status):
    idp.answer = reply(status)
    assert fetch.get(f"https://{HOST}:{idp.port}/").status == status
    assert len(idp.seen) == 1


def test_a_post_is_never_tried_again(fetch, idp):
    idp.answer = reply(503)
    assert fetch.post_form(f"https://{HOST}:{idp.port}/token", {"code": "c"}).status == 503
    idp.answer = hang_up
    with pytest.raises(UpstreamFailed) as failure:
        fetch.post_form(f"https://{HOST}:{idp.port}/token", {"code": "c"})
    assert failure.value.is_passing
    assert len(idp.seen) == 2


def trickle_headers(handler, stop):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not stop.wait(0.02):
        handler.wfile.write(b"x")


def trickle_body(handler, stop):
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
    while not stop.wait(0.02):
        handler.wfile.write(b"x")


def silence(_handler, stop):
    stop.wait(5)


@pytest.mark.parametrize("dawdle", [trickle_headers, trickle_body, silence])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_keeps_us_waiting_past_the_deadline(certificates, idp, dawdle, method):
    stop = Event()
    idp.answer = lambda handler: dawdle(handler, stop)
    fetch = GuardedFetch(
        ca_bundle=str(certificates[0]), resolve=lambda *_: ["127.0.0.1"], total_seconds=0.3
    )
    url = f"https://{HOST}:{idp.port}/"
    began = time.monotonic()
    with pytest.raises(UpstreamFailed, match="no answer in time") as failure:
        fetch.get(url) if method == "get" else fetch.post_form(url, {})
    assert failure.value.is_passing
    assert time.monotonic() - began < 2
    stop.set()


def test_a_name_that_does_not_resolve_is_a_passing_failure():
    def nowhere(*_):
        raise OSError("no such name")

    with pytest.raises(UpstreamFailed) as failure:
        GuardedFetch(resolve=nowhere).get("https://idp.example/")
    assert failure.value.is_passing


def test_what_the_journal_reads_holds_no_query(fetch, idp):
    idp.answer = hang_up
    with pytest.raises(UpstreamFailed) as failure:
        fetch.get(f"https://{HOST}:{idp.port}/me?access_token=secret")
    assert f"GET {HOST}:{idp.port}/me" in failure.value.reason
    assert "secret" not in failure.value.reason


def test_an_override_leads_to_plain_http_on_loopback(plain):
    fetch = local(plain)
    assert fetch.overridden("https://idp.example") == f"http://localhost:{plain.port}/op"
    assert fetch.get("https://idp.example/.well-known/x?y=1").status == 200
    assert fetch.get(f"http://localhost:{plain.port}/op/jwks").status == 200
    assert [path for _, path, _, _ in plain.seen] == ["/op/.well-known/x?y=1", "/op/jwks"]


@pytest.mark.parametrize(
    "path",
    ["http://localhost:{port}/opera", "http://localhost:{port}/", "http://127.0.0.1:{port}/op"],
)
def test_an_override_opens_its_own_prefix_only(plain, path):
    with pytest.raises(UpstreamFailed):
        local(plain).get(path.format(port=plain.port))
    assert plain.seen == []


def test_an_address_that_is_overridden_by_itself_is_open_and_its_neighbours_are_not(plain):
    """How clients on this machine are told of logouts."""
    uri = f"http://localhost:{plain.port}/backchannel-logout"
    fetch = GuardedFetch({uri: uri})
    assert fetch.post_form(uri, {"logout_token": "x"}).status == 200
    with pytest.raises(UpstreamFailed, match="not https"):
        fetch.post_form(f"{uri}s", {"logout_token": "x"})
    with pytest.raises(UpstreamFailed, match="not https"):
        GuardedFetch().post_form(uri, {"logout_token": "x"})
    ((_, path, _, body),) = plain.seen
    assert (path, body) == ("/backchannel-logout", b"logout_token=x")


def test_an_override_is_not_for_a_longer_name(plain):
    longer = "https://idp.example.evil.test/"
    assert local(plain).overridden(longer) == longer


def test_the_longest_override_wins():
    fetch = GuardedFetch({"https://a.test": "http://l/one", "https://a.test/b": "http://l/two"})
    assert fetch.overridden("https://a.test/b/c") == "http://l/two/c"
    assert fetch.overridden("https://a.test/bc") == "http://l/one/bc"

"""Whatever is thrown at a door, the answer is one of ours."""

from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journeys.app import acme_web
from tests.journeys.browser import Browser
from tests.journeys.raw import FORM, send
from tests.journeys.village import Village

#: In a value it would be markup, wherever it came back unescaped.
MARK = "<mark>"
FOR_PEOPLE = ("authorize", "login", "login/google", "callback/google", "consent")
FOR_MACHINES = ("token", "userinfo")
NAMES = (
    *("client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce"),
    *("prompt", "max_age", "id_token_hint", "resource", "code_challenge", "claims", "connection"),
    *("code_challenge_method", "login_hint", "request", "attempt", "decision", "code", "error"),
    *("iss", "grant_type", "client_secret", "code_verifier", "access_token"),
)
VALUES = (
    *("acme-web", "acme-spa", "acme-jobs", "http://localhost:8790/callback", "code", "form_post"),
    *("openid email", "none", "login", "consent", "0", "-1", "9" * 30, "S256", "E" * 43, "google"),
    *("authorization_code", "client_credentials", "allow", "deny", "https://api.acme.test"),
    *('{"userinfo":{"email":null}}', '{"id_token":{"acr":{"essential":true}}}', "[" * 500, "{}"),
    *("", " ", "\0", "\r\nX: y", MARK, f'">{MARK}', "%", "A" * 3000),
)

texts = st.sampled_from(VALUES) | st.text(max_size=30).map(lambda text: text + MARK)
pairs = st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=8), texts), max_size=12)
headers = st.lists(
    st.tuples(
        st.sampled_from(("Authorization", "Cookie", "Origin", "Host", "Accept", "Content-Type")),
        st.sampled_from(("Basic YTpi", "Bearer x", "x=y", "https://evil.test", MARK, "*/*", FORM)),
    ),
    max_size=3,
)
usual = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@usual
@given(
    path=st.sampled_from(FOR_PEOPLE + FOR_MACHINES),
    method=st.sampled_from(("GET", "POST")),
    query=pairs,
    form=pairs,
    sent_headers=headers,
)
def test_any_request_gets_an_answer_of_ours(
    village: Village, path: str, method: str, query: list, form: list, sent_headers: list
) -> None:
    response = send(
        village,
        f"/t/acme/{path}?{_encoded(query)}",
        method=method,
        body=_encoded(form) if method == "POST" else b"",
        content_type=FORM if method == "POST" else None,
        headers=sent_headers,
    )
    require_ours(response, path)


@usual
@given(changes=st.dictionaries(st.sampled_from(NAMES), texts, max_size=4))
def test_any_change_to_a_good_request_gets_an_answer_of_ours(
    village: Village, changes: dict[str, str]
) -> None:
    app, browser = acme_web(village), Browser(village)
    require_ours(app.ask(browser, **changes), "authorize")
    require_ours(app.token({"grant_type": "authorization_code", "code": "x"} | changes), "token")


@usual
@given(changes=st.dictionaries(st.sampled_from(NAMES), texts, max_size=4))
def test_any_change_to_a_callback_gets_an_answer_of_ours(
    village: Village, changes: dict[str, str]
) -> None:
    browser = Browser(village)
    callback = acme_web(village).until_callback(browser, "ada@acme.test", "google")
    require_ours(browser.get(f"{callback}&{_encoded(list(changes.items()))}"), "callback/google")


def require_ours(response, path: str) -> None:
    assert response.status_code < 500
    assert MARK not in response.text
    assert all(value.isprintable() for _, value in response.headers)
    if response.status_code in {204, 303}:
        assert not response.data
        return
    kind = "application/json" if path in FOR_MACHINES else "text/html;charset=utf-8"
    assert response.content_type.lower() == kind
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def _encoded(sent: list[tuple[str, str]]) -> str:
    return "&".join(f"{quote(name)}={quote(value)}" for name, value in sent)

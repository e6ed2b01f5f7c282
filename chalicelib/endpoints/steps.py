"""Where a journey leads next, as an HTTP answer with the cookies that go with it."""

from urllib.parse import urlsplit

from chalice.app import Response

from chalicelib.ambient import Clock
from chalicelib.endpoints.answers import page_response, see_other
from chalicelib.endpoints.cookies import CookieJar
from chalicelib.endpoints.house import house_of
from chalicelib.endpoints.pages.form_post import FormPost, form_post_page
from chalicelib.flows.steps import Step, ToChooser, ToClient, ToConsent, ToUpstream
from chalicelib.protocol.redirects import AuthorizationResponse
from chalicelib.protocol.vocabulary import ResponseMode
from chalicelib.upstream.attempt import Handle


def step_response(step: Step, jar: CookieJar, clock: Clock) -> Response:
    """Carry out a step: every answer to a person's browser passes here."""
    cookies = _finished_cookies(step, jar)
    match step:
        case ToClient():
            return client_response(step.response, jar, cookies)
        case ToUpstream():
            location = step.url
        case ToChooser():
            location = _page_of("login", jar, step.handle)
        case ToConsent():
            location = _page_of("consent", jar, step.handle)
    cookies += jar.keep_attempt(step.handle, step.lifetime, clock.now())
    return see_other(location, cookies)


def client_response(
    response: AuthorizationResponse, jar: CookieJar, cookies: list[str] | None = None
) -> Response:
    """Deliver an authorization response the way its client asked for."""
    if response.mode is ResponseMode.FORM_POST:
        form = FormPost(
            house=house_of(jar.tenant),
            client=_host_of(response.target),
            redirect_uri=response.target,
            parameters=response.parameters,
        )
        return page_response(form_post_page(form), cookies or ())
    return see_other(response.location, cookies or ())


def _finished_cookies(step: Step, jar: CookieJar) -> list[str]:
    cookies: list[str] = []
    if isinstance(step, ToClient | ToConsent):
        if step.cookie is not None:
            cookies.append(jar.keep_session(step.cookie))
        if step.finished is not None:
            cookies.append(jar.forget_attempt(step.finished))
    return cookies


def _page_of(name: str, jar: CookieJar, handle: Handle) -> str:
    # The state is 43 characters of base64url: nothing in it needs encoding.
    return f"{jar.tenant.url(name)}?attempt={handle.state}"


def _host_of(target: str) -> str:
    """What a person may recognise in a redirect URI; a private-use scheme when it has no host."""
    parts = urlsplit(target)
    return parts.hostname or parts.scheme

"""What a request says, read once and strictly: parameters, cookies, who is authenticated how."""

from dataclasses import dataclass

from chalice.app import Request

from chalicelib.endpoints.events import OWN_DOMAIN
from chalicelib.endpoints.headers import authorization_values, header_values
from chalicelib.identity.model import Device
from chalicelib.protocol.errors import InvalidRequest
from chalicelib.protocol.parameters import Parameters, read_form, read_pairs

FORM = "application/x-www-form-urlencoded"
#: For routes: Chalice would answer 415 by itself, also to a GET that has no body at all; what a
#: body must be is said by whoever reads it, in the protocol's words.
ANYTHING = ["*/*"]

_LONGEST_HEADER = 256


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request, as endpoints read it."""

    request: Request

    @property
    def method(self) -> str:
        """GET, POST, ..."""
        return str(self.request.method)

    @property
    def id(self) -> str:
        """What a person can quote to an operator."""
        return str(self.request.context.get("requestId") or "unknown")

    @property
    def domain(self) -> str | None:
        """The tenant's own domain, if the request came under one."""
        domain: str | None = self.request.context.get(OWN_DOMAIN)
        return domain

    @property
    def authorization(self) -> list[str]:
        """Every Authorization header value."""
        return authorization_values(self.request)

    @property
    def origin(self) -> str | None:
        """The browser origin that the request says it comes from."""
        origins = header_values(self.request, "origin")
        return origins[0] if len(origins) == 1 else None

    @property
    def device(self) -> Device:
        """What the browser and the network tell of themselves, for people to recognise."""
        agents = header_values(self.request, "user-agent")
        countries = header_values(self.request, "cloudfront-viewer-country")
        identity = self.request.context.get("identity") or {}
        return Device(
            user_agent=_printable(agents[0]) if agents else "",
            # Never from X-Forwarded-For, which anybody may write.
            address=str(identity.get("sourceIp") or ""),
            country=_printable(countries[0])[:2] if countries else "",
        )

    def query(self) -> Parameters:
        """The query's parameters, which the gateway has decoded."""
        sent = self.request.to_original_event().get("multiValueQueryStringParameters") or {}
        return read_pairs((name, value) for name, values in sent.items() for value in values)

    @property
    def has_form(self) -> bool:
        """Whether the body says that it is a form."""
        content_type = (self.request.headers.get("content-type") or "").partition(";")[0]
        return bool(content_type.strip().lower() == FORM)

    def form(self) -> Parameters:
        """The body's parameters. Raises InvalidRequest when it is no form (RFC 6749, 3.2)."""
        if not self.has_form:
            raise InvalidRequest(f"the Content-Type must be {FORM}")
        return read_form(self.body_text())

    def body_text(self) -> str:
        """The body as text. Raises InvalidRequest when it is not UTF-8."""
        try:
            body = self.request.raw_body
            return body if isinstance(body, str) else body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InvalidRequest("the body is not UTF-8") from error

    def cookies(self) -> dict[str, str]:
        """The cookies; of a repeated name the first, the most specific (RFC 6265, 5.4)."""
        cookies: dict[str, str] = {}
        for header in header_values(self.request, "cookie"):
            for pair in header.split(";"):
                name, _, value = pair.strip().partition("=")
                cookies.setdefault(name, value)
        return cookies


def _printable(text: str) -> str:
    """Text that somebody else chose, short and without surprises."""
    return "".join(each for each in text if each.isprintable())[:_LONGEST_HEADER]

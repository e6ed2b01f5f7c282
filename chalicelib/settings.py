"""What the process environment says, read once at start and never again."""

import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

#: How Lambda starts a function before anybody waits for it.
_STARTS_AHEAD = ("provisioned-concurrency", "snap-start")
#: RFC 9110 section 5.1, in lower case; `gateway` is the host that the gateway itself matched.
_HEADER = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]+")
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class UnusableSettings(Exception):
    """The environment does not say what the broker must know; `faults` names everything at once."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this process was told to run."""

    table: str
    public_url: str  # every issuer begins with it
    secrets_key: str
    upstream_overrides: Mapping[str, str] = field(default_factory=dict)  # real prefix -> local one
    host_from: str = ""  # `gateway`, or a header of the front door's; nothing: by path alone
    ca_bundle: str | None = None  # whom to trust instead of the usual authorities, upstream
    log_level: str = "INFO"
    loads_ahead: bool = False  # at the start, rather than when it is first needed
    logout_queue: str = ""  # where logout notices wait to be delivered; only the relay is told

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the VESTIBULE_ variables. Raises UnusableSettings."""
        faults: list[str] = []
        settings = cls(
            table=_required(environ, "VESTIBULE_TABLE", faults),
            public_url=_read_public_url(environ, faults),
            secrets_key=_required(environ, "VESTIBULE_SECRETS_KEY", faults),
            upstream_overrides=_read_overrides(environ, faults),
            host_from=_read_host_from(environ, faults),
            ca_bundle=environ.get("VESTIBULE_CA_BUNDLE") or None,
            log_level=_read_level(environ, faults),
            loads_ahead=environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") in _STARTS_AHEAD,
            logout_queue=environ.get("VESTIBULE_LOGOUT_QUEUE", ""),
        )
        if environ.get("AUTHLIB_INSECURE_TRANSPORT"):
            # It switches off checks for the whole process, whoever set it.
            faults.append("AUTHLIB_INSECURE_TRANSPORT must not be set")
        if faults:
            raise UnusableSettings(tuple(faults))
        return settings


def wrong_public_url(url: str) -> str | None:
    """What keeps `url` from being the beginning of issuers; None if nothing does."""
    parts = _split(url)
    if parts is None or not _is_protected(parts) or "@" in parts.netloc:
        return "must be an https address; http is for loopback only"
    # RFC 8414 section 2: an issuer has neither.
    if "?" in url or "#" in url:
        return "must have neither query nor fragment"
    return "must not end in a slash" if url.endswith("/") else None


def _required(environ: Mapping[str, str], name: str, faults: list[str]) -> str:
    value = environ.get(name, "")
    if not value:
        faults.append(f"{name} is not set")
    return value


def _read_public_url(environ: Mapping[str, str], faults: list[str]) -> str:
    url = _required(environ, "VESTIBULE_PUBLIC_URL", faults)
    if url and (wrong := wrong_public_url(url)):
        faults.append(f"VESTIBULE_PUBLIC_URL {wrong}")
    return url


def _read_overrides(environ: Mapping[str, str], faults: list[str]) -> dict[str, str]:
    text = environ.get("VESTIBULE_UPSTREAM_OVERRIDES") or "{}"
    try:
        overrides = json.loads(text)
    except ValueError:
        overrides = None
    if not isinstance(overrides, dict) or not all(map(_is_address, overrides.values())):
        faults.append(
            "VESTIBULE_UPSTREAM_OVERRIDES must be a JSON object from addresses to addresses"
        )
        return {}
    return overrides


def _read_host_from(environ: Mapping[str, str], faults: list[str]) -> str:
    told_by = environ.get("VESTIBULE_HOST_FROM", "").lower()
    if told_by and not _HEADER.fullmatch(told_by):
        faults.append("VESTIBULE_HOST_FROM must be `gateway` or the name of a header")
    return told_by


def _read_level(environ: Mapping[str, str], faults: list[str]) -> str:
    level = (environ.get("VESTIBULE_LOG_LEVEL") or "INFO").upper()
    if level not in _LEVELS:
        faults.append(f"VESTIBULE_LOG_LEVEL must be one of {', '.join(_LEVELS)}")
    return level


def _is_address(value: object) -> bool:
    parts = _split(value) if isinstance(value, str) else None
    return parts is not None and _is_protected(parts)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is what raises for a port that is no number
    except ValueError:
        return None
    return parts


def _is_protected(parts: SplitResult) -> bool:
    """Whether nobody between here and there can read along."""
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and _is_loopback(parts.hostname or "")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

"""What the environment says about the stack that is wanted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chalicelib.settings import wrong_public_url
from ops.local.addresses import USUAL_PORT, Addresses

_LOOPBACK = re.compile(r"http://(localhost|127\.0\.0\.1):\d{1,5}")


class WrongOption(ValueError):
    """A variable of the environment that makes no sense; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """PORT, PUBLIC_URL, TENANTS, ONCE, VESTIBULE_HOME and VESTIBULE_AWS."""

    addresses: Addresses
    public_url: str
    tenants: Path
    home: Path  # logs, the stack file
    once: bool

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Options":
        """Read the variables; empty is as good as unset. Raises WrongOption or WrongPort."""
        other_aws = _other_aws(environment.get("VESTIBULE_AWS") or None)
        addresses = Addresses.parse(environment.get("PORT") or str(USUAL_PORT), other_aws)
        tenants = Path(environment.get("TENANTS") or "tenants")
        if not tenants.is_dir():
            raise WrongOption(f"TENANTS must be a directory of tenant documents: {tenants}")
        return cls(
            addresses=addresses,
            public_url=_public_url(environment.get("PUBLIC_URL") or addresses.broker),
            tenants=tenants,
            home=Path(environment.get("VESTIBULE_HOME") or ".vestibule"),
            once=environment.get("ONCE", "") not in ("", "0"),
        )


def _other_aws(url: str | None) -> str | None:
    # On loopback only: this stack invents its credentials, and fills whatever it is pointed at.
    if url is not None and not _LOOPBACK.fullmatch(url):
        raise WrongOption(f"VESTIBULE_AWS must be like http://127.0.0.1:4566, and is {url!r}")
    return url


def _public_url(value: str) -> str:
    url = value.rstrip("/")
    if wrong := wrong_public_url(url):
        raise WrongOption(f"PUBLIC_URL {wrong}: {value!r}")
    return url

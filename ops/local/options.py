"""What the environment says about the stack that is wanted."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chalicelib.settings import wrong_public_url
from ops.local.addresses import USUAL_PORT, Addresses


class WrongOption(ValueError):
    """A variable of the environment that makes no sense; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """PORT, PUBLIC_URL, TENANTS, ONCE and VESTIBULE_HOME."""

    addresses: Addresses
    public_url: str
    tenants: Path
    home: Path  # logs, the stack file
    once: bool

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Options":
        """Read the variables; empty is as good as unset. Raises WrongOption or WrongPort."""
        addresses = Addresses.parse(environment.get("PORT") or str(USUAL_PORT))
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


def _public_url(value: str) -> str:
    url = value.rstrip("/")
    if wrong := wrong_public_url(url):
        raise WrongOption(f"PUBLIC_URL {wrong}: {value!r}")
    return url

"""The environments in which children run."""

import json
from collections.abc import Mapping

from ops.local.addresses import Addresses
from ops.local.aws import Resources

REGION = "us-east-1"
# A developer's real account must be out of reach, whatever the shell that started us knows.
_AWS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
_LOCAL = ("localhost", "127.0.0.1")


def common_environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """What every child gets: ours without any AWS settings, and no proxy before loopback."""
    kept = {name: value for name, value in inherited.items() if not name.startswith("AWS_")}
    no_proxy = ",".join(filter(None, (*_LOCAL, inherited.get("NO_PROXY"))))
    return {**kept, **_AWS, "NO_PROXY": no_proxy, "no_proxy": no_proxy, "PYTHONUNBUFFERED": "1"}


def broker_environment(
    addresses: Addresses,
    public_url: str,
    resources: Resources,
    overrides: Mapping[str, str],
    *,
    has_domains: bool = False,
) -> dict[str, str]:
    """What the broker must be told, as its deployment would tell it."""
    return {
        # Where nobody has a domain it is reached under whatever name this machine has.
        "VESTIBULE_HOST_FROM": "gateway" if has_domains else "",
        "VESTIBULE_TABLE": resources.table,
        "VESTIBULE_PUBLIC_URL": public_url,
        "VESTIBULE_SECRETS_KEY": resources.secrets_key,
        "VESTIBULE_UPSTREAM_OVERRIDES": json.dumps(overrides),
        "AWS_ENDPOINT_URL": addresses.aws,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
    }

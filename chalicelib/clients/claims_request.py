"""The `claims` parameter (OpenID Connect Core section 5.5)."""

import json
from dataclasses import dataclass

from chalicelib.protocol.errors import InvalidRequest
from chalicelib.protocol.vocabulary import STANDARD_CLAIMS


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsRequest:
    """Claims asked for by name, beyond what scopes release. What we lack is left out."""

    userinfo: tuple[str, ...] = ()
    id_token: tuple[str, ...] = ()
    wants_auth_time: bool = False
    essential_acr: tuple[str, ...] = ()
    wanted_sub: str | None = None


NO_CLAIMS = ClaimsRequest()


def read_claims_request(text: str) -> ClaimsRequest:
    """Read the parameter; unknown claims and members are ignored (section 5.5.1).

    Raises InvalidRequest for anything that is not the JSON object of section 5.5.
    """
    try:
        members = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest("claims is not JSON") from error
    if not isinstance(members, dict):
        raise InvalidRequest("claims must be a JSON object")
    userinfo, id_token = _member(members, "userinfo"), _member(members, "id_token")
    return ClaimsRequest(
        userinfo=_known(userinfo),
        id_token=_known(id_token),
        wants_auth_time="auth_time" in id_token,
        essential_acr=_essential_values(id_token.get("acr")),
        wanted_sub=_wanted(id_token.get("sub")) or _wanted(userinfo.get("sub")),
    )


def _member(members: dict[str, object], name: str) -> dict[str, object]:
    value = members.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise InvalidRequest(f"claims member {name} must be an object")
    return value


def _known(member: dict[str, object]) -> tuple[str, ...]:
    return tuple(name for name in STANDARD_CLAIMS if name in member)


def _essential_values(request: object) -> tuple[str, ...]:
    """The values of which an essential acr must be one (section 5.5.1.1); empty when voluntary."""
    if not isinstance(request, dict) or request.get("essential") is not True:
        return ()
    values = request.get("values")
    listed = values if isinstance(values, list) else [request.get("value")]
    return tuple(value for value in listed if isinstance(value, str))


def _wanted(request: object) -> str | None:
    value = request.get("value") if isinstance(request, dict) else None
    return value if isinstance(value, str) else None

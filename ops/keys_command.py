"""`vestibule keys list|rotate`: show signing keys, and let them take turns."""

from dataclasses import replace

from chalicelib.tenancy.audit import Cause
from chalicelib.tenancy.model import KeyTier, Tenant
from chalicelib.tokens.key_ports import KeyKeeperFailed
from chalicelib.tokens.key_rotation import LEAD, Wish
from chalicelib.tokens.keys import KeyRing, KeyStage, SigningKey
from ops.key_lines import describe_key, line_of, remedy, until
from ops.key_sharing import also_at, lines_of_sharing
from ops.keys_desk import KeysDesk
from ops.person_json import moment
from ops.report import Report
from ops.users_change_command import Unconfirmed
from ops.withdrawal import suspects

_MUST_WORK = frozenset({KeyStage.NEXT, KeyStage.CURRENT})
_FORGOTTEN = "no use: the key that it wrapped is forgotten"
_BREAKS = """\
this would withdraw {names} of {tenant} at once:
  every token that {they} signed is refused as soon as whoever verifies fetches the keys again, and
  status lists with them: people's apps must refresh or sign in again, programs get new tokens;
  who verifies and does not fetch keys for a new kid (API Gateway's own authorizer may not for two
  hours) refuses new tokens until then, unless `keys list` shows a next key that is old enough;
  ID tokens that {they} signed are worthless as hints at sign-out, for good.
Say --yes to do it. Without --now the keys take turns and nothing breaks."""


def show(desk: KeysDesk, slug: str) -> Report:
    """Every key of a tenant, and what KMS says of it."""
    tenant = desk.tenant(slug)
    return _report(desk, tenant, desk.ring(tenant))


def rotate(desk: KeysDesk, slug: str, cause: Cause) -> Report:
    """Begin a rotation, or go on with the one that has begun."""
    tenant = desk.tenant(slug)
    before = desk.ring(tenant)
    waiting = any(key.stage is KeyStage.NEXT for key in before.keys)
    # With a successor at hand there is nothing to ask for: it signs as soon as it may.
    asked = () if waiting else desk.signing(tenant)
    ring = desk.rotate(tenant, Wish(replace=frozenset(key.kid for key in asked)), cause)
    return _report(desk, tenant, ring, _told(ring, before))


def withdraw(desk: KeysDesk, slug: str, kid: str | None, cause: Cause, *, is_sure: bool) -> Report:
    """Believe nothing more of a key, of all that sign by default. Raises Unconfirmed."""
    tenant = desk.tenant(slug)
    keys = (desk.key(tenant, kid),) if kid else suspects(desk.ring(tenant))
    if not is_sure:
        names = ", ".join(f"{key.kid} ({key.algorithm})" for key in keys)
        they = "it" if len(keys) == 1 else "they"
        breaks = _BREAKS.format(names=names, tenant=tenant.id, they=they)
        raise Unconfirmed("\n".join((breaks, *lines_of_sharing(also_at(desk, tenant, keys)))))
    before = desk.ring(tenant)
    ring = desk.rotate(tenant, Wish(withdraw=frozenset(key.kid for key in keys)), cause)
    elsewhere = also_at(desk, tenant, keys)
    report = _report(desk, tenant, ring, (*_told(ring, before), *lines_of_sharing(elsewhere)))
    shared = [{"kid": key.kid, "tenants": list(tenants)} for key, tenants in elsewhere]
    return replace(report, described={**report.described, "shared_with": shared})


def _told(ring: KeyRing, before: KeyRing) -> tuple[str, ...]:
    """What is different, and when to come back."""
    stages = {key.kid: key.stage for key in before.keys}
    moved = [key for key in ring.keys if stages.get(key.kid) is not key.stage]
    lines = [f"{key.kid} is {key.stage} now" for key in moved] or ["nothing is due"]
    lines += [
        f"{key.kid} signs from {moment(key.since + LEAD)}, by itself or when this is done again"
        for key in ring.keys
        if key.stage is KeyStage.NEXT
    ]
    return (*lines, "")


def _report(desk: KeysDesk, tenant: Tenant, ring: KeyRing, told: tuple[str, ...] = ()) -> Report:
    states = {key.kid: _state(desk, key) for key in ring.keys}
    wrong = [
        remedy(key, states[key.kid])
        for key in ring.keys
        if key.stage in _MUST_WORK and states[key.kid] != "Enabled"
    ]
    keys = sorted(ring.keys, key=lambda key: (key.algorithm, list(KeyStage).index(key.stage)))
    described = [describe_key(key, until(key, tenant.keys), states[key.kid]) for key in keys]
    return Report(
        ok=not wrong,
        lines=(*told, *map(line_of, described), *(f"PROBLEM  {each}" for each in wrong)),
        described={"tenant": tenant.id, "keys": described, "problems": wrong},
    )


def _state(desk: KeysDesk, key: SigningKey) -> str:
    if key.tier is KeyTier.WRAPPED and key.wrapped is None:
        return _FORGOTTEN
    try:
        return desk.keeper.state_of(key)
    except KeyKeeperFailed as error:
        return f"unknown ({error})"

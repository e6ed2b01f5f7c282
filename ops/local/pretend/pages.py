"""The pages a person sees: sign in, refusal, and the index of the pretend world."""

from flask import render_template

from ops.local.pretend.ask import Ask
from ops.local.pretend.house import House
from ops.local.pretend.misbehaviour import EFFECTS
from ops.local.pretend.world import Provider, World

_BRANDS = {"google": "Google", "facebook": "Facebook"}


def sign_in_page(house: House, ask: Ask, notice: str, action: str) -> str:
    """One form that posts back to `action`: a button for each person, or name and password."""
    provider = house.provider
    return render_template(
        f"pretend/{provider.form}.html",
        action=action,
        notice=notice,
        client_id=ask.app.client_id,
        login_hint=ask.login_hint,
        misbehave=house.misbehave,
        effects=EFFECTS[provider.kind],
        people=provider.people,
        title=_title(provider),
        provider=provider.name,
    )


def refusal_page(house: House, reason: str) -> str:
    """An ask that no redirect may answer: the error and one sentence, as the provider's own."""
    error, _, sentence = reason.partition(": ")
    provider = house.provider
    return render_template(
        "pretend/refusal.html",
        error=error,
        sentence=sentence,
        title=_title(provider),
        provider=provider.name,
    )


def index_page(world: World) -> str:
    """What is pretended here, and where to make it misbehave."""
    titles = {provider.name: _title(provider) for provider in world.providers}
    return render_template("pretend/index.html", titles=titles)


def _title(provider: Provider) -> str:
    return _BRANDS.get(provider.kind, provider.name)

"""The authorization endpoint that all kinds share: ask, person, code, redirect."""

from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, request

from ops.local.pretend.ask import Ask, DeclinedError, Parameters, UntrustedAskError, read_ask
from ops.local.pretend.house import SESSION_SECONDS, Grant, House, SignedIn
from ops.local.pretend.pages import refusal_page, sign_in_page
from ops.local.pretend.sign_in import AskAgainError, sign_in

_FORM_FIELDS = frozenset({"login", "deny", "username", "password"})


def answer_authorization(house: House, extras: Parameters) -> Response:
    """Answer the current request; `extras` go with every answer to the app."""
    sent = request.args or request.form
    session = house.sessions.find(request.cookies.get(_cookie(house)))
    try:
        ask = read_ask(house.provider, sent)
        signed_in = sign_in(house, ask, request.form, session)
    except UntrustedAskError as untrusted:
        return make_response(refusal_page(house, str(untrusted)), 400)
    except DeclinedError as declined:
        return _back(declined.where.with_answer({**declined.answer, **extras}))
    except AskAgainError as again:
        return make_response(sign_in_page(house, ask, str(again), _action(sent)))
    code = house.codes.put(Grant(ask=ask, signed_in=signed_in))
    response = _back(ask.where.with_answer({"code": code, **_granted(house, ask), **extras}))
    _remember(house, response, signed_in, session)
    return response


def never_cached(blueprint: Blueprint) -> None:
    """No page or answer of this provider outlives its request, unless it says otherwise itself."""

    @blueprint.after_request
    def say_so(response: Response) -> Response:
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        return response


def _granted(house: House, ask: Ask) -> Parameters:
    if house.provider.kind == "facebook" and request.args.get("return_scopes") == "true":
        return {"granted_scopes": ",".join(ask.scope), "denied_scopes": ""}
    return {}


def _back(address: str) -> Response:
    return make_response(redirect(address, code=303 if request.method == "POST" else 302))


def _action(sent: Parameters) -> str:
    carried = {name: value for name, value in sent.items() if name not in _FORM_FIELDS}
    return f"{request.path}?{urlencode(carried)}"


def _cookie(house: House) -> str:
    return f"pretend-{house.provider.name}"


def _remember(
    house: House, response: Response, signed_in: SignedIn, session: SignedIn | None
) -> None:
    # A misbehaviour belongs to one sign-in, so it is not remembered.
    fresh = replace(signed_in, word=None)
    if fresh == session:
        return
    response.set_cookie(
        _cookie(house),
        house.sessions.put(fresh),
        max_age=SESSION_SECONDS,
        path=f"/{house.provider.name}",
        secure=house.issuer.startswith("https:"),
        httponly=True,
        samesite="Lax",
    )

"""Facebook Login: the dialog, the token exchange, and the two Graph calls that check it."""

import hmac
import re
from collections.abc import Mapping

from flask import Blueprint, Response, jsonify, request

from ops.local.pretend.ask import Parameters
from ops.local.pretend.authorization import answer_authorization
from ops.local.pretend.claims import released
from ops.local.pretend.client_login import find_proven_app
from ops.local.pretend.graph import Fault, GraphError, app_scoped_id, appsecret_proof
from ops.local.pretend.house import TOKEN_SECONDS, House, Issued
from ops.local.pretend.id_token import ANOTHER_APP
from ops.local.pretend.misbehaviour import Misbehaviour
from ops.local.pretend.redemption import Reason, RefusedCodeError, issue_access_token, redeem
from ops.local.pretend.spoil import token_answer

_REFUSED_CODES: Mapping[Reason, Fault] = {
    "code": Fault(message="This code was used or has expired.", code=100, subcode=36009),
    "redirect_uri": Fault(message="redirect_uri is not the one the dialog was given.", code=191),
    "code_verifier": Fault(message="code_verifier does not fit.", code=100),
}
_EXPIRED = Fault(message="This access token has expired.", code=190, subcode=463)
_NO_TOKEN = Fault(message="This is no access token of ours.", code=190, subcode=467)
_NO_APP = Fault(message="client_id is not an app here.", code=101)
_BAD_SECRET = Fault(message="client_secret is wrong.", code=1)
_BAD_PROOF = Fault(message="appsecret_proof is missing or wrong.", code=100)
_NO_APP_TOKEN = Fault(message="An app token is wanted: the id, a bar, the secret.", code=190)


def add_facebook_endpoints(blueprint: Blueprint, house: House) -> None:
    """Give `blueprint` the dialog, access_token, me and debug_token, under any Graph version."""
    version = '/<pattern("v[0-9]+[.][0-9]+"):version>'

    @blueprint.route(f"{version}/dialog/oauth", methods=["GET", "POST"])
    def dialog() -> Response:
        return answer_authorization(house, {})

    @blueprint.route(f"{version}/oauth/access_token", methods=["GET", "POST"])
    def access_token() -> Response:
        return _redeem(house, request.values)

    @blueprint.get(f"{version}/me")
    def me() -> Response:
        return jsonify(_me(house, request.args))

    @blueprint.get(f"{version}/debug_token")
    def debug_token() -> Response:
        return jsonify(data=_debug(house, request.args))

    @blueprint.url_value_preprocessor
    def forget_version(_endpoint: str | None, values: dict[str, object] | None) -> None:
        # All versions answer alike here.
        (values or {}).pop("version", None)

    @blueprint.errorhandler(GraphError)
    def refuse(error: GraphError) -> Response:
        return error.answer()


def _redeem(house: House, sent: Parameters) -> Response:
    if house.provider.find_app(sent.get("client_id")) is None:
        raise GraphError(_NO_APP)
    app = find_proven_app(house.provider, sent["client_id"], sent.get("client_secret", ""))
    if app is None:
        raise GraphError(_BAD_SECRET)
    try:
        grant = redeem(house, app, sent)
    except RefusedCodeError as refused:
        raise GraphError(_REFUSED_CODES[refused.reason]) from refused
    answer = {
        "access_token": issue_access_token(house, grant),
        "token_type": "bearer",
        "expires_in": TOKEN_SECONDS["facebook"],
    }
    return token_answer(house, answer, grant.word)


def _me(house: House, sent: Parameters) -> dict[str, object]:
    token = sent.get("access_token") or _bearer()
    issued = house.tokens.find(token)
    if issued is None:
        raise GraphError(_NO_TOKEN)
    if issued.grant.word is Misbehaviour.EXPIRED:
        raise GraphError(_EXPIRED)
    proof = appsecret_proof(issued.grant.ask.app, token)
    if not hmac.compare_digest(sent.get("appsecret_proof", "").encode(), proof.encode()):
        raise GraphError(_BAD_PROOF)
    profile = _profile(issued)
    # A field may carry wishes, as in picture.type(large): its name is what counts here.
    fields = {"id", *re.findall(r"(?:^|,)(\w+)", sent.get("fields", "id,name"))}
    return {name: value for name, value in profile.items() if name in fields}


def _profile(issued: Issued) -> dict[str, object]:
    grant = issued.grant
    told = released(grant) | {"id": _user_id(issued)}
    if grant.word is Misbehaviour.SUB_MISMATCH:
        told["id"] = f"{told['id']}0"
    # Nobody vouches for the address at Facebook: there is no verified flag to tell.
    told.pop("email_verified", None)
    if "picture" in told:
        square = {"height": 50, "width": 50, "is_silhouette": False, "url": told["picture"]}
        told["picture"] = {"data": square}
    return told


def _debug(house: House, sent: Parameters) -> dict[str, object]:
    client_id, _, secret = (sent.get("access_token") or _bearer()).partition("|")
    app = find_proven_app(house.provider, client_id, secret)
    if app is None:
        raise GraphError(_NO_APP_TOKEN)
    issued = house.tokens.find(sent.get("input_token"))
    if issued is None:
        return {"app_id": app.client_id, "is_valid": False, "scopes": []} | _error(_NO_TOKEN)
    return _inspected(issued)


def _inspected(issued: Issued) -> dict[str, object]:
    grant = issued.grant
    expired = grant.word is Misbehaviour.EXPIRED
    foreign = grant.word is Misbehaviour.OTHER_APP
    facts: dict[str, object] = {
        "app_id": ANOTHER_APP if foreign else grant.ask.app.client_id,
        "type": "USER",
        "application": "Pretend app",
        "is_valid": not expired,
        "issued_at": issued.at,
        "expires_at": issued.at if expired else issued.at + TOKEN_SECONDS["facebook"],
        "scopes": list(grant.ask.scope),
        "user_id": _user_id(issued),
    }
    return facts | (_error(_EXPIRED) if expired else {})


def _error(fault: Fault) -> dict[str, object]:
    known = {"code": fault.code, "message": fault.message, "subcode": fault.subcode}
    return {"error": known}


def _user_id(issued: Issued) -> str:
    return app_scoped_id(issued.grant.signed_in.person, issued.grant.ask.app)


def _bearer() -> str:
    return request.headers.get("Authorization", "").partition(" ")[2]

"""Clients and keys that the tenant's document does not have, put where the broker reads them."""

import hashlib
from dataclasses import replace
from typing import Any

from chalicelib.adapters.dynamodb import keys as places
from chalicelib.adapters.dynamodb.key_rings import DynamoKeyRingStore
from chalicelib.adapters.dynamodb.records import item_of
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.writes import delete, put
from chalicelib.clients.model import Client
from chalicelib.clients.refresh import RefreshPolicy, Rotation
from chalicelib.protocol.vocabulary import (
    IDENTITY_SCOPES,
    ClientAuthentication,
    GrantType,
)
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.keys import KeyStage, SigningKey
from tests.journeys.app import App
from tests.journeys.village import Village
from tests.support.visiting import OpenTable

CONFORMANCE = TenantId("conformance")
_SECRET = "a-secret-that-only-this-client-knows"


def register_public_client(
    village: Village, client_id: str, redirect_uri: str, **chosen: Any
) -> App:
    """One more client of the conformance tenant, without a secret, PKCE optional."""
    client = Client(
        id=client_id,
        name=client_id,
        authentication=ClientAuthentication.NONE,
        redirect_uris=(redirect_uri,),
        scopes=IDENTITY_SCOPES,
        pkce_required=False,
        **chosen,
    )
    return _registered(village, client)


def register_unrotated_client(village: Village, client_id: str) -> App:
    """One more that keeps a secret, and its refresh token as well."""
    client = Client(
        id=client_id,
        name=client_id,
        secret_hashes=(hashlib.sha256(_SECRET.encode()).hexdigest(),),
        redirect_uris=("https://app.example.com/unrotated",),
        grant_types=(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN),
        scopes=IDENTITY_SCOPES,
        pkce_required=False,
        refresh=RefreshPolicy(rotation=Rotation.NONE),
    )
    return _registered(village, client, _SECRET)


def _registered(village: Village, client: Client, secret: str | None = None) -> App:
    _table(village).write(put(item_of(places.client(CONFORMANCE, client.id), client)))
    return App(
        village=village,
        tenant=CONFORMANCE,
        client_id=client.id,
        redirect_uri=client.redirect_uris[0],
        pkce=False,
        secret=secret,
    )


def first_key(village: Village) -> SigningKey:
    """The tenant's signing key, as its publication made it."""
    return keys_of(village)[0]


def keys_of(village: Village) -> tuple[SigningKey, ...]:
    """Every key that the tenant has, or had."""
    return DynamoKeyRingStore(_table(village)).load(CONFORMANCE).ring.keys


def keep_key(village: Village, key: SigningKey, stage: KeyStage) -> None:
    """Store a key at a stage of its life, as a rotation would."""
    place = places.signing_key(CONFORMANCE, key.kid)
    _table(village).write(put(item_of(place, replace(key, stage=stage))))


def drop_key(village: Village, key: SigningKey) -> None:
    """Let a key never have been."""
    _table(village).write(delete(places.signing_key(CONFORMANCE, key.kid)))


def _table(village: Village) -> Table:
    (name,) = village.dynamodb.list_tables()["TableNames"]
    return OpenTable(name, lambda: village.dynamodb)

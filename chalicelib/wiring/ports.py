"""Everything that the journeys ask of the world, and who keeps those promises in AWS."""

import logging
from dataclasses import dataclass

from chalicelib.adapters.dynamodb.attempts import DynamoAttempts
from chalicelib.adapters.dynamodb.client import DynamoClient, dynamodb_client
from chalicelib.adapters.dynamodb.clients import DynamoClients
from chalicelib.adapters.dynamodb.codes import DynamoCodes
from chalicelib.adapters.dynamodb.domains import DynamoDomains
from chalicelib.adapters.dynamodb.families import DynamoFamilies
from chalicelib.adapters.dynamodb.invitations import DynamoInvitations
from chalicelib.adapters.dynamodb.key_rings import DynamoKeyRingStore
from chalicelib.adapters.dynamodb.namesakes import DynamoNamesakes
from chalicelib.adapters.dynamodb.people import DynamoPeople
from chalicelib.adapters.dynamodb.sessions import DynamoSessions
from chalicelib.adapters.dynamodb.sign_ins import DynamoSignIns
from chalicelib.adapters.dynamodb.status_indexes import DynamoStatusIndexes
from chalicelib.adapters.dynamodb.status_lists import DynamoStatusLists
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.tenant_names import DynamoTenantNames
from chalicelib.adapters.dynamodb.tenants import (
    DynamoConnections,
    DynamoKeyRings,
    DynamoRoleBooks,
    DynamoTenants,
    DynamoWrappedKeys,
    Houses,
)
from chalicelib.adapters.fetch import GuardedFetch
from chalicelib.adapters.journal import PowertoolsJournal
from chalicelib.adapters.kms.client import KmsClient, kms_client
from chalicelib.adapters.kms.key_keeper import KmsKeyKeeper
from chalicelib.adapters.kms.refresh_keys import KmsRefreshKeys
from chalicelib.adapters.kms.secrets import KmsSecrets
from chalicelib.adapters.kms.signer import KmsSigner
from chalicelib.adapters.system import SystemClock, SystemEntropy, Threads
from chalicelib.ambient import Clock, Entropy, Journal, Together
from chalicelib.clients.ports import ClientRegistry
from chalicelib.identity.ports import Namesakes, OpenInvitations, People, RoleBooks, Sessions
from chalicelib.settings import Settings
from chalicelib.tenancy.ports import TenantDirectory, TenantDomains, TenantNames
from chalicelib.tokens.family_ports import RefreshFamilies, RefreshKeys, SessionEnds
from chalicelib.tokens.key_ports import KeyKeeper, KeyRingStore
from chalicelib.tokens.ports import Codes, KeyRings, Signer, SignIns
from chalicelib.tokens.status_ports import StatusIndexes, StatusLists
from chalicelib.upstream.ports import Connections, PendingSignIns, Providers
from chalicelib.upstream.providers import Dialects


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Everything that the journeys ask of the world."""

    tenants: TenantDirectory
    tenant_names: TenantNames
    domains: TenantDomains
    clients: ClientRegistry
    connections: Connections
    attempts: PendingSignIns
    providers: Providers
    people: People
    namesakes: Namesakes
    invitations: OpenInvitations
    sessions: Sessions
    roles: RoleBooks
    sign_ins: SignIns
    codes: Codes
    keys: KeyRings
    key_rings: KeyRingStore
    key_keeper: KeyKeeper
    signer: Signer
    families: RefreshFamilies
    session_ends: SessionEnds
    refresh_keys: RefreshKeys
    places: StatusIndexes
    status_lists: StatusLists
    clock: Clock
    entropy: Entropy
    journal: Journal
    together: Together


def real_ports(settings: Settings) -> Ports:
    """The world as it is. Clients for AWS are made by the first call that needs one."""
    return dynamo_ports(settings, dynamodb_client, SystemClock())


def dynamo_ports(
    settings: Settings, dynamodb: DynamoClient, clock: Clock, kms: KmsClient = kms_client
) -> Ports:
    """The ports over a given DynamoDB, clock and KMS."""
    # Its DEBUG lines hold tokens.
    logging.getLogger("authlib").setLevel(logging.INFO)
    entropy = SystemEntropy()
    table = Table(settings.table, dynamodb)
    houses, sessions = Houses(table, clock), DynamoSessions(table)
    fetch = GuardedFetch(settings.upstream_overrides, settings.ca_bundle)
    return Ports(
        tenants=DynamoTenants(houses),
        tenant_names=DynamoTenantNames(table),
        domains=DynamoDomains(table, clock),
        clients=DynamoClients(table, clock),
        connections=DynamoConnections(houses),
        attempts=DynamoAttempts(table, entropy),
        providers=Dialects(fetch, KmsSecrets(kms), clock, fetch.overridden),
        people=DynamoPeople(table),
        namesakes=DynamoNamesakes(table),
        invitations=DynamoInvitations(table),
        sessions=sessions,
        roles=DynamoRoleBooks(houses),
        sign_ins=DynamoSignIns(table),
        codes=DynamoCodes(table, entropy),
        keys=DynamoKeyRings(houses),
        key_rings=DynamoKeyRingStore(table),
        key_keeper=KmsKeyKeeper(settings.table, settings.secrets_key, kms),
        signer=KmsSigner(kms),
        families=DynamoFamilies(table, clock, entropy),
        session_ends=sessions,
        refresh_keys=KmsRefreshKeys(DynamoWrappedKeys(houses), clock, kms),
        places=DynamoStatusIndexes(table, clock, entropy),
        status_lists=DynamoStatusLists(table),
        clock=clock,
        entropy=entropy,
        journal=PowertoolsJournal(settings.log_level),
        together=Threads(),
    )

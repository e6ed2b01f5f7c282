"""The token endpoint over any store, with one person whose browser is signed in at two tenants."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from chalicelib.clients.model import Client
from chalicelib.clients.refresh import RefreshPolicy, Rotation
from chalicelib.flows.answer_token_request import AnswerTokenRequest
from chalicelib.flows.client_credentials import IssueToClient
from chalicelib.flows.end_family import EndFamily
from chalicelib.flows.end_session import EndSession
from chalicelib.flows.issue_tokens import IssueTokens
from chalicelib.flows.redeem_code import RedeemCode
from chalicelib.flows.refresh_tokens import RefreshTokens
from chalicelib.flows.token_request import Reply
from chalicelib.identity.link import Settlement
from chalicelib.protocol.parameters import read_pairs
from chalicelib.protocol.vocabulary import GrantType
from chalicelib.tenancy.model import Tenant, TenantId
from chalicelib.tenancy.status import Status, StatusIndex
from chalicelib.tokens.family_ports import RefreshFamilies
from tests.builders import (
    ACME,
    CLIENT_SECRET,
    CODE,
    GLOBEX,
    REDIRECT_URI,
    VERIFIER,
    a_client,
    a_code,
    a_connection,
    a_key,
    a_role_book,
    a_session,
    a_tenant,
    a_user,
    an_identity,
)
from tests.fakes.entropy import CountingEntropy
from tests.fakes.journal import Notes
from tests.fakes.refresh_keys import MemoryRefreshKeys
from tests.fakes.signer import LegibleSigner
from tests.fakes.store import Store
from tests.fakes.together import in_turn

REFRESHES = (GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN)


def a_staying_client(client_id: str = "acme-web", **chosen: Any) -> Client:
    """A client that may refresh, and brings CLIENT_SECRET in the form."""
    usual: dict[str, Any] = {"id": client_id, "authentication": None, "grant_types": REFRESHES}
    return a_client(**(usual | chosen))


CLIENTS = (
    a_staying_client(),
    a_staying_client("acme-other"),
    a_staying_client("acme-keeps", refresh=RefreshPolicy(rotation=Rotation.NONE)),
    a_staying_client("acme-hasty", refresh=RefreshPolicy(retry_window=0)),
    a_client(id="acme-plain", authentication=None),
)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The endpoint, what ends what it issued, and the moods of what it rests on."""

    store: Store
    signer: LegibleSigner
    refresh_keys: MemoryRefreshKeys
    journal: Notes
    answer: AnswerTokenRequest
    end_session: EndSession
    end_family: EndFamily
    codes: "count[int]" = field(default_factory=count)

    def ask(self, tenant: Tenant | None = None, **form: str) -> Reply:
        """Whatever a client that knows CLIENT_SECRET may ask."""
        usual = {"client_id": "acme-web", "client_secret": CLIENT_SECRET}
        return self.answer(tenant or a_tenant(), [], read_pairs({**usual, **form}.items()))

    def redeem(self, code: str = CODE, tenant: Tenant | None = None, **form: str) -> Reply:
        """Ask for a code's tokens."""
        usual = {"redirect_uri": REDIRECT_URI, "code_verifier": VERIFIER}
        asked = {"grant_type": "authorization_code", "code": code, **usual, **form}
        return self.ask(tenant, **asked)

    def refresh(self, refresh_token: object, tenant: Tenant | None = None, **form: str) -> Reply:
        """Ask for new tokens."""
        asked = {"grant_type": "refresh_token", "refresh_token": str(refresh_token), **form}
        return self.ask(tenant, **asked)

    def code(self, tenant: TenantId = ACME, **chosen: Any) -> str:
        """A code from the browser's session, just now."""
        now, code = self.store.clock.now(), f"code-{next(self.codes)}"
        told = {"issued_at": now, "expires_at": now + 60} | chosen
        self.store.sign_ins.extend(tenant, a_session(), a_code(code, **told), now + 3600)
        return code

    def tokens(self, client_id: str = "acme-web", **code: Any) -> dict[str, Any]:
        """The first tokens of a new family."""
        reply = self.redeem(self.code(client_id=client_id, **code), client_id=client_id)
        assert reply.status == 200, reply.body
        return dict(reply.body)

    def status_of(self, claims: dict[str, Any], tenant: TenantId = ACME) -> Status:
        """What an API is told of the place that an access token names."""
        place = place_of(claims)
        found = self.store.status_lists.statuses_of(tenant, place.list, [place.index])
        return found.get(place.index, Status.VALID)


def place_of(claims: dict[str, Any]) -> StatusIndex:
    """The place that an access token names as its own."""
    told = claims["status"]["status_list"]
    return StatusIndex(int(told["uri"].rpartition("/")[2]), told["idx"])


def furnish(store: Store, clients: tuple[Client, ...] = CLIENTS) -> Store:
    """Publish two tenants that differ in nothing, and sign Ada in at both."""
    settlement = Settlement(user=a_user(), identity=an_identity(), is_new=True, is_changed=True)
    for tenant in (a_tenant(ACME), a_tenant(GLOBEX)):
        store.publisher.publish(
            tenant, (a_connection(),), a_role_book(), clients, (a_key(),), "a document"
        )
        store.sign_ins.open(tenant.id, settlement, a_session(), a_code())
    return store


def open_desk(
    store: Store, wrap: Callable[[RefreshFamilies], RefreshFamilies] = lambda families: families
) -> Desk:
    """The flows over a furnished store; `wrap` stands between them and its families."""
    signer, refresh_keys, journal = LegibleSigner(), MemoryRefreshKeys(), Notes()
    clock, entropy, families = store.clock, CountingEntropy("desk"), wrap(store.families)
    end_family = EndFamily(families, clock, entropy)
    issue = IssueTokens(store.roles, store.keys, signer, in_turn, clock, entropy)
    common: dict[str, Any] = {
        "families": families,
        "places": store.places,
        "refresh_keys": refresh_keys,
        "end_family": end_family,
        "issue": issue,
        "clock": clock,
        "journal": journal,
    }
    return Desk(
        store=replace(store, families=families),
        signer=signer,
        refresh_keys=refresh_keys,
        journal=journal,
        end_family=end_family,
        end_session=EndSession(store.sessions, store.session_ends, families, clock, entropy),
        answer=AnswerTokenRequest(
            clients=store.clients,
            redeem_code=RedeemCode(codes=store.codes, entropy=entropy, **common),
            refresh_tokens=RefreshTokens(connections=store.connections, **common),
            issue_to_client=IssueToClient(store.keys, signer, clock, entropy),
            journal=journal,
        ),
    )

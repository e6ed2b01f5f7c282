"""The verifier of one API, for one issuer."""

from collections.abc import Collection
from dataclasses import KW_ONLY, dataclass, field
from functools import partial

from vestibule_verifier.access_token import AccessToken
from vestibule_verifier.addresses import is_trustworthy
from vestibule_verifier.bearer import bearer_token
from vestibule_verifier.cell import FetchDue
from vestibule_verifier.claims import read_access_token
from vestibule_verifier.clock import Clock, SystemClock
from vestibule_verifier.jws import Expected, verified_claims
from vestibule_verifier.keys import IssuerKeys
from vestibule_verifier.statuses import Statuses
from vestibule_verifier.transport import Transport, UrllibTransport

TYPES = frozenset({"at+jwt"})
LONGEST_TOKEN = 16_384
# Whoever knows a public key can make an HMAC with it, and anybody can leave a signature out.
ASYMMETRIC = frozenset(
    f"{family}{size}" for family in ("RS", "PS", "ES") for size in (256, 384, 512)
)


@dataclass(eq=False)
class Verifier:
    """Believes access tokens of `issuer` that are for `audience`. Make one and keep it.

    Keys and status lists are fetched when they are needed and kept; every other request costs no
    call. May be used by many threads at once.
    """

    issuer: str
    audience: str
    _: KW_ONLY
    require_status: bool = True  # refuse a token that does not say where its status is
    accept_stale: bool = False  # let roles that have changed since count until the token expires
    algorithms: Collection[str] = ("RS256", "PS256", "ES256")
    leeway: float = 10.0  # seconds by which clocks may disagree
    status_ttl: float = 30.0  # the longest that a revocation may go unnoticed
    status_max_stale: float = 300.0  # how long to go on when lists cannot be had
    keys_max_stale: float = 86_400.0  # how long to go on when keys cannot be had
    transport: Transport = field(default_factory=UrllibTransport)
    clock: Clock = field(default_factory=SystemClock)

    def __post_init__(self) -> None:
        if not is_trustworthy(self.issuer) or self.issuer.endswith("/") or "?" in self.issuer:
            raise ValueError("the issuer must be an https address, as its tokens name it")
        if not self.audience or not self.algorithms or not set(self.algorithms) <= ASYMMETRIC:
            raise ValueError("name an audience, and only algorithms with public keys")
        self._expected = Expected(
            issuer=self.issuer,
            types=TYPES,
            algorithms=frozenset(self.algorithms),
            longest=LONGEST_TOKEN,
        )
        self._keys = IssuerKeys(
            issuer=self.issuer,
            algorithms=self._expected.algorithms,
            transport=self.transport,
            clock=self.clock,
            max_stale=self.keys_max_stale,
        )
        self._statuses = Statuses(
            keys=self._keys,
            transport=self.transport,
            clock=self.clock,
            required=self.require_status,
            accept_stale=self.accept_stale,
            max_ttl=self.status_ttl,
            max_stale=self.status_max_stale,
            leeway=self.leeway,
        )

    def verify(self, token: str) -> AccessToken:
        """Return what a good token says; raises a VerificationError for any other."""
        return self._verify(token, may_fetch=True)

    def verify_header(self, authorization: str | None) -> AccessToken:
        """The same for the value of an Authorization header, which may be missing."""
        return self.verify(bearer_token(authorization))

    def verify_at_hand(self, token: str) -> AccessToken | None:
        """As `verify`, but never fetch: None when something has to be fetched first."""
        try:
            return self._verify(token, may_fetch=False)
        except FetchDue:
            return None

    def _verify(self, token: str, *, may_fetch: bool) -> AccessToken:
        find_key = partial(self._keys.find, may_fetch=may_fetch)
        claims = verified_claims(token, self._expected, find_key)
        now = self.clock.now().wall
        access = read_access_token(claims, self.audience, now, self.leeway)
        self._statuses.require_valid(claims, may_fetch=may_fetch)
        return access

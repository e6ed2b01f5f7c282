"""A house in which every step that somebody takes was foretold by the model."""

from collections.abc import Callable
from itertools import count
from typing import Any, ClassVar

from hypothesis import note

from chalicelib.flows.token_request import Reply
from chalicelib.identity.link import Settlement
from chalicelib.identity.session import session_key
from chalicelib.tenancy.audit import Audited, Cause
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tenancy.status import Status
from chalicelib.tokens.ports import SigningUnavailable
from tests.builders import ACME, ADA, GLOBEX, a_code, a_session, a_tenant, an_event, an_identity
from tests.fakes.signer import read
from tests.fakes.store import Store, memory_store
from tests.flows.family_model import LIFETIMES, Answer, Browser, Handed, Line
from tests.flows.unsteady import Step, Trouble, Unsteady
from tests.support.desk import CLIENTS, Desk, furnish, open_desk, place_of

CAUSE = Cause("person")
STAYING = [client for client in CLIENTS if client.id != "acme-plain"]


class Foretold:
    """One person, several apps and browsers, and what became of everything that they hold."""

    make_store: ClassVar[Callable[[], Store]] = staticmethod(memory_store)

    def settle_in(self) -> None:
        wrapped: list[Unsteady] = []

        def wrap(families: Any) -> Any:
            wrapped.append(Unsteady(families))
            return wrapped[0]

        self.store = furnish(type(self).make_store())
        self.desk: Desk = open_desk(self.store, wrap)
        self.families = wrapped[0]
        self.lines: list[Line] = []
        self.touched: list[Line] = []
        self.browsers: list[Browser] = []
        self.secrets = count()
        self.is_disabled = self.is_unmarked = False
        self.roles: tuple[str, ...] = ("member",)

    @property
    def now(self) -> int:
        return self.store.clock.now()

    def line(self, number: int) -> Line:
        """Seldom one that is over: there is little left to find out about it."""
        living = [line for line in self.lines if not line.is_over(self.now)]
        if not living:
            if self.is_disabled:
                self._enable()
            living = [self._redeem(STAYING[number % len(STAYING)], stays=number % 2 == 0)]
        some = living if number < 9 else self.lines
        line = some[-1 - number % len(some)]
        self.touched.append(line)
        return line

    def _compare(self, line: Line) -> None:
        family = self.store.families.find(ACME, line.key)
        assert (family is None or family.ended_at is not None) == line.is_ended
        assert family is None or family.generation == line.newest
        assert self.store.families.find(GLOBEX, line.key) is None
        # An API that was told to have somebody refresh trusts a place no more than a revoked one.
        for handed in line.handed:
            status = self._status(handed)
            assert status is not Status.INVALID or line.is_ended
            assert status is not Status.VALID or not line.is_ended
            if not self.is_unmarked:
                assert status is not Status.VALID or handed.roles == self.roles
        if family is not None and line.is_ended:
            assert self._status(Handed(family.status, ())) is Status.INVALID

    def _status(self, handed: Handed) -> Status:
        place = handed.place
        told = self.store.status_lists.statuses_of(ACME, place.list, [place.index])
        return told.get(place.index, Status.VALID)

    # How each step is done and foretold.

    def _generation(self, line: Line, back: int) -> int:
        """One that somebody holds: `back` older than the newest of them."""
        known = sorted(line.texts)
        return known[max(0, len(known) - 1 - back)]

    def _refresh(
        self,
        line: Line,
        generation: int,
        trouble: Trouble = Trouble.NONE,
        meanwhile: list[Step] | None = None,
    ) -> None:
        answer, issues = self._foretell(line, generation)
        uses = issues and answer.uses
        self._make_trouble(trouble if issues else Trouble.NONE)
        if uses and meanwhile:
            self.families.meanwhile = self._one_inside_the_other(meanwhile)
        outcome = self._ask(line, generation)
        if uses:
            answer = line.answer(generation, self.now)  # others may have been faster
        note(f"{line.client.id} {generation}/{line.newest} {answer} {trouble} {outcome}")
        if not issues or trouble is Trouble.NONE or not (uses or trouble is Trouble.SIGNER):
            self._answered(line, generation, answer if issues else _refusal(answer), outcome)
        else:
            self._failed(line, generation, answer, trouble, outcome)

    def _failed(
        self, line: Line, generation: int, answer: Answer, trouble: Trouble, outcome: Any
    ) -> None:
        outage = SigningUnavailable if trouble is Trouble.SIGNER else StorageUnavailable
        assert outcome is outage
        if answer.uses and trouble is not Trouble.REFUSED:
            line.used(generation, answer, self.now)
        if trouble is Trouble.SIGNER and answer is not Answer.SAME:
            line.excused(generation, self.now)

    def _foretell(self, line: Line, generation: int) -> tuple[Answer, bool]:
        """What the token deserves, and whether anything is issued for it."""
        answer = line.answer(generation, self.now)
        return answer, answer.issues and not self.is_disabled and self._has_session(line)

    def _has_session(self, line: Line) -> bool:
        return line.stays or not line.browser.is_ended

    def _ask(self, line: Line, generation: int) -> Any:
        """The answer in JSON, the name of an error, or the kind of outage."""
        try:
            reply = self.desk.refresh(line.texts[generation], client_id=line.client.id)
        except (SigningUnavailable, StorageUnavailable) as outage:
            return type(outage)
        finally:
            self.families.settle()
            self.desk.signer.failures = 0
        return reply.body if reply.status == 200 else reply.body["error"]

    def _answered(self, line: Line, generation: int, answer: Answer, outcome: Any) -> None:
        if not answer.issues:
            assert outcome == "invalid_grant"
            line.is_ended |= answer is Answer.THE_END
            return
        assert isinstance(outcome, dict), outcome
        if answer.uses:
            line.used(generation, answer, self.now)
        next_generation = generation + (0 if answer is Answer.SAME else 1)
        text = line.texts.setdefault(next_generation, outcome["refresh_token"])
        assert outcome["refresh_token"] == text, "a token has one successor"
        line.handed.append(_handed(outcome))
        if answer.uses and not self.is_unmarked and not line.is_ended:
            assert self._status(line.handed[-1]) is Status.VALID, "what is new is good"

    def _one_inside_the_other(self, steps: list[Step]) -> Step:
        """The first step now, each further one in the middle of what the one before it writes."""

        def happen() -> None:
            first, *others = steps
            if others:
                self.families.meanwhile = self._one_inside_the_other(others)
            first()
            self.families.settle()

        return happen

    def _make_trouble(self, trouble: Trouble) -> None:
        self.desk.signer.failures = 1 if trouble is Trouble.SIGNER else 0
        self.families.trouble = trouble

    def _sign_in(self, client_id: str, stays: bool) -> tuple[str, Browser]:
        """A code from a browser that is signed in, or signs in now."""
        browser = next((each for each in self.browsers if each.is_live(self.now)), None)
        if browser is None:
            browser = self._new_browser()
        code, scopes = f"code-{next(self.secrets)}", ("openid", "email")
        user = self.store.directory.find(ACME, ADA)
        assert user is not None
        record = a_code(
            code,
            client_id=client_id,
            session_key=browser.key,
            session_expires_at=browser.expires_at,
            issued_at=self.now,
            expires_at=self.now + 60,
            scopes=(*scopes, "offline_access") if stays else scopes,
            roles=user.roles,
            roles_version=user.roles_version,
        )
        session = a_session(browser.secret)
        self.store.sign_ins.extend(ACME, session, record, browser.idle_expires_at)
        return code, browser

    def _new_browser(self) -> Browser:
        secret = f"secret-{next(self.secrets)}"
        browser = Browser(
            secret,
            session_key(secret),
            expires_at=self.now + LIFETIMES.session_absolute,
            idle_expires_at=self.now + LIFETIMES.session_idle,
        )
        user = self.store.directory.find(ACME, ADA)
        settlement = Settlement(user=user, identity=an_identity(), is_new=False, is_changed=False)
        session = a_session(
            secret, expires_at=browser.expires_at, idle_expires_at=browser.idle_expires_at
        )
        self.store.sign_ins.open(ACME, settlement, session, None)
        self.browsers.append(browser)
        return browser

    def _begin(
        self, reply: Reply, client: Any, browser: Browser, code: str, *, stays: bool
    ) -> Line:
        self.families.settle()
        tokens = reply.body
        line = Line(
            client=client,
            browser=browser,
            code=code,
            key=read(tokens["access_token"])["grant_id"],
            stays=stays,
            began_at=self.now,
            texts={1: str(tokens["refresh_token"])},
            handed=[_handed(tokens)],
        )
        self.lines.append(line)
        return line

    def _redeem(self, client: Any, *, stays: bool, trouble: Trouble = Trouble.NONE) -> Line:
        code, browser = self._sign_in(client.id, stays)
        self._make_trouble(trouble)
        try:
            reply = self.desk.redeem(code, client_id=client.id)
        except (SigningUnavailable, StorageUnavailable):
            assert trouble is not Trouble.NONE
            reply = self.desk.redeem(code, client_id=client.id)
        else:
            assert trouble is Trouble.NONE
        assert reply.status == 200, reply.body
        return self._begin(reply, client, browser, code, stays=stays)

    def _reuse(self, line: Line) -> None:
        self._refused(self.desk.redeem(line.code, client_id=line.client.id))
        line.is_ended = True

    def _revoke(self, line: Line) -> None:
        self.desk.end_family.named(a_tenant(), line.key, Audited.TOKEN_REVOKED)
        line.is_ended = True

    def _sign_out(self, browser: Browser, client_id: str | None) -> None:
        session = self.store.sessions.named(ACME, browser.key)
        assert session is not None
        self.desk.end_session(a_tenant(), session, CAUSE, client_id)
        browser.is_ended = True
        for line in self.lines:
            if line.browser is browser and (not line.stays or line.client.id == client_id):
                line.is_ended = True

    def _disable(self, *, completely: bool) -> None:
        self.store.people_changes.disable(ACME, ADA, self._why())
        self.is_disabled = True
        if completely:
            self.desk.end_session.all_of(a_tenant(), ADA, CAUSE)
            for ended in (*self.lines, *self.browsers):
                ended.is_ended = True

    def _enable(self) -> None:
        self.is_disabled = False
        assert self.store.people_changes.enable(ACME, ADA, self._why())

    def _change_roles(self) -> None:
        user = self.store.directory.find(ACME, ADA)
        assert user is not None
        granted = () if user.roles_granted else ("admin",)
        assert self.store.people_changes.grant_roles(ACME, user, granted, self._why())
        self.roles, self.is_unmarked = (*granted, "member"), True

    def _why(self) -> Any:
        return an_event(id=f"event-{next(self.secrets)}", at=self.now)

    def _refused(self, reply: Reply) -> None:
        self.families.settle()
        assert (reply.status, reply.body["error"]) == (400, "invalid_grant")


def _refusal(answer: Answer) -> Answer:
    """What becomes of a token for which nothing is issued, whatever it deserves."""
    return answer if answer is Answer.THE_END else Answer.NOTHING


def _handed(tokens: Any) -> Handed:
    claims = read(tokens["access_token"])
    return Handed(place_of(claims), tuple(claims["roles"]))

"""The participant's web contract: routes at `/`, where no phone ever loads more than a few kilobytes.

A form post answers 303; with `Accept: application/json` the same post answers
{"saved": true, "tap": 7} after the commit, or {"error": {"code": ..., "message": ...}} with a fitting status.

A phone's cookie holds the tickets of everybody who uses it, the active one first; `seat` ("s7") in a request names
another of them.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Future
from urllib.parse import quote

import msgspec
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from cards.deck import LANGUAGES
from facilitation.limits import Limits
from facilitation.live import Stream
from facilitation.phone import pages, seeing
from facilitation.phone.parsing import Form, read_form
from facilitation.phone.published import results_page
from facilitation.phone.streaming import HEADERS, EventStream
from facilitation.service import Service, running
from facilitation.words import Speaker, asked_language, speaker
from facilitation.words.refusals import REFUSALS
from sessions.errors import (
    BadField,
    DeviceFull,
    NoSuchSeat,
    NoSuchSession,
    NotPublished,
    Refused,
    SeatElsewhere,
    TooManyTries,
)
from sessions.events import CheckedOut, Edited, Marked, Noted, Prioritised, Rated, Upvoted, Volunteered
from sessions.log import Written
from sessions.results import progress as progress_of
from sessions.session import Seat, Session
from sessions.workshop import ticket_hash, tidy_code

HEARTBEAT = 15.0  # seconds between two signs of life on a quiet stream
COOKIE_DAYS = 30
MOST_PEOPLE = 12  # who use one phone
COUNTED_A_SECOND = 200  # people: a room of 1,000, whose phones hear of the others every 20 s, is counted every 5
BROWSER = "browser"  # the cookie by which wrong codes are counted: phones behind one address are not one guesser

Handler = Callable[[Request], Awaitable[Response]]


class BesideTheDesk(StringConvertor):
    """What stands in the place of a code, but for the desk: its screen of results has such an address too."""

    regex = "(?!facilitate/)[^/]+"


class WhereFormsGo(StringConvertor):
    """The rest of an address to which forms are sent, and where nothing stands to be read."""

    regex = (
        "(?:seat|person|ratings|notes(?:/[^/]+/(?:edit|withdraw|agree))?|actions/[^/]+|draw|table|marks|priorities"
        "|checkout)"
    )


register_url_convertor("beside_the_desk", BesideTheDesk())
register_url_convertor("where_forms_go", WhereFormsGo())
_json = msgspec.json.Encoder().encode


class PhoneRoutes:
    """The participant's pages and posts; one instance holds the fragments and the limits of this server."""

    def __init__(self) -> None:
        self._fragments = pages.Fragments()
        self._limits = Limits()
        self._counted: dict[str, tuple[float, dict[str, int]]] = {}

    def routes(self) -> list[Route]:
        """In the order they are tried; `{code}` stands last."""
        return [
            Route("/", self._explained(self.front), name="front"),
            Route("/health", self._explained(self.health), name="health"),
            Route("/assets/{name}", self._explained(self.asset), name="asset"),
            Route("/{code}", self._explained(self.session_page), name="session"),
            Route("/{code}/seat", self._explained(self.take_seat), methods=["POST"], name="seat"),
            Route("/{code}/person", self._explained(self.person), methods=["POST"], name="person"),
            Route("/{code}/state", self._explained(self.state), name="state"),
            Route("/{code:beside_the_desk}/results", self._explained(self.results), name="results"),
            Route("/{code}/live", self._explained(self.live), name="live"),
            Route("/{code}/ratings", self._explained(self.rate), methods=["POST"], name="ratings"),
            Route("/{code}/notes", self._explained(self.note), methods=["POST"], name="notes"),
            Route("/{code}/notes/{note}/edit", self._explained(self.edit), methods=["POST"], name="edit"),
            Route("/{code}/notes/{note}/withdraw", self._explained(self.withdraw), methods=["POST"], name="withdraw"),
            Route("/{code}/notes/{note}/agree", self._explained(self.agree), methods=["POST"], name="agree"),
            Route("/{code}/actions/{action}", self._explained(self.volunteer), methods=["POST"], name="actions"),
            Route("/{code}/draw", self._explained(self.draw), methods=["POST"], name="draw"),
            Route("/{code}/table", self._explained(self.change_table), methods=["POST"], name="table"),
            Route("/{code}/marks", self._explained(self.mark), methods=["POST"], name="marks"),
            Route("/{code}/priorities", self._explained(self.prioritise), methods=["POST"], name="priorities"),
            Route("/{code}/checkout", self._explained(self.check_out), methods=["POST"], name="checkout"),
            Route("/{code:beside_the_desk}/{form:where_forms_go}", self._explained(self.back), name="back"),
        ]

    # ---------------------------------------------------------------- pages

    async def front(self, request: Request) -> Response:
        """The join page; a code typed there leads to its session."""
        running().hub.arrived(_browser(request))
        typed = request.query_params.get("code", "")[:40]
        if not typed:
            return self._page(request, "code.html", problem="", typed="")
        code = tidy_code(typed)
        self._session(request, code)
        return RedirectResponse(f"/{code}", status_code=303)

    async def health(self, request: Request) -> Response:
        return _json_answer({"status": "ok", "version": VERSION})

    async def asset(self, request: Request) -> Response:
        """The phone's script, under a name that changes with its content."""
        if request.path_params["name"] != pages.SCRIPT_NAME:
            return self._page(request, "problem.html", status=404, problem=_say(request)(NOT_HERE), back="/")
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(pages.SCRIPT, media_type="text/javascript", headers=headers)

    async def session_page(self, request: Request) -> Response:
        """The current step for whoever has a seat, else the form that takes one. Changes nothing."""
        typed = str(request.path_params["code"])
        running().hub.arrived(_browser(request))
        code = tidy_code(typed)
        session = self._session(request, code)
        seats = self._seats(request, session)
        asked = session.code if seats else code
        if typed != asked:
            return RedirectResponse(f"/{asked}", status_code=303)
        if not seats:
            if code != session.door:  # people join by the new code; whoever has a seat stays
                raise self._wrong_code(request, code)
            elsewhere = self._has_moved(request, session)
            problem = _say(request, among=session.opened.languages).refusal(SeatElsewhere()) if elsewhere else ""
            return self._join_page(request, session, problem=problem)
        if request.query_params.get("person") == "new":
            return self._join_page(request, session, beside=True)
        asked = request.query_params.get("seat", "")
        return self._seat_page(request, session, next((seat for seat in seats if seat.id == asked), seats[0]))

    async def back(self, request: Request) -> Response:
        """The session, for whoever opens the address of a form, as the links do on the page that a refused form
        leads to; a script is told that this is not the way.
        """
        if _wants_json(request):
            body = {"error": {"code": "not_allowed", "message": _say(request)(REFUSALS["not_allowed"])}}
            return _json_answer(body, status=405, headers={"Allow": "POST"})
        query = request.url.query
        home = "/" + quote(str(request.path_params["code"]), safe="")
        return RedirectResponse(f"{home}?{query}" if query else home, status_code=303)

    def _join_page(
        self,
        request: Request,
        session: Session,
        *,
        form: Form | None = None,
        problem: str = "",
        status: int = 200,
        beside: bool = False,
    ) -> Response:
        """The form that takes a seat: one's own, or (`beside`) one for the next person on the same phone."""
        say = _say(request, among=session.opened.languages)
        ticket = secrets.token_urlsafe(24)
        published = session.is_published(running().workshop.now())
        if form is None and not problem and not beside:
            markup = self._fragments.join_form(session, say, ticket=ticket, published=published)
        else:
            typed = {name: form.text(name, "") if form else "" for name in pages.JOIN_FIELDS}
            markup = pages.page(
                "join.html",
                say,
                session=session,
                ticket=ticket,
                typed=typed,
                problem=problem,
                beside=beside,
                published=published,
            )
        return _marked(request, _remembering(request, say, HTMLResponse(markup, status_code=status)))

    def _seat_page(
        self, request: Request, session: Session, seat: Seat, *, message: str = "", status: int = 200
    ) -> Response:
        house = running()
        say = _say(request, among=session.opened.languages, seat=seat)
        now = house.workshop.now()
        state = seeing.state(session, seat, now=now)
        most = len(session.cards) if request.query_params.get("all") else pages.FIRST_CARDS
        people = _by_number(self._seats(request, session))
        typed = getattr(request.state, "typed", {}) if message else {}
        markup = pages.seat_page(
            session,
            seat,
            say,
            state=state,
            people=people,
            easy=_easy(request),
            message=message,
            typed=typed,
            published=session.is_published(now),
            most=most,
        )
        return _remembering(request, say, HTMLResponse(markup, status_code=status))

    def _page(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        among: tuple[str, ...] = LANGUAGES,
        **facts: object,
    ) -> Response:
        say = _say(request, among=among)
        response = _remembering(request, say, HTMLResponse(pages.page(template, say, **facts), status_code=status))
        return _marked(request, response) if template == "code.html" else response

    async def results(self, request: Request) -> Response:
        """The published result, for anyone with the link; a seat is not needed and none is taken."""
        session = self._session_of(request)
        if not session.is_published(running().workshop.now()):
            raise NotPublished()
        seats = self._seats(request, session)
        say = _say(request, among=LANGUAGES, seat=seats[0] if seats else None)
        markup = results_page(session, seats[0] if seats else None, say)
        return _remembering(request, say, HTMLResponse(markup))

    # ---------------------------------------------------------------- state and stream

    async def state(self, request: Request) -> Response:
        session = self._session_of(request)
        seat = self._own_seat(request, session, request.query_params.get("seat", ""))
        return _json_answer(seeing.state(session, seat, now=running().workshop.now()))

    async def live(self, request: Request) -> Response:
        """Server-sent events for one seat: the step when it is newer than `?step=`, counts, and signs of life."""
        house = running()
        session = self._session_of(request)
        seat = self._own_seat(request, session, request.query_params.get("seat", ""))
        if request.method == "HEAD":
            return Response(media_type=EventStream.media_type, headers=HEADERS)
        self._limits.stream(session.code + seat.id)
        shown = request.query_params.get("step") or request.headers.get("last-event-id", "0")
        stream = house.hub.open(session, seat.id, step=int(shown) if shown.isdecimal() and len(shown) < 10 else 0)
        language = _say(request, among=session.opened.languages, seat=seat).language
        beside = [other.id for other in self._seats(request, session) if other != seat]
        events = self._events(house, session.code, seat.id, stream, language, easy=_easy(request), beside=beside)
        return EventStream(events, left=stream.end)

    async def _events(
        self,
        house: Service,
        code: str,
        seat_id: str,
        stream: Stream,
        language: str,
        *,
        easy: bool,
        beside: list[str],
    ) -> AsyncGenerator[bytes, None]:
        try:
            while not stream.closing:
                for other in beside:  # who use the same phone are here too
                    house.hub.seen(code, other)
                try:
                    session = house.workshop.session(code)
                except NoSuchSession:
                    break
                seat = session.seats.get(seat_id)
                if seat is None:  # a rehearsal that was wiped
                    break
                stream.group = seat.group  # people change tables
                step = b""
                if session.steered > stream.step:
                    stream.step = session.steered
                    stream.part = b""
                    manner, published = seeing.manner(seat), session.is_published(house.workshop.now())
                    step = self._fragments.step(session, seat.group, language, easy, manner, published=published)
                part = b"" if seat.removed else self._fragments.part(session, language)
                changed = b"" if part == stream.part else part or pages.NO_PART
                stream.part = part
                yield step + changed + self._count(house, session, seat)
                await stream.wait(HEARTBEAT)
            if stream.deleted:
                self._fragments.forget(code)
                self._counted.pop(code, None)
            yield b"event: bye\ndata: \n\n"
        finally:
            house.hub.shut(code, stream)

    def _count(self, house: Service, session: Session, seat: Seat) -> bytes:
        told = {
            **self._progress(house, session),
            "now": house.workshop.now(),
            "marks": seeing.marks_of(session, seat.group),
            "screened": session.screened,
        }
        return b"event: count\ndata: " + _json(told) + b"\n\n"

    def _progress(self, house: Service, session: Session) -> dict[str, int]:
        """Counted once a second at most, however many phones are told, and in a large room less often."""
        counted_at, progress = self._counted.get(session.code, (0.0, {}))
        if time.monotonic() - counted_at >= max(1.0, len(session.seats) / COUNTED_A_SECOND):
            progress = msgspec.structs.asdict(progress_of(session, house.hub.here(session.code)))
            self._counted[session.code] = (time.monotonic(), progress)
        return progress

    # ---------------------------------------------------------------- posts

    async def take_seat(self, request: Request) -> Response:
        """A seat for this browser, in a cookie; the same browser always gets the same seat."""
        house = running()
        session = self._session_of(request)
        held = self._tickets(request, session)
        form = await read_form(request)
        say = _say(request, among=session.opened.languages)
        if form.text("cookies", "") and not _own_mark(request):
            problem = say("This browser keeps no cookies, so it cannot keep your seat. Allow cookies and join again.")
            return self._join_page(request, session, form=form, problem=problem, status=400)
        tickets = held or [_ticket(form.text("ticket", ""))]
        try:
            if form.text("personal", "") and not house.workshop.seat_of(session.code, tickets[0]):
                await self._move_seat(request, session, form.text("personal"), tickets[0])
            else:
                await asyncio.wrap_future(
                    house.workshop.take_seat(
                        session.code,
                        ticket=tickets[0],
                        group=form.text("group", ""),
                        sector=form.text("sector", ""),
                        nickname=form.text("nickname", ""),
                        language=form.text("lang", ""),
                        rehearsal=_rehearses(request),
                        door=tidy_code(str(request.path_params["code"])),
                    )
                )
        except Refused as refused:
            if _wants_json(request) or isinstance(refused, NoSuchSession):
                raise
            problem = say.refusal(refused)
            status = refused.status if isinstance(refused, TooManyTries) else 400
            return self._join_page(request, session, form=form, problem=problem, status=status)
        return self._seated(request, session.code, tickets, form)

    async def _move_seat(self, request: Request, session: Session, typed: str, ticket: str) -> None:
        """Opens with this ticket the seat that a personal code stands for; its old phone is told at once."""
        house = running()
        reissue = house.reissues.redeem(session.code, typed, browser=_own_mark(request) or _browser(request))
        try:
            await asyncio.wrap_future(house.workshop.move_seat(session.code, seat=reissue.seat, ticket=ticket))
        except Refused:
            house.reissues.give_back(reissue)
            raise
        house.hub.end(session.code, reissue.seat)

    async def person(self, request: Request) -> Response:
        """On a phone that several people use: who answers now. `seat` is their number (1, 2, 3 …) or "new"."""
        house = running()
        session = self._session_of(request)
        self._own_seat(request, session)
        form = await read_form(request)
        held = self._tickets(request, session)
        if form.text("seat") == "new":
            ticket = _ticket(form.text("ticket", ""))
            if ticket not in held and len(held) >= MOST_PEOPLE:
                raise DeviceFull(most=MOST_PEOPLE)
            try:
                await asyncio.wrap_future(self._take_seat_beside(request, session, form, ticket))
            except Refused as refused:
                if _wants_json(request):
                    raise
                problem = _say(request, among=session.opened.languages).refusal(refused)
                return self._join_page(request, session, form=form, problem=problem, status=400, beside=True)
        else:
            numbered = _by_number(self._seats(request, session))
            number = form.number("seat")
            if not 0 < number <= len(numbered):
                raise BadField(field="seat")
            seats = {ticket: house.workshop.seat_of(session.code, ticket) for ticket in held}
            ticket = next(ticket for ticket, seat in seats.items() if seat == numbered[number - 1])
        tickets = [ticket, *(other for other in held if other != ticket)]
        return self._seated(request, session.code, tickets, form)

    def _take_seat_beside(self, request: Request, session: Session, form: Form, ticket: str) -> Future[Written]:
        active = self._own_seat(request, session)
        return running().workshop.take_seat(
            session.code,
            ticket=ticket,
            sector=form.text("sector", ""),
            nickname=form.text("nickname", ""),
            language=_say(request, among=session.opened.languages, seat=active).language,
            channel="device",
            beside=active.id,
        )

    def _seated(self, request: Request, code: str, tickets: list[str], form: Form) -> Response:
        """The answer to whoever now sits, with the cookie that keeps the seat."""
        house = running()
        seat = house.workshop.seat_of(code, tickets[0])
        house.hub.seen(code, seat.id if seat else "")
        if _wants_json(request):
            response: Response = _json_answer(
                {"saved": True, "seat": seat.id if seat else "", "group": seat.group if seat else ""}
            )
        else:
            response = RedirectResponse(f"/{code}", status_code=303)
        _set_cookie(request, response, _cookie(code), ".".join(tickets))
        if form.text("lang", "") in LANGUAGES:
            _set_cookie(request, response, "lang", form.text("lang"))
        return response

    async def rate(self, request: Request) -> Response:
        house, session, seat, form = await self._tapped(request)
        self._limits.tap(session.code + seat.id)
        tap = form.tap()
        card = form.text("card")
        rating = house.workshop.rate(
            session.code,
            seat=seat.id,
            card=card,
            stance=form.text("stance"),
            round_number=form.number("round"),
            tap=tap,
        )
        return _at_card(await self._saved(request, rating, tap), card, lambda: seeing.cards(session, seat.group))

    async def note(self, request: Request) -> Response:
        house, session, seat, form = await self._tapped(request)
        request.state.typed = {name: form.text(name, "") for name in ("text", "card", "kind")}
        self._limits.note(session.code + seat.id)
        tap = form.tap()
        language = _say(request, among=session.opened.languages, seat=seat).language
        writing = house.workshop.note(
            session.code,
            seat=seat.id,
            card=form.text("card", ""),
            kind=form.text("kind"),
            text=form.text("text"),
            language=language,
            tap=tap,
        )
        return await self._saved(request, writing, tap)

    async def edit(self, request: Request) -> Response:
        house, session, seat, form = await self._tapped(request)
        anew = {"text": form.text("text", ""), "kind": form.text("kind", "")}
        request.state.typed = {"anew": {_note_id(request): anew}}
        self._limits.note(session.code + seat.id)
        tap = form.tap()
        editing = house.workshop.edit(
            session.code,
            seat=seat.id,
            note=_note_id(request),
            kind=form.text("kind"),
            text=form.text("text"),
            tap=tap,
        )
        return await self._saved(request, editing, tap)

    async def withdraw(self, request: Request) -> Response:
        house, session, seat, form = await self._tapped(request)
        withdrawing = house.workshop.withdraw(session.code, seat=seat.id, note=_note_id(request))
        return await self._saved(request, withdrawing, form.tap())

    async def mark(self, request: Request) -> Response:
        house, session, seat, form = await self._tapped(request)
        self._limits.tap(session.code + seat.id)
        tap, card = form.tap(), form.text("card")
        marking = house.workshop.mark(
            session.code, seat=seat.id, card=card, mark=form.text("mark"), on=form.on("on"), tap=tap
        )
        return _at_card(await self._saved(request, marking, tap), card, lambda: seeing.cards(session, seat.group))

    async def agree(self, request: Request) -> Response:
        """ "I agree", with a note on the screen."""
        house, session, seat, form = await self._tapped(request)
        self._limits.tap(session.code + seat.id)
        tap = form.tap()
        agreeing = house.workshop.upvote(
            session.code, seat=seat.id, note=_note_id(request), on=form.on("on"), tap=tap
        )
        return await self._saved(request, agreeing, tap)

    async def volunteer(self, request: Request) -> Response:
        """ "I can take this": an action."""
        house, session, seat, form = await self._tapped(request)
        self._limits.tap(session.code + seat.id)
        tap = form.tap()
        action = str(request.path_params["action"])[:20]
        offering = house.workshop.volunteer(session.code, seat=seat.id, action=action, on=form.on("on"), tap=tap)
        saved = await self._saved(request, offering, tap)
        if saved.status_code == 303 and form.text("to", "") == "results":
            return RedirectResponse(f"/{session.code}/results", status_code=303)
        return saved

    async def draw(self, request: Request) -> Response:
        """Turns a card over for the group; `left` is how many it had left on the phone that asks."""
        house, session, seat, form = await self._tapped(request)
        self._limits.tap(session.code + seat.id)
        left = form.number("left") if form.text("left", "") else None
        return await self._saved(request, house.workshop.draw(session.code, seat=seat.id, left=left), form.tap())

    async def change_table(self, request: Request) -> Response:
        """Sits down at another table, where people choose theirs, between rounds."""
        house, session, seat, form = await self._tapped(request)
        self._limits.tap(session.code + seat.id)
        moving = house.workshop.change_table(session.code, seat=seat.id, group=form.text("group"))
        return await self._saved(request, moving, form.tap())

    async def prioritise(self, request: Request) -> Response:
        house, session, seat, form = await self._tapped(request)
        self._limits.tap(session.code + seat.id)
        tap, card = form.tap(), form.text("card")
        giving = house.workshop.prioritise(
            session.code, seat=seat.id, card=card, points=form.number("points"), tap=tap
        )
        return _at_card(await self._saved(request, giving, tap), card, session.cards_in_play, mark="w")

    async def check_out(self, request: Request) -> Response:
        house, session, seat, form = await self._tapped(request)
        thought, next_time, grade = form.text("thought", ""), form.text("next_time", ""), form.number("grade", 0)
        request.state.typed = {"thought": thought, "next_time": next_time, "grade": grade}
        self._limits.tap(session.code + seat.id)
        tap = form.tap()
        leaving = house.workshop.check_out(
            session.code, seat=seat.id, thought=thought, next_time=next_time, grade=grade, tap=tap
        )
        return await self._saved(request, leaving, tap)

    async def _tapped(self, request: Request) -> tuple[Service, Session, Seat, Form]:
        session = self._session_of(request)
        own = self._own_seat(request, session)  # a stranger's body is not read
        form = await read_form(request)
        asked = form.text("seat", "")
        seat = own if asked in ("", own.id) else self._own_seat(request, session, asked)
        return running(), session, seat, form

    async def _saved(self, request: Request, writing: Future[Written], tap: int | None) -> Response:
        """The answer to a tap, once it is committed."""
        written = await _committed(writing)
        if not _wants_json(request):
            return RedirectResponse(f"/{written.session.code}", status_code=303)
        tapped = Rated | Noted | Edited | Marked | Prioritised | CheckedOut | Upvoted | Volunteered
        given = [event.tap for event in written.events if isinstance(event, tapped)]
        return _json_answer({"saved": True, "tap": tap if tap is not None else max(given, default=0)})

    # ---------------------------------------------------------------- who and which

    def _session_of(self, request: Request) -> Session:
        return self._session(request, tidy_code(str(request.path_params["code"])))

    def _session(self, request: Request, code: str) -> Session:
        """The session with this code; a wrong code counts against the browser that tries it."""
        try:
            if not _like_a_code(code):
                raise NoSuchSession(code=code[:12])
            session = running().workshop.behind(code)
        except NoSuchSession:
            raise self._wrong_code(request, code) from None
        if code not in (session.code, session.door):
            raise self._wrong_code(request, code)
        return session

    def _wrong_code(self, request: Request, code: str) -> Refused:
        """That no session has this code, counted against the browser that tries it."""
        own = _own_mark(request)
        try:
            self._limits.wrong_code(own or _browser(request), known=bool(own))
        except TooManyTries as slowed:
            return slowed
        return NoSuchSession(code=code[:12])

    def _tickets(self, request: Request, session: Session) -> list[str]:
        """The tickets on this phone that open a seat, the active one first."""
        return [ticket for ticket in _cookies_tickets(request, session) if session.seat_with(ticket_hash(ticket))]

    def _seats(self, request: Request, session: Session) -> list[Seat]:
        """The seats of those who use this phone, the active one first."""
        house = running()
        seats = [session.seat_with(ticket_hash(ticket)) for ticket in _cookies_tickets(request, session)]
        found = [seat for seat in seats if seat is not None]
        for seat in found:
            house.hub.seen(session.code, seat.id)
        return found

    def _own_seat(self, request: Request, session: Session, asked: str = "") -> Seat:
        """The seat asked for, if it is one of this phone's; nothing asked: the active one."""
        for seat in self._seats(request, session):
            if asked in ("", seat.id):
                return seat
        raise SeatElsewhere() if self._has_moved(request, session) else NoSuchSeat()

    def _has_moved(self, request: Request, session: Session) -> bool:
        """Whether this phone had a seat that is another phone's by now."""
        return any(ticket_hash(ticket) in session.moved for ticket in _cookies_tickets(request, session))

    # ---------------------------------------------------------------- refusals

    def _explained(self, handler: Handler) -> Handler:
        """The handler, with every refusal told once, in the person's language."""

        async def explained(request: Request) -> Response:
            try:
                return await handler(request)
            except Refused as refused:
                return self._refusal(request, refused)

        return explained

    def _refusal(self, request: Request, refused: Refused) -> Response:
        say = _say(request)
        message = say.refusal(refused)
        headers = {"Retry-After": str(refused.facts.get("seconds", 2))} if refused.status in (429, 503) else {}
        if refused.status in (408, 413):  # the rest of the body is not waited for
            headers["Connection"] = "close"
        if _wants_json(request) or request.scope["path"].endswith(("/state", "/live")):
            body = {"error": {"code": refused.code(), "message": message}}
            return _json_answer(body, status=refused.status, headers=headers)
        response = self._problem_page(request, refused, message)
        response.headers.update(headers)
        return response

    def _problem_page(self, request: Request, refused: Refused, message: str) -> Response:
        if isinstance(refused, NoSuchSession | TooManyTries) and request.method == "GET":
            typed = request.query_params.get("code", "") or str(request.path_params.get("code", ""))
            return self._page(request, "code.html", status=refused.status, problem=message, typed=typed[:12])
        code = tidy_code(str(request.path_params.get("code", "")))[:6]
        try:
            session = running().workshop.behind(code)
            seats = self._seats(request, session)
        except Refused:
            seats = []
        if seats:
            return self._seat_page(request, session, seats[0], message=message, status=refused.status)
        return self._page(request, "problem.html", status=refused.status, problem=message, back=f"/{quote(code)}")


NOT_HERE = "There is nothing at this address."
VERSION = "0.1.0"


async def _committed(writing: Future[Written]) -> Written:
    """What was written, once it is committed: `asyncio.wrap_future` in fewer steps, for the way every tap takes."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def tell(_: Future[Written]) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(_resolve, done)

    writing.add_done_callback(tell)
    await done
    return writing.result()


def _at_card(saved: Response, card: str, listed: Callable[[], Sequence[str]], *, mark: str = "q") -> Response:
    """Where no script holds the place, the page comes again at the card that was tapped, of those `listed` there;
    with the whole hand where that one is not among the first. `mark` begins the ids of their places in the page.
    """
    if saved.status_code == 303 and card in (cards := listed()):
        number = cards.index(card) + 1
        query = "?all=1" if mark == "q" and number > pages.FIRST_CARDS else ""
        saved.headers["location"] += f"{query}#{mark}{number}"
    return saved


def _resolve(done: asyncio.Future[None]) -> None:
    if not done.done():  # whoever sent the tap may have gone
        done.set_result(None)


def _rehearses(request: Request) -> bool:
    """Whether this seat is for a rehearsal and counts nowhere: with the facilitator's key, else nobody can say so.

    Raises:
        BadField ("key"): it is another key. Such a rehearsal must not count as people.
        TooManyTries
    """
    key = request.headers.get("authorization", "").removeprefix("Bearer ")
    if key and not running().doors.is_key(key, client=request.client.host if request.client else ""):
        raise BadField(field="key")
    return bool(key)


def _say(request: Request, *, among: tuple[str, ...] = LANGUAGES, seat: Seat | None = None) -> Speaker:
    """Who speaks to this phone: the language asked for now, chosen before, of the seat, or of the browser."""
    wishes = (request.query_params.get("lang"), request.cookies.get("lang"), seat.language if seat else None)
    for wish in wishes:
        if wish in among:
            return speaker(wish)
    accept = request.headers.get("accept-language", "")
    return speaker(asked_language(accept, among, running().settings.language))


def _remembering(request: Request, say: Speaker, response: Response) -> Response:
    """Keeps on the phone the language that was just asked for; nothing on the server changes."""
    response.headers["Cache-Control"] = "no-store"
    if request.query_params.get("lang") == say.language:
        _set_cookie(request, response, "lang", say.language)
    if request.query_params.get("easy") in ("0", "1"):
        _set_cookie(request, response, "easy", request.query_params["easy"])
    return response


def _easy(request: Request) -> bool:
    """Whether this phone shows the cards' easy texts: asked for now, or chosen before."""
    return request.query_params.get("easy", request.cookies.get("easy", "")) == "1"


def _marked(request: Request, response: Response) -> Response:
    """Gives a browser that has none the cookie by which its wrong codes are counted."""
    if not _own_mark(request):
        _set_cookie(request, response, BROWSER, secrets.token_urlsafe(16))
    return response


def _set_cookie(request: Request, response: Response, name: str, value: str) -> None:
    secure = running().settings.public_url.startswith("https://")
    response.set_cookie(
        name, value, max_age=COOKIE_DAYS * 86_400, path="/", httponly=True, samesite="lax", secure=secure
    )


def _cookie(code: str) -> str:
    """The name of a seat's cookie; with the port, because cookies of one host are shared by all its ports."""
    return f"seat-{running().settings.port}-{code}"


def _cookies_tickets(request: Request, session: Session) -> list[str]:
    """What this phone's cookie for the session holds; the other cookies are not parsed for that."""
    named, held = f"{_cookie(session.code)}=".encode(), b""
    for header, value in request.scope["headers"]:
        if header == b"cookie":
            for each in value.split(b";"):
                if each.strip().startswith(named):
                    held = each.strip()[len(named) :]
    return held.decode("latin-1").split(".")[:MOST_PEOPLE]


def _by_number(seats: list[Seat]) -> list[Seat]:
    """In the order of joining: the numbers by which people on one phone know themselves."""
    return sorted(seats, key=lambda seat: int(seat.id[1:]))


def _note_id(request: Request) -> str:
    return str(request.path_params["note"])[:20]


def _ticket(sent: str) -> str:
    """The ticket that a join form brought, so that a form sent twice takes one seat; else a new one."""
    fits = len(sent) == 32 and sent.isascii() and sent.replace("-", "").replace("_", "").isalnum()
    return sent if fits else secrets.token_urlsafe(24)


def _browser(request: Request) -> str:
    """What tells one visitor from another well enough to count and to slow down: address and browser name."""
    client = request.client.host if request.client else ""
    return f"{client} {request.headers.get('user-agent', '')[:200]}"


def _own_mark(request: Request) -> str:
    """The random mark that this browser was given with the join page, or ""."""
    mark = request.cookies.get(BROWSER, "")
    return mark if len(mark) == 22 and mark.isascii() else ""


def _like_a_code(code: str) -> bool:
    return len(code) == 6 and code.isascii() and code.isalnum()


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


class _JsonAnswer(Response):
    """What every tap is answered with: its head is nearly always the same, and stands here as it is sent."""

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        own = ((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in (headers or {}).items())
        length = str(len(self.body)).encode()
        self.raw_headers = [(b"content-length", length), *_JSON_HEADERS, *own]


_JSON_HEADERS = ((b"content-type", b"application/json"), (b"cache-control", b"no-store"))


def _json_answer(
    body: Mapping[str, object], *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    return _JsonAnswer(_json(body), status_code=status, headers=headers)

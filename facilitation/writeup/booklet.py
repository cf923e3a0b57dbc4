"""The booklet of a series: all its sessions on four pages at most, then a digest of each.

Everything is told session by session, as each session's own write-up tells it: nothing that is hidden there can be
worked out here, since no numbers of several sessions are added up but those of people present.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import pandas as pd

from facilitation.words import Speaker, speaker
from facilitation.words.names import SIGNS
from facilitation.writeup.blocks import (
    Answers,
    Block,
    Document,
    Facts,
    Lead,
    Paragraph,
    Quotes,
    Section,
    Table,
)
from facilitation.writeup.document import SERVICE, write_up
from facilitation.writeup.draft.cards import theme_line
from facilitation.writeup.draft.people import day, session_day
from facilitation.writeup.draft.telling import VOICES, Telling, ended, sentences
from facilitation.writeup.pdf import pages
from sessions.events import STANCES
from sessions.items import Action
from sessions.results import cross_cutting, people_leaning, sectors_missing
from sessions.series import (
    HALF,
    Change,
    Compared,
    Open,
    cards_of_series,
    closed_since,
    compositions,
    in_order,
    leanings,
    left_open,
    recurring,
    same_card,
)
from sessions.session import Session

WHOLE = "series"  # the id of the section that tells of all sessions
WHOLE_PAGES = 4
FITS = ((12, 10.0), (12, 9.0), (6, 9.0), (3, 9.0), (1, 8.0), (1, 7.0))  # lines in a list, points; the first that fits
MOST_COLUMNS = 10  # sessions beside each other in a table; of more the newest are shown
MOST_CARDS = 2  # of a session, in its digest
MOST_QUOTES = 1  # of a card, in a digest

# What a digest has of a session's write-up, in its order; the cards come after the headline.
DIGEST = ("people", "headline", "discussion", "cross-cutting", "cards", "priorities", "actions", "parked")
# What the bars say, or the whole series; where the facilitator wrote other words, they stay.
LEFT_OUT = frozenset({"caveat", "headline:others"})
SIDES = {"opportunity": "opportunity", "threat": "threat", "both": "tied", "unsure": "unsure"}


class Booklet(msgspec.Struct, frozen=True):
    """The first section of `document` is the whole series, each of the others a session; `size` is in points."""

    document: Document
    size: float


class Series(msgspec.Struct, frozen=True):
    """A series in one language: its sessions in order, and how each is called beside its numbers, by code.

    `most` lines stand in each list of cards and of things to do; what is left out is counted.
    """

    sessions: tuple[Session, ...]
    say: Speaker
    names: Mapping[str, str]
    most: int

    def telling(self, session: Session) -> Telling:
        return Telling(session, self.say)

    def titles(self, cards: Iterable[object]) -> str:
        known = cards_of_series(self.sessions)
        return ", ".join(self.say.card_text(known[str(card)].title) for card in cards)

    @property
    def newest(self) -> tuple[Session, ...]:
        """The sessions that fit beside each other in a table."""
        return self.sessions[-MOST_COLUMNS:]

    def section(self, name: str, heading: str, blocks: Iterable[Block | None]) -> Section | None:
        told = tuple(block for block in blocks if block is not None)
        id = f"{WHOLE}-{name}"
        return Section(id=id, heading=heading, language=self.say.language, blocks=told) if told else None


def booklet(sessions: Iterable[Session], language: str) -> Booklet:
    """The series of at least one session, as its newest session writes its name; an unknown language gives English.

    What tells of the whole series has as much as fits on `WHOLE_PAGES`.
    """
    say, ordered = speaker(language), tuple(in_order(sessions))
    names = session_names(ordered, say)
    for most, size in FITS:
        series = Series(ordered, say, names, most)
        document = _document(series)
        if pages(document, size=size) <= WHOLE_PAGES:
            break
    digests = (_digest(series, session) for session in ordered)
    return Booklet(msgspec.structs.replace(document, sections=(*document.sections, *digests)), size)


def _document(series: Series) -> Document:
    say, newest = series.say, series.sessions[-1]
    return Document(
        language=say.language,
        title=newest.opened.series or newest.opened.title,
        kicker=_kicker(series),
        facts=_facts(series),
        sections=(_whole(series),),
        skip=say("Skip to the content"),
        foot=say("Made with {service}.", service=SERVICE),
    )


def _kicker(series: Series) -> str:
    if any(session.opened.demo for session in series.sessions):
        return series.say("Made-up example of the booklet of a series of sessions with trend cards")
    return series.say("Booklet of a series of sessions with trend cards")


def session_names(sessions: Sequence[Session], say: Speaker) -> dict[str, str]:
    """What stands over each session's numbers, by code: its number, else its day; its place in the series where two
    would be called the same.
    """
    ordered = in_order(sessions)
    named = {
        each.code: say("No. {n}", n=each.opened.number) if each.opened.number else day(session_day(each), say)
        for each in ordered
    }
    if len(set(named.values())) == len(named):
        return named
    return {each.code: say("No. {n}", n=place) for place, each in enumerate(ordered, start=1)}


def why_not(changed: tuple[Change, ...], say: Speaker) -> str:
    """Why the answers to a card are not laid side by side."""
    named = {
        "scale": say("what was asked about all cards"),
        "title": say("its title"),
        "trend": say("its text"),
        "question": say("its question"),
    }
    what = say.listed([named[each] for each in changed])
    return say("Not compared: the card was not the same in all sessions. What changed: {what}.", what=what)


# -------------------------------------------------------------------- the whole series


def _facts(series: Series) -> Facts:
    say, sessions = series.say, series.sessions
    days = list(dict.fromkeys(day(session_day(session), say) for session in sessions))
    rows = [
        (say("Meetings"), say.number(len(sessions))),
        (say("Dates"), f"{days[0]} – {days[-1]}" if len(days) > 1 else days[0]),
        (say("Region"), _shared(series, "region")),
        (say("Regions"), "" if _shared(series, "region") else _each(each.opened.region for each in sessions)),
        (say("Organised by"), _each(session.opened.organisers for session in sessions)),
        (say("Aim"), _shared(series, "aim")),
        (say("Question"), _one(say.card_text(session.deck.question) for session in sessions)),
    ]
    if not all(session.closed for session in sessions):
        rows.append((say("State"), say("Some sessions have not been closed yet, so their numbers may still change.")))
    return Facts(tuple((label, text) for label, text in rows if text))


def _each(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _one(texts: Iterable[str]) -> str:
    """The text that all have, or nothing."""
    different = set(texts)
    return different.pop() if len(different) == 1 else ""


def _whole(series: Series) -> Section:
    tells = (_meetings, _who_came, _leant, _cards, _came_back, _cut_across, _still_open, _closed, _method)
    parts = (tell(series) for tell in tells)
    return Section(
        id=WHOLE,
        heading=series.say("The whole series"),
        language=series.say.language,
        blocks=(Lead(_in_short(series)),),
        sections=tuple(part for part in parts if part is not None),
    )


def _in_short(series: Series) -> str:
    say, still, closed = series.say, left_open(series.sessions), closed_since(series.sessions)
    return sentences(
        say.many("The series has had {n} meeting.", "The series has had {n} meetings.", len(series.sessions)),
        say.many(
            "Of what they agreed on or left for another day, {n} thing is still open.",
            "Of what they agreed on or left for another day, {n} things are still open.",
            len(still),
        )
        if still
        else "",
        say.many("{n} thing was done or dropped.", "{n} things were done or dropped.", len(closed)) if closed else "",
    )


def _meetings(series: Series) -> Section | None:
    say = series.say

    def told(session: Session) -> str:
        opened = session.opened
        region = "" if _shared(series, "region") else opened.region
        where = [day(session_day(session), say), opened.place, region]
        return sentences(
            ended(opened.title),
            ended(" · ".join(text for text in dict.fromkeys(where) if text)),
            ended(say("Aim: {aim}", aim=opened.aim)) if opened.aim and not _shared(series, "aim") else "",
        )

    rows = tuple((series.names[session.code], told(session)) for session in series.sessions)
    return series.section("meetings", say("Meetings"), [Facts(rows)])


def _who_came(series: Series) -> Section | None:
    """People by sector and meeting; the sectors that nobody ever came from."""
    say = series.say
    counts = {session.code: len(session.people()) for session in series.sessions}
    if not any(counts.values()):
        return None
    table = compositions(series.newest)
    columns = (say("Sector"), *(series.names[session.code] for session in series.newest))
    rows = [
        (say.sector(str(sector)), *(_count(n, say) for n in table.loc[sector]))
        for sector in table.index
        if table.loc[sector].sum()
    ]
    rows.append((say("Together"), *(say.number(counts[session.code]) for session in series.newest)))
    missing = [set(sectors_missing(session)) for session in series.sessions]
    never = [sector for sector in table.index if all(sector in each for each in missing)]
    told = say.many(
        "Counted meeting by meeting, {n} participant came.",
        "Counted meeting by meeting, {n} participants came.",
        sum(counts.values()),
    )
    dashed = table.loc[[bool(table.loc[sector].sum()) for sector in table.index]].isna().any(axis=None)
    first = series.telling(series.sessions[0])
    blocks: list[Block | None] = [
        Lead(told),
        Paragraph(say("Who came several times is counted each time.")) if len(series.sessions) > 1 else None,
        Paragraph(
            say(
                "Never there: {sectors}.",
                sectors=first.listed([say(VOICES[sector]) for sector in VOICES if sector in never]),
            )
        )
        if never and any(seat.sector for session in series.sessions for seat in session.people())
        else None,
        _newest_only(series),
        Table(say("Participants by sector and meeting"), columns, tuple(rows)),
        Paragraph(say("A dash: this session did not ask for it.")) if dashed else None,
    ]
    return series.section("people", say("Who was there"), blocks)


def _newest_only(series: Series) -> Paragraph | None:
    if len(series.newest) == len(series.sessions):
        return None
    return Paragraph(
        series.say(
            "The table shows the newest {n} of {all} meetings.",
            n=series.say.number(len(series.newest)),
            all=series.say.number(len(series.sessions)),
        )
    )


def _leant(series: Series) -> Section | None:
    """How people leaned, meeting by meeting, with the region beside it; never an order of better and worse."""
    say, table = series.say, leanings(series.sessions)
    if not table["people"].sum():
        return None
    columns = (
        say("Meeting"),
        f"{SIGNS['opportunity']} {say('More opportunity')}",
        f"{SIGNS['threat']} {say('More threat')}",
        f"{SIGNS['both']} {say('Even')}",
        f"{SIGNS['unsure']} {say.stance('unsure')}",
        say("Answered"),
    )
    several = len({session.opened.region for session in series.sessions}) > 1

    def named(code: str, region: str) -> str:
        return f"{series.names[code]} · {region}" if several and region else series.names[code]

    rows = tuple(
        (named(str(code), row["region"]), *(_count(row[name], say) for name in (*SIDES.values(), "people")))
        for code, row in table.iterrows()
    )
    note = say(
        "People are counted, not answers: each person by their own answers. Each row tells of one room. The rooms "
        "stand in the order of time, and that is no ranking."
    )
    blocks = [Paragraph(note), Table(say("How people leaned"), columns, rows), _too_few(series, table["opportunity"])]
    return series.section("leaning", say("Opportunity or threat"), blocks)


def _count(value: object, say: Speaker) -> str:
    return "–" if pd.isna(value) else say.number(int(value))  # type: ignore[call-overload]


def _too_few(series: Series, counts: pd.Series) -> Paragraph | None:
    if not counts.isna().any():
        return None
    return Paragraph(series.say("– in the table: too few people answered to show it."))


# -------------------------------------------------------------------- cards


def _cards(series: Series) -> Section | None:
    """The cards that several meetings had: their answers side by side, or why not."""
    say, sessions = series.say, series.sessions
    shared = [
        card for card in recurring(sessions).index if sum(_answered(session, str(card)) for session in sessions) > 1
    ]
    if not shared:
        return None
    compared = [same_card(sessions, str(card)) for card in shared]
    alike = [each for each in compared if not each.changed]
    shown = alike[: series.most]
    blocks: list[Block | None] = [
        Paragraph(say("What each meeting answered to a card that it shares with others.")) if alike else None,
        *(_side_by_side(series, each) for each in shown),
        _too_few(series, pd.concat([each.counts["opportunity"] for each in shown])) if shown else None,
        _more(series, len(alike) - len(shown)),
        *_different(series, [each for each in compared if each.changed]),
    ]
    return series.section("cards", say("The same cards in several meetings"), blocks)


def _answered(session: Session, card: str) -> bool:
    return card in session.cards and bool(same_card([session], card).counts["answered"].sum())


def _side_by_side(series: Series, compared: Compared) -> Table:
    say = series.say
    stances = (f"{SIGNS[stance]} {say.stance(stance)}" for stance in STANCES)
    rows = tuple(
        (series.names[str(code)], *(_count(row[name], say) for name in (*STANCES, "answered")))
        for code, row in compared.counts.iterrows()
        if row["answered"]
    )
    return Table(series.titles([compared.card]), (say("Meeting"), *stances, say("Answered")), rows)


def _more(series: Series, left: int) -> Paragraph | None:
    if left <= 0:
        return None
    return Paragraph(series.say.many("And {n} more.", "And {n} more.", left))


def _different(series: Series, compared: Sequence[Compared]) -> list[Paragraph]:
    """Why cards are not compared, a paragraph for each reason."""
    reasons: dict[tuple[Change, ...], list[str]] = {}
    for each in compared:
        reasons.setdefault(each.changed, []).append(each.card)
    return [
        Paragraph(f"{why_not(changed, series.say)} {_listed(series, cards)}") for changed, cards in reasons.items()
    ]


def _listed(series: Series, cards: Sequence[str]) -> str:
    shown = series.say.many(
        "Card: {cards}.", "Cards: {cards}.", len(cards), cards=series.titles(cards[: series.most])
    )
    left = len(cards) - series.most
    return sentences(shown, series.say.many("And {n} more.", "And {n} more.", left) if left > 0 else "")


def _came_back(series: Series) -> Section | None:
    """The cards that were talked about, or cut across everything, in several meetings."""
    say = series.say
    table = recurring(series.sessions)
    table = table[(table["talked"] > 1) | (table["cutting"] > 1)]
    heading = say("What came back")
    if len(series.sessions) < 2:
        return None
    if not len(table):
        return series.section(
            "recurring", heading, [Paragraph(say("No card came back from one meeting to another."))]
        )
    shown = table.iloc[: series.most]
    rows = tuple(
        (series.titles([card]), *(say.number(int(row[name])) for name in ("sessions", "talked", "cutting")))
        for card, row in shown.iterrows()
    )
    columns = (say("Card"), say("Meetings"), say("Talked about"), say("Cuts across everything"))
    note = say("Counted in sessions where at least half of the groups talked about it or marked it.")
    blocks: list[Block | None] = [
        Lead(_always(series, table)) if _always(series, table) else None,
        Table(say("Cards that came back, in how many meetings"), columns, rows),
        _more(series, len(table) - len(shown)),
        Paragraph(note),
    ]
    return series.section("recurring", heading, blocks)


def _always(series: Series, table: pd.DataFrame) -> str:
    """The cards that were there each time, where there are few."""
    every = len(series.sessions)
    talked, cutting = (list(table.index[table[name] == every]) for name in ("talked", "cutting"))
    say, few = series.say, series.most
    return sentences(
        say("Talked about each time: {cards}.", cards=series.titles(talked)) if 0 < len(talked) <= few else "",
        say("Cut across everything each time: {cards}.", cards=series.titles(cutting))
        if 0 < len(cutting) <= few
        else "",
    )


def _cut_across(series: Series) -> Section | None:
    """What at least half of the tables marked, meeting by meeting."""
    say = series.say
    rows = []
    for session in series.sessions:
        table = cross_cutting(session)
        table = table[table["share"] >= HALF]
        telling = series.telling(session)
        told = ", ".join(
            say(
                "{card} ({marked}/{groups} groups)",
                card=telling.title(card),
                marked=say.number(int(row["marked"])),
                groups=say.number(int(row["groups"])),
            )
            for card, row in table.iloc[: series.most].iterrows()
        )
        if told:
            rows.append((series.names[session.code], told))
    return series.section("cross-cutting", say("What cuts across everything"), [Facts(tuple(rows))] if rows else [])


# -------------------------------------------------------------------- what is open and what was closed


def _still_open(series: Series) -> Section | None:
    say, lines = series.say, left_open(series.sessions)
    actions = [line for line in lines if isinstance(line.item, Action)]
    parked = [line for line in lines if not isinstance(line.item, Action)]
    blocks: list[Block | None] = [
        Paragraph(say("Nothing is left open.")) if not lines else None,
        *_lines(series, say("Actions, by the meeting that agreed on them:"), actions),
        *_lines(series, say("Parking lot, by the meeting that brought it up:"), parked),
    ]
    return series.section("open", say("Still open"), blocks)


def _closed(series: Series) -> Section | None:
    say, lines = series.say, closed_since(series.sessions)
    done = [line for line in lines if line.item.state == "done"]
    dropped = [line for line in lines if line.item.state == "dropped"]
    blocks: list[Block | None] = [
        Paragraph(say("Nothing has been closed yet.")) if not lines else None,
        *_lines(series, say("Done, by the meeting that brought it up:"), done),
        *_lines(series, say("Dropped, by the meeting that brought it up:"), dropped),
    ]
    return series.section("closed", say("What was closed"), blocks)


def _lines(series: Series, what: str, lines: Sequence[Open]) -> list[Block | None]:
    if not lines:
        return []
    places = {code: place for place, code in enumerate(series.names)}
    ordered = sorted(lines, key=lambda line: places.get(line.since, -1))
    rows = tuple((_since(series, line), _line(series, line)) for line in ordered[: series.most])
    return [Paragraph(what), Facts(rows), _more(series, len(lines) - len(rows))]


def _since(series: Series, line: Open) -> str:
    return series.names.get(line.since) or series.say("Session {code}", code=line.since)


def _line(series: Series, line: Open) -> str:
    item = line.item
    if not isinstance(item, Action):
        return item.text
    say = series.say
    due = say("by {day}", day=day(item.due, say)) if item.due else ""
    why = say("Reason: {why}", why=item.why) if item.state == "dropped" and item.why else ""
    told = " – ".join(part for part in (item.text, item.who, due) if part)
    return sentences(ended(told), why) if why else told


def _method(series: Series) -> Section | None:
    say = series.say
    told = sentences(
        say("Each meeting is told as in its own write-up, and what is hidden there is hidden here."),
        say("Answers of different meetings are not added up: other people were in the room."),
        say("The answers to a card stand side by side only where people read the same words."),
    )
    codes = ", ".join(f"{series.names[session.code]} {session.code}" for session in series.sessions)
    rows = ((say("Sessions"), codes), (say("Cards"), _each(say.card_text(s.deck.title) for s in series.sessions)))
    return series.section("method", say("How this was done"), [Paragraph(told), Facts(rows)])


# -------------------------------------------------------------------- one meeting


def _digest(series: Series, session: Session) -> Section:
    """A meeting on about one page: what its own write-up tells first. What all meetings share stands in front."""
    say, telling = series.say, series.telling(session)
    told = {section.id: section for section in write_up(session, say.language).sections}
    opened, name = session.opened, f"meeting-{session.code}"
    rows = [
        (say("Date"), day(session_day(session), say)),
        (say("Place"), opened.place),
        (say("Region"), "" if _shared(series, "region") else opened.region),
        (say("Organised by"), "" if _shared(series, "organisers") else opened.organisers),
        (say("Aim"), "" if _shared(series, "aim") else opened.aim),
    ]
    parts = [_digested(telling, told[id], name) for id in DIGEST if id in told]
    return Section(
        id=name,
        heading=f"{series.names[session.code]}: {opened.title}",
        language=say.language,
        blocks=(Facts(tuple((label, text) for label, text in rows if text)),),
        sections=tuple(part for part in parts if part is not None),
    )


def _shared(series: Series, field: str) -> str:
    """What all sessions have there, or nothing."""
    return _one(str(getattr(session.opened, field)) for session in series.sessions)


def _digested(telling: Telling, section: Section, name: str) -> Section | None:
    """A section of a write-up as a digest has it; None where nothing is left."""
    own = telling.session.passages(telling.say.language)
    left_out = LEFT_OUT - set(own)
    blocks: list[Block] = [b for b in section.blocks if isinstance(b, Lead | Paragraph) and b.place not in left_out]
    if section.id == "headline":
        blocks += _leaning_drawn(telling)
    inner: tuple[Section, ...] = ()
    if section.id == "cards":
        blocks = []
        inner = tuple(_card(telling, part, name) for part in section.sections[:MOST_CARDS])
    if not blocks and not inner:
        return None
    return msgspec.structs.replace(section, id=f"{name}-{section.id}", blocks=tuple(blocks), sections=inner)


def _card(telling: Telling, section: Section, name: str) -> Section:
    """A card without its theme and its bars, and of its notes the first that is starred."""
    themes = [theme_line(telling, card) for card in telling.session.cards.values()]
    blocks: list[Block] = []
    for block in section.blocks:
        if isinstance(block, Quotes):
            starred = tuple(quote for quote in block.items if quote.starred)[:MOST_QUOTES]
            blocks += [Quotes(starred)] if starred else []
        elif not isinstance(block, Answers) and block not in themes:
            blocks.append(block)
    return msgspec.structs.replace(section, id=f"{name}-{section.id}", blocks=tuple(blocks))


def _leaning_drawn(telling: Telling) -> list[Block]:
    """How people leaned, as bars; nothing where it is hidden or nobody answered."""
    say, room = telling.say, people_leaning(telling.session)
    if room.hidden or not room.people:
        return []
    counts = {stance: int(getattr(room, name)) for stance, name in SIDES.items()}
    named = {
        "opportunity": say("More opportunity"),
        "threat": say("More threat"),
        "both": say("Even"),
        "unsure": say.stance("unsure"),
    }
    words = say(
        "Bar chart: how people leaned. More opportunity {opportunity}, more threat {threat}, even {both}, can't say "
        "{unsure}. People: {people}.",
        people=say.number(room.told),
        **{stance: say.number(count) for stance, count in counts.items()},
    )
    return [Answers(tuple((s, f"{SIGNS[s]} {named[s]}", counts[s]) for s in STANCES), words)]

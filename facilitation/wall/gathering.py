"""The wall before the cards: the way in, the welcome, who is here; and the pause."""

from __future__ import annotations

import re
from collections.abc import Callable

from facilitation.wall import fitting
from facilitation.wall.parts import address_words, element, qr_image, whole, words
from facilitation.wall.view import LONG_TITLE, View, framed, heading
from facilitation.words import Speaker
from sessions.items import Wifi
from sessions.results import Progress, composition, sectors_missing

TWO_COLUMNS = 6  # sectors that fit one column
PICTURE = 45.0  # percent of the wall's height: no QR code in the lobby is smaller, its white edge included
MISSING_SIZE = 4.8  # percent of the wall's height for the sectors that nobody came from
MISSING_ROOM = 13.0  # and how high they may stand


def lobby(view: View) -> str:
    """The way in as a picture, an address and a code; under it who is here, and in turns the ground rules."""
    session = view.session
    wifi = session.screen.wifi
    picture, way = _way_in(view)
    code = words("p", session.door, "code")
    many = view.said("p", lambda say: joined(view.room, say), "joined") if view.shows("joined") else ""
    locked = view.said("p", lambda say: say("The door is closed: nobody new can join."), "quiet")
    right = element("div", (locked if session.locked else way + code) + many + view.rehearsal())
    inside = ("" if session.locked else picture) + right + (_wifi(view, wifi) if wifi else "")
    join = element("div", inside, "join", style=f"--picture: {PICTURE}cqh")
    title = _title(view)
    full = len(session.opened.sectors) > 6
    sectors, rules = _sectors(view), _rules(view)
    about = full and (view.turn(2) == 0 or not sectors)  # a full strip has room for one of them
    strip = rules if view.turn(2) == 0 or not sectors else sectors
    below = element("div", (_aim(view) if about else "") + strip, "strip")
    css = "scene lobby full" if full else "scene lobby"
    return element("div", title + ("" if full else _aim(view)) + join + below, css + (" with-wifi" if wifi else ""))


def _title(view: View) -> str:
    title = view.session.opened.title
    return element("h1", whole(title), "long" if len(title) > LONG_TITLE else "", dir="auto")


def joined(room: Progress, say: Speaker) -> str:
    return say.many("{n} person has joined", "{n} people have joined", room.people)


def _way_in(view: View) -> tuple[str, str]:
    """The QR code of the address, and the address in words."""
    if not view.join_url:
        lost = view.said(
            "p",
            lambda say: say("Phones cannot reach this computer yet. Connect it to the room's network."),
            "address",
        )
        return "", lost
    picture = qr_image(view.join_url, view.say("QR code of the address {address}", address=view.join_url))
    way = (
        view.said("p", lambda say: say("Open on your phone"), "quiet")
        + address_words(view.join_url.removesuffix(f"/{view.session.door}"), "address")
        + view.said("p", lambda say: say("and enter the code"), "quiet")
    )
    return picture, way


def _aim(view: View) -> str:
    aim = view.session.opened.aim
    return words("p", aim, "aim", dir="auto") if aim else view.said("p", lambda say: say.task("welcome"), "aim")


def _wifi(view: View, wifi: Wifi) -> str:
    """The guest network, as a code that joins it and in letters for whoever types."""
    say = view.say
    caption = words("p", wifi.name, "network", dir="auto")
    if wifi.password:
        caption += words("p", wifi.password, "network password", dir="auto")
    picture = qr_image(wifi_code(wifi), say("QR code that joins the network {name}", name=wifi.name))
    return element("div", view.said("p", lambda say: say("Guest wifi"), "quiet") + picture + caption, "wifi")


def wifi_code(wifi: Wifi) -> str:
    """What a phone's camera reads to join a network; marks that part its fields are escaped."""

    def field(text: str) -> str:
        return re.sub(r'([\\;,":])', r"\\\1", text)

    if not wifi.password:
        return f"WIFI:T:nopass;S:{field(wifi.name)};;"
    return f"WIFI:T:WPA;S:{field(wifi.name)};P:{field(wifi.password)};;"


def _sectors(view: View, name: Callable[[str], str] | None = None) -> str:
    """Who is here as labelled dots, zeros too; "" where that is switched off or not asked."""
    name = name or (lambda sector: words("span", view.say.sector(sector)))
    if not view.shows("sectors"):
        return ""
    rows = [
        element(
            "li",
            words("span", view.say.number(people), "dot") + name(sector),
            "" if people else "none",
        )
        for sector, people in composition(view.session).items()
    ]
    return element("ul", "".join(rows), "sectors") if rows else ""


def _rules(view: View) -> str:
    """Three ground rules, short enough to be read aloud."""
    rules = (
        view.say("Speak for yourself and let others finish."),
        view.say("No names are asked for, and small groups are never shown apart."),
        view.say("There are no wrong answers: we look for where views differ."),
    )
    return element("ol", "".join(words("li", rule) for rule in rules), "rules")


def welcome(view: View) -> str:
    """What the day is for and how we talk, while somebody welcomes the room."""
    session = view.session
    aim = session.opened.aim
    task = words("p", aim, "task", dir="auto") if aim else view.task()
    middle = element("div", _title(view) + task + _rules(view), "middle welcome")
    return framed(view, middle, _joined_foot(view))


def _joined_foot(view: View) -> str:
    count = view.said("p", lambda say: joined(view.room, say), "count") if view.shows("joined") else ""
    return count + view.rehearsal()


def who(view: View) -> str:
    """Who is in the room, and whose voice is missing."""
    gone = sectors_missing(view.session) if view.shows("missing") and view.room.people else ()
    names = [view.say.sector(sector) for sector in gone]
    missing = _missing(view.say("Missing: {names}", names=", ".join(names))) if names else ""
    rows = _sectors(view, lambda sector: view.said("span", lambda say: say.sector(sector)))
    large = f"large {'two' if len(view.session.opened.sectors) > TWO_COLUMNS else ''}".strip()
    shown = element("div", rows, large) if rows else ""
    middle = element("div", view.task_and_clock(view.clock()) + shown + missing, "middle who")
    return framed(view, middle, _joined_foot(view), clock=False)


def _missing(text: str) -> str:
    def size(wide: float) -> float:
        return fitting.largest(
            lambda size: fitting.LINE * size * fitting.lines(text, size, wide), MISSING_ROOM, MISSING_SIZE
        )

    style = fitting.sized(size)
    return words("p", text, "missing sized", style=style)


def pause(view: View) -> str:
    """A pause: the clock stands, and who comes now can still join."""
    picture = _way_in(view)[0] if not view.session.locked else ""
    code = words("p", view.session.door, "code") if picture else ""
    waiting = view.clock()
    stands = view.said("p", lambda say: say("The clock stands still."), "quiet") if waiting else ""
    left = heading(view, lambda say: say("Pause")) + waiting + stands + code
    return framed(view, element("div", element("div", left) + picture, "middle pause join"), clock=False)

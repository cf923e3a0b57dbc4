"""The door: who can still join and by which code, and links for colleagues, observers and other walls."""

from __future__ import annotations

import streamlit as st

from facilitation.desk.desk import Desk, day_of
from facilitation.desk.notices import command, explained
from facilitation.doors import NAME_LENGTH, Link, LinkRole
from facilitation.wall.living import redrawn
from facilitation.wall.parts import element, qr_image, words
from facilitation.words import Speaker
from sessions.session import Session

SHOWN_ROLES: tuple[LinkRole, ...] = ("desk", "observer", "wall")


def panel(desk: Desk, session: Session) -> None:
    door, guests = st.columns(2, gap="large")
    with door:
        joining(desk)
    with guests:
        links(desk)


# -------------------------------------------------------------------- joining


@redrawn(every=5.0)
def joining(desk: Desk) -> None:
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        st.html(words("h2", say("The door")))
        locked = say("Locked: nobody new can join. Whoever has a seat stays.")
        is_open = say("Open: whoever has the code can join.")
        st.html(words("p", locked if session.locked else is_open, "step") + words("p", session.door, "code personal"))
        with st.container(horizontal=True):
            st.button(
                say("Let people join again") if session.locked else say("Let nobody new in"),
                key="lock",
                on_click=_lock,
                args=(desk, not session.locked),
            )
        with st.expander(say("Change the code")):
            explanation = say(
                "When strangers have got hold of the code. People who are here notice nothing; new ones need the "
                "new code, which the wall shows at once."
            )
            st.html(words("p", explanation))
            st.button(say("Make a new code"), key="change-code", on_click=_change_code, args=(desk,))


def _lock(desk: Desk, on: bool) -> None:
    command(desk.say, desk.now(), lambda: desk.house.workshop.aside(desk.code, lambda session: session.lock(on=on)))


def _change_code(desk: Desk) -> None:
    command(desk.say, desk.now(), lambda: desk.house.workshop.change_code(desk.code))


# -------------------------------------------------------------------- links


def link_roles(say: Speaker) -> dict[str, str]:
    return {
        "desk": say("Co-facilitator: runs this session"),
        "observer": say("Observer: sees the desk, changes nothing"),
        "wall": say("Wall: shows the wall and nothing else"),
    }


@redrawn()
def links(desk: Desk) -> None:
    """A new link, shown once as an address and a QR code; and those there are, each of which can be ended."""
    say = desk.say
    with explained(say, desk.now()):
        desk.session()
        st.html(words("h2", say("Links for others")))
        explanation = say(
            "For a colleague, for somebody who looks on, for another projector, or for your own phone as a remote."
        )
        st.html(words("p", explanation, "quiet"))
        roles = link_roles(say)
        role = st.radio(
            say("What the link is for"),
            SHOWN_ROLES if desk.role == "facilitator" else ("wall",),
            format_func=roles.__getitem__,
            label_visibility="collapsed",
            key="link-role",
        )
        st.text_input(say("Whose link it is"), max_chars=NAME_LENGTH, key="link-name")
        st.button(say("Make a link"), key="make-link", on_click=_make, args=(desk, role))
        code, made = st.session_state.get("made-link", ("", ""))
        if made and code == desk.code:
            st.html(element("div", qr_image(made, say("QR code of the link")) + element("div", _told(say)), "reach"))
            st.code(made, language=None, wrap_lines=True)
        _made(desk)


def _told(say: Speaker) -> str:
    return words("p", say("Send this link, or scan it with the other phone. It is shown only now.")) + words(
        "p", say("Whoever has it can use it, until you end it."), "quiet"
    )


def _make(desk: Desk, role: LinkRole) -> None:
    st.session_state.pop("made-link", None)
    with explained(desk.say, desk.now()):
        path = desk.house.doors.link(role, desk.code, st.session_state["link-name"])
        st.session_state["made-link"] = (desk.code, f"{desk.house.address()}{path}")
        st.session_state["link-name"] = ""


def _made(desk: Desk) -> None:
    """The links there are, by name, with when they were made and last used."""
    say = desk.say
    for link in desk.house.doors.links(desk.code):
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"link-{link.id[:12]}"):
            st.html(about_link(link, say), width="stretch")
            if desk.role == "facilitator" or link.role == "wall":
                st.button(say("End this link"), key=f"end-{link.id[:12]}", on_click=_end, args=(desk, link.id))


def about_link(link: Link, say: Speaker) -> str:
    made = say("Made {day} at {time}", day=_day(link.made_at, say), time=_time(link.made_at))
    used = say("last used {day} at {time}", day=_day(link.used_at, say), time=_time(link.used_at))
    name = words("b", link.name, dir="auto") + " " if link.name else ""
    role = words("span", link_roles(say)[link.role])
    return element("p", name + role) + words("p", f"{made}, {used if link.used_at else say('not used yet')}", "quiet")


def _day(at: int, say: Speaker) -> str:
    return say.day(day_of(at).date())


def _time(at: int) -> str:
    return f"{day_of(at):%H:%M}"


def _end(desk: Desk, link: str) -> None:
    with explained(desk.say, desk.now()):
        desk.house.doors.revoke(desk.code, link)
        st.session_state.pop("made-link", None)

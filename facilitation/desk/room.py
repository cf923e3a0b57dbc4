"""How phones and projectors get here: the address for phones, and the wall in a window of its own."""

from __future__ import annotations

import streamlit as st

from facilitation.desk.desk import Desk, wall_address
from facilitation.wall.living import redrawn
from facilitation.wall.parts import bare, element, qr_image, words
from sessions.session import Session


def panel(desk: Desk, session: Session) -> None:
    say = desk.say
    left, right = st.columns(2, gap="large")
    with left:
        st.html(words("h2", say("How phones get here")))
        _address(desk)
    with right:
        st.html(words("h2", say("The wall on the projector")))
        _walls(desk)


def _address(desk: Desk) -> None:
    say, house = desk.say, desk.house
    addresses = house.addresses()
    if not addresses:
        st.html(words("p", say("Phones cannot reach this computer yet. Connect it to the room's network."), "notice"))
        return
    chosen = st.selectbox(say("Address for phones"), addresses, index=addresses.index(house.address()), key="address")
    house.choose_address(chosen)
    url = house.join_url(desk.code)
    picture = qr_image(url, say("QR code of the address {address}", address=url))
    told = words("p", bare(url), "address") + words("p", say("Open it on your own phone to see whether it works."))
    st.html(element("div", picture + element("div", told), "reach"))
    reached(desk)


@redrawn(every=2.0)
def reached(desk: Desk) -> None:
    """Whether any phone has found the way here yet."""
    count = desk.house.hub.reached()
    found = desk.say.many("{n} phone has found the way here.", "{n} phones have found the way here.", count)
    nobody = desk.say("No phone has found the way here yet. If none can, try another address or another network.")
    st.html(words("p", found if count else nobody, "quiet"))


def _walls(desk: Desk) -> None:
    say, house = desk.say, desk.house
    with st.container(horizontal=True):
        st.link_button(say("Open the wall in a new window"), wall_address(desk.code))
        st.link_button(say("Open a dark wall"), wall_address(desk.code, "dark"))
    st.html(words("p", say("Move the window to the projector and make it full screen (F11).")))
    if st.button(say("Make a link for another computer"), key="wall-link"):
        st.session_state["made"] = (desk.code, f"{house.address()}{house.doors.wall_link(desk.code)}")
    code, link = st.session_state.get("made", ("", ""))
    if link and code == desk.code:
        st.html(words("p", say("Open this address on the other computer. It shows the wall and nothing else.")))
        st.code(link, language=None, wrap_lines=True)
        if st.button(say("Make the links invalid"), key="revoke"):
            house.doors.revoke_walls(desk.code)
            del st.session_state["made"]
            st.rerun()

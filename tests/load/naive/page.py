"""The participant page as Streamlit's own tutorials would have it: one script, state shared by everyone, a poll."""

import uuid
from collections import Counter

import streamlit as st

STANCES = {"opportunity": "Opportunity", "threat": "Threat", "both": "Both", "unsure": "Can't say"}


@st.cache_resource
def room() -> dict[str, dict[str, str]]:
    return {"votes": {}, "shown": {}}


@st.fragment(run_every=2.0)
def results() -> None:
    if not room()["shown"]:
        st.write(f"{len(room()['votes'])} have answered")
        return
    st.subheader("Results")
    st.bar_chart(Counter(room()["votes"].values()))


if "me" not in st.session_state:
    st.session_state["me"] = str(uuid.uuid4())
if "reveal" in st.query_params:
    room()["shown"]["card"] = "yes"
st.title("Trendipakka")
st.header("Digitalisation changes what every job is made of")
with st.expander("Turn the card"):
    st.write("Tasks move to software faster than job titles change. Half of those in work need new skills by 2030.")
st.write("Is this an opportunity or a threat for us?")
for stance, name in STANCES.items():
    if st.button(name, key=stance, width="stretch"):
        room()["votes"][st.session_state["me"]] = stance
        st.success("Saved")
results()

"""The script that Streamlit runs for the facilitator's browser, again at every click."""

import streamlit as st

from facilitation.desk.frame import show

show(st.context.cookies)

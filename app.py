"""Trendipakka, the application: phones at `/`, the facilitator's desk and the wall under `/facilitate`.

python3 run.py            sets up and starts it
streamlit run app.py      starts it where the packages are installed
"""

import streamlit as st

from facilitation.house import rooms

# `streamlit run` knows an application by this literal call, not by a function that makes it.
app = st.App("facilitation/desk/main.py", **rooms())

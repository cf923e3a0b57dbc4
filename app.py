"""Trendipakka, the application: phones at `/`, the facilitator's desk and the wall under `/facilitate`.

python3 run.py            sets up and starts it
streamlit run app.py      starts it where the packages are installed
"""

from facilitation.house import build

app = build()

"""The steps of a session and their ready-made orders."""

from sessions.events import Step

SHORT = (
    Step(id="welcome", kind="welcome", minutes=10),
    Step(id="rate", kind="rate", minutes=5),
    Step(id="talk", kind="talk", minutes=15),
    Step(id="reveal", kind="reveal", minutes=20),
    Step(id="close", kind="close", minutes=5),
)

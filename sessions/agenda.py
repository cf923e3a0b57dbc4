"""The steps of a session and their ready-made orders."""

from collections.abc import Sequence

from sessions.events import Step, StepKind

MOST_MINUTES = 600  # of a step, and on a round's clock
ONCE: tuple[StepKind, ...] = ("priorities", "checkout")  # kinds of steps whose answers a session has once

SHORT = (
    Step(id="welcome", kind="welcome", minutes=10),
    Step(id="rate", kind="rate", minutes=5),
    Step(id="talk", kind="talk", minutes=15),
    Step(id="reveal", kind="reveal", minutes=20),
    Step(id="close", kind="close", minutes=5),
)

FULL = (
    *SHORT[:-1],
    Step(id="priorities", kind="priorities", minutes=8),
    Step(id="checkout", kind="checkout", minutes=6),
    Step(id="close", kind="close", minutes=2),
)


def is_agenda(steps: Sequence[Step]) -> bool:
    """Whether a session can run through these steps: there are some, each has an id and a length of its own."""
    ids = {step.id for step in steps}
    kinds = [step.kind for step in steps]
    return (
        0 < len(ids) == len(steps)
        and all(0 <= step.minutes <= MOST_MINUTES for step in steps)
        and all(kinds.count(kind) <= 1 for kind in ONCE)
    )

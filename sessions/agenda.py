"""The steps of a session and their ready-made orders."""

from collections.abc import Mapping, Sequence

from sessions.events import Step, StepKind

MOST_MINUTES = 600  # of a step, and on a round's clock
MOST_STEPS = 40
MOST_AGAIN = 12  # cards that are rated again
TASK_LENGTH = 200  # graphemes of a task in the facilitator's own words
ONCE: tuple[StepKind, ...] = ("warmup", "priorities", "checkout")  # kinds of steps whose answers a session has once


def _steps(*planned: tuple[StepKind, int]) -> tuple[Step, ...]:
    """Steps with the name of their kind as id: "rate", and the second of a kind "rate-2"."""
    kinds = [kind for kind, _ in planned]
    steps = []
    for place, (kind, minutes) in enumerate(planned):
        before = kinds[:place].count(kind)
        steps.append(Step(id=f"{kind}-{before + 1}" if before else kind, kind=kind, minutes=minutes))
    return tuple(steps)


SHORT = _steps(("welcome", 10), ("rate", 5), ("talk", 15), ("reveal", 20), ("close", 5))

FULL = _steps(
    ("welcome", 10),
    ("rate", 5),
    ("talk", 15),
    ("reveal", 20),
    ("priorities", 8),
    ("checkout", 6),
    ("close", 2),
)

# By what they are for; their names stand in the catalogues.
TEMPLATES: Mapping[str, tuple[Step, ...]] = {
    "morning": _steps(("welcome", 3), ("rate", 4), ("reveal", 8), ("checkout", 3), ("close", 2)),
    "short": SHORT,
    "hour": _steps(
        ("welcome", 5),
        ("who", 4),
        ("rate", 6),
        ("talk", 12),
        ("reveal", 15),
        ("crosscutting", 5),
        ("priorities", 6),
        ("checkout", 5),
        ("close", 2),
    ),
    "full": FULL,
    "round": _steps(
        ("welcome", 5),
        ("warmup", 5),
        ("who", 5),
        ("rate", 5),
        ("talk", 15),
        ("reveal", 10),
        ("rerate", 10),
        ("crosscutting", 7),
        ("priorities", 8),
        ("actions", 12),
        ("checkout", 6),
        ("close", 2),
    ),
    "half-day": _steps(
        ("welcome", 10),
        ("warmup", 5),
        ("who", 10),
        ("speech", 20),
        ("speech", 20),
        ("rate", 8),
        ("talk", 25),
        ("reveal", 20),
        ("rerate", 12),
        ("crosscutting", 8),
        ("priorities", 10),
        ("actions", 25),
        ("checkout", 8),
        ("close", 4),
    ),
    "pair-1": _steps(
        ("welcome", 10),
        ("who", 8),
        ("speech", 15),
        ("rate", 6),
        ("talk", 25),
        ("reveal", 20),
        ("crosscutting", 8),
        ("checkout", 6),
        ("close", 2),
    ),
    "pair-2": _steps(
        ("welcome", 10),
        ("actions", 10),
        ("rate", 6),
        ("reveal", 15),
        ("talk", 20),
        ("rerate", 8),
        ("priorities", 8),
        ("actions", 15),
        ("checkout", 6),
        ("close", 2),
    ),
    "weekly": _steps(("welcome", 1), ("rate", 3), ("reveal", 6), ("actions", 5), ("close", 1)),
    "hybrid": _steps(
        ("welcome", 10),
        ("warmup", 5),
        ("who", 5),
        ("rate", 7),
        ("talk", 20),
        ("reveal", 15),
        ("priorities", 8),
        ("actions", 12),
        ("checkout", 6),
        ("close", 2),
    ),
}


def is_agenda(steps: Sequence[Step]) -> bool:
    """Whether a session can run through these steps: there are some, each has an id and a length of its own."""
    ids = {step.id for step in steps}
    kinds = [step.kind for step in steps]
    return (
        0 < len(ids) == len(steps) <= MOST_STEPS
        and all(0 <= step.minutes <= MOST_MINUTES for step in steps)
        and all(0 < step.most <= MOST_AGAIN for step in steps)
        and all(kinds.count(kind) <= 1 for kind in ONCE)
    )

"""What can be refused about decks.

Exception
└── DeckRefused    a deck file that cannot be played; carries everything that is to be mended
"""

from collections.abc import Sequence

from cards.problems import Problem, explain


class DeckRefused(Exception):
    """A deck was not read. `problems` holds at least one, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(tuple(problems))
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(explain(problem, "en") for problem in self.problems)

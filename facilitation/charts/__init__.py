"""Tables of `sessions.results` as Plotly figures, as rows, and as the sentences that say the same.

Every figure has a companion `..._words`, made from the same rows, for its alt text. Sizes are pixels; a wall passes
`text_size` as a thirtieth of its height or more. Show them with `theme=None`, or Streamlit's replaces these colours.
Texts of decks and people are escaped for Plotly, which would read `<a href=…>` in a label as a link.

`look` has colours and letters, `cards` and `map` what the room answered, `groups` tables and sectors, `course` what
changed and when, `people` who was there, `told` a chart with all that goes with it, `drawing` a figure as SVG.
"""

from facilitation.charts.cards import (
    ORDERS,
    Order,
    card_figure,
    card_words,
    cards_figure,
    cards_words,
    groups_words,
    sorted_cards,
)
from facilitation.charts.look import FONT, LETTER, LOOKS, Look, Theme, plain, two_lines
from facilitation.charts.map import map_figure, map_words

__all__ = [
    "FONT",
    "LETTER",
    "LOOKS",
    "ORDERS",
    "Look",
    "Order",
    "Theme",
    "card_figure",
    "card_words",
    "cards_figure",
    "cards_words",
    "groups_words",
    "map_figure",
    "map_words",
    "plain",
    "sorted_cards",
    "two_lines",
]

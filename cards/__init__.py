"""What lies on the table: decks, their cards, and how they are read. Knows nothing of sessions."""

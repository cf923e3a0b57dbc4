"""What happens around the table: events, rules, the log, results. Knows cards, not screens."""

"""Our own words for a session, subject by subject: plain functions that give sections, by rules."""

"""How the tables became what they are, one numbered step a file in versions/."""

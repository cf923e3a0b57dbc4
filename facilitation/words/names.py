"""The names of things that have ids: stances, sectors, marks, kinds of notes, steps, fields. English, as msgids."""


def later(text: str) -> str:
    """Marks a text for the catalogues; it is said where the language is known."""
    return text


# Each language as its speakers call it.
OWN_NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}

# Sign and word always stand beside the colour.
SIGNS = {"opportunity": "▲", "threat": "▼", "both": "◆", "unsure": "○"}

STANCES = {
    "opportunity": later("Opportunity"),
    "threat": later("Threat"),
    "both": later("Both"),
    "unsure": later("Can't say"),
}

SECTORS = {
    "association": later("Association or foundation"),
    "municipality": later("Municipality or employment area"),
    "state": later("State authority"),
    "wellbeing": later("Wellbeing services county"),
    "education": later("School or college"),
    "employer": later("Employer or company"),
    "provider": later("Private service provider"),
    "social-enterprise": later("Social enterprise"),
    "insurance": later("Kela or insurance"),
    "jobseeker": later("Jobseeker or expert by experience"),
    "project": later("Project"),
    "other": later("Other"),
    "": later("Not said"),
}

MARKS = {
    "cross-cutting": later("Cuts across everything"),
    "spoke-to-us": later("Spoke to us"),
}

NOTE_KINDS = {
    "plus": later("Plus"),
    "minus": later("Minus"),
    "idea": later("Idea"),
    "obstacle": later("Obstacle"),
    "offer": later("We can offer"),
    "need": later("We need"),
    "practice": later("Good practice"),
}

NOTE_STATUSES = {
    "received": later("Received"),
    "on-screen": later("On the wall"),
    "used": later("Used in an outcome"),
}

STEPS = {
    "welcome": later("Welcome"),
    "warmup": later("Practice card"),
    "who": later("Who is here"),
    "speech": later("Speech"),
    "rate": later("Rate alone"),
    "talk": later("Talk at the table"),
    "reveal": later("Reveal and discuss"),
    "rerate": later("Rate again"),
    "crosscutting": later("What cuts across everything"),
    "priorities": later("What matters most"),
    "actions": later("Actions"),
    "checkout": later("Last questions"),
    "close": later("Closing"),
}

TASKS = {
    "welcome": later("Join with your phone. You need no account and no name."),
    "warmup": later("Try it with a practice card: answer, and change your answer. It does not count."),
    "who": later("Who is here today, and whose voice is missing?"),
    "speech": later("Listen. You can write notes meanwhile."),
    "rate": later("Read your cards in silence and rate each of them."),
    "talk": later("Talk at your table. Write notes, and mark the cards that spoke to you."),
    "reveal": later("Let us look together: where do we agree, where do we differ?"),
    "rerate": later("Rate these cards once more, now that you have talked."),
    "crosscutting": later("Mark the cards that cut across everything, at most two at each table."),
    "priorities": later("Give your points to the cards that matter most."),
    "actions": later("What do we do next? Tap the actions that you can take."),
    "checkout": later("Three short questions before we leave."),
    "close": later("Thank you for taking part."),
}

# What people fill in themselves; a field that only a script can get wrong keeps its own name.
FIELDS = {
    "title": later("Title"),
    "aim": later("Aim"),
    "date": later("Date"),
    "place": later("Place"),
    "region": later("Region"),
    "organisers": later("Organisers"),
    "series": later("Series"),
    "number": later("Number in the series"),
    "minutes": later("Minutes"),
    "groups": later("Names of the tables"),
    "hand": later("Cards"),
    "anchors": later("Cards for everyone"),
    "languages": later("Languages on the phones"),
    "nickname": later("Nickname"),
    "text": later("Note"),
    "card": later("Card"),
    "kind": later("Kind of note"),
    "stance": later("Your answer"),
    "points": later("Points"),
    "grade": later("Grade"),
    "personal": later("Personal code"),
    "template": later("Name of the agenda"),
}

"""One sentence for each thing that can be refused, by the refusal's code; facts of the refusal in braces."""

from facilitation.words.names import later

# Seconds stand as "s", and counts after a colon or before "characters": 1 must read as well as 20.

REFUSALS = {
    "no_such_session": later("No session has this code. Look at the wall and type the code again."),
    "no_such_series": later("There is no such series any more."),
    "no_such_seat": later("This phone has no seat in the session yet. Join with the code on the wall."),
    "seat_elsewhere": later("Your seat was moved to another phone. Go on there."),
    "no_such_personal_code": later(
        "This personal code cannot be used: it may have run out. Ask the facilitator for a new one."
    ),
    "no_such_group": later("There is no such table in this session. Choose one from the list."),
    "no_such_card": later("This card is not among your cards."),
    "no_such_note": later("That note is not yours, or it has been taken back already."),
    "no_such_sector": later("There is no such sector in this session. Choose one from the list."),
    "no_such_deck": later("There is no deck of that name. Choose one from the list."),
    "no_such_template": later("This agenda is not kept any more: {name}."),
    "round_closed": later("The round is closed, so this answer was not counted."),
    "no_round_open": later("No rating round is open just now."),
    "session_closed": later("The session has ended. Nothing can be added any more."),
    "session_paused": later("The facilitator has stopped the clock for a moment. Wait until it goes on."),
    "session_locked": later("Nobody new can join just now. Ask the facilitator."),
    "round_running": later("The round is still open. Close it first, then one card can be rated anew."),
    "nothing_to_undo": later("There is nothing left to take back: half a minute has passed."),
    "written_meanwhile": later("Somebody else wrote here a moment ago. Now it says: “{text}”."),
    "seat_removed": later("The facilitator has taken you out of the session. Talk to the facilitator."),
    "seat_muted": later("The facilitator has closed notes for you. Your answers still count."),
    "tables_fixed": later("Tables can be changed between rounds, where people choose their table."),
    "too_many_groups": later("There can be at most {most} tables."),
    "too_many_items": later("The list is full (at most {most})."),
    "nothing_to_draw": later("There is no card left to turn over for your table."),
    "too_few_tables": later(
        "Each card should lie on {needed} tables, and there are only {left}. Add tables, or ask for fewer."
    ),
    "hands_too_small": later(
        "With {size} cards in a hand this cannot be done. Give each table at least {needed} cards."
    ),
    "hands_not_picked": later("A table has no cards yet. Pick cards for every table."),
    "no_such_item": later("That line is not there any more."),
    "not_published": later("This result is not public, or not any more. Ask the organisers."),
    "no_such_step": later("There is no such step in this session."),
    "session_moved": later("Somebody else moved the session on a moment ago. Here is how it stands now."),
    "too_many_marks": later("Your table has used its {most} marks. Take one away first."),
    "too_many_points": later("Your points are all given ({most}). Take some back from another card first."),
    "priorities_closed": later("Points cannot be given just now, so these were not counted."),
    "device_full": later("This phone has {most} people already. Use another phone for the next one."),
    "nothing_dealt": later("The cards have not been dealt yet."),
    "already_revealed": later("Answers have been shown already, so the cards cannot be dealt again."),
    "nothing_to_reveal": later("Close the rating round first; then its answers can be shown."),
    "at_the_end": later("This was the last step."),
    "at_the_start": later("This is the first step."),
    "code_taken": later(
        "There is a session with the code {code} already. Delete that one first to bring this one back."
    ),
    "missing_field": later("Something is missing: {field}."),
    "bad_field": later("This cannot be used: {field}. Check it and try again."),
    "text_empty": later("Write something first."),
    "text_too_long": later("This is too long: {length} characters, and at most {most} fit."),
    "not_enough_cards": later(
        "Too few cards to deal: {left}, and {needed} are needed. Choose more cards or fewer tables."
    ),
    "no_groups": later("Name at least one table."),
    "archive_unreadable": later("This is not a session archive that can be read ({where})."),
    "body_too_large": later("This is too much at once: at most {most} bytes can be sent."),
    "request_timeout": later("This took too long to arrive. Try again."),
    "wrong_media_type": later("This kind of content cannot be read here."),
    "too_many_tries": later("Too many tries. Try again in {seconds} s."),
    "too_many_notes": later("That was fast. The next note can be sent in {seconds} s."),
    "session_full": later("The session is full: {most} people have joined. Tell the facilitator."),
    "foreign_origin": later("This was sent from another page, so it was not accepted."),
    "not_yours": later("Your link does not allow this. Ask the facilitator."),
    "not_found": later("There is nothing at this address."),
    "not_allowed": later("That cannot be done here."),
    "storage_full": later("The server's disk is full. Your answer is kept on this phone; tell the facilitator."),
    "storage_busy": later("The server is busy. Try again in a moment."),
    "document_failed": later(
        "This document could not be made: {format}. The others can; tell whoever runs the server."
    ),
    "making_cancelled": later("The documents were called off."),
    "trouble": later("Something went wrong on the server. Try again in a moment."),
}

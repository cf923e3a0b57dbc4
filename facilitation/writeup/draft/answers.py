"""What people answered to one card, as the sentence that fits it: most of them, half against half, or all apart.

Cards follow each other in a write-up. What is told of a card is what sets it apart, so that they do not sound alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from facilitation.words.names import later
from facilitation.writeup.draft.telling import Telling, ended, sentences, upper

CLEAR = 4  # people by which one view is clearly ahead of another
ROOM = 10  # people from which "almost everybody", "narrow" and "only" mean something

OPPOSITE = {"opportunity": "threat", "threat": "opportunity"}

# How many most are, before what they saw.
MOST = {
    "half": later("Half ({k} of {n})"),
    "narrow": later("A narrow majority ({k} of {n})"),
    "majority": later("A majority ({k} of {n})"),
    "clear": later("A clear majority ({k} of {n})"),
}


def answers_told(telling: Telling, counts: Mapping[str, int]) -> str:
    """The answers to a card that somebody answered; `counts` are by stance."""
    n, most = sum(counts.values()), max(counts, key=counts.__getitem__)
    if counts[most] == n:
        return _all(telling, most, n)
    alone = all(count < counts[most] for stance, count in counts.items() if stance != most)
    if 2 * counts[most] > n or (2 * counts[most] == n and alone):
        return _most_told(telling, most, counts)
    given = [stance for stance in counts if stance != "unsure"]
    return sentences(
        f"{_weighed(telling, most, counts)}: {_saw(telling, given, counts)}.", _unsure_told(telling, counts)
    )


def _all(telling: Telling, stance: str, n: int) -> str:
    match stance:
        case "opportunity":
            return telling.many(
                "Only {n} person answered, and saw an opportunity here.",
                "All {n} who answered saw an opportunity here.",
                n,
            )
        case "threat":
            return telling.many(
                "Only {n} person answered, and saw a threat here.", "All {n} who answered saw a threat here.", n
            )
        case "both":
            return telling.many(
                "Only {n} person answered, and saw both an opportunity and a threat here.",
                "All {n} who answered saw both an opportunity and a threat here.",
                n,
            )
        case _:
            return telling.many(
                "Only {n} person answered, and could not say which this is.",
                "Of the {n} people who answered, nobody could say which this is.",
                n,
            )


# -------------------------------------------------------------------- where one answer has half of the room or more


def _most_told(telling: Telling, stance: str, counts: Mapping[str, int]) -> str:
    """What most people answered, and of the others what tells most."""
    say, n = telling.say, sum(counts.values())
    first, unsure = _most(telling, stance, counts[stance], n), _unsure_told(telling, counts)
    others = [other for other in counts if counts[other] and other not in (stance, "unsure")]
    opposite = OPPOSITE.get(stance, "")
    against = counts[opposite] if opposite else 0
    if not others:
        left = say("The others could not say.") if counts["unsure"] > 1 else unsure
        return sentences(ended(first), left)
    if stance == "unsure":
        return sentences(ended(first), ended(upper(_saw(telling, others, counts))))
    if 4 * against >= n and against > counts["both"]:
        but = say("{most}, but {others}.", most=first, others=_saw(telling, [opposite], counts))
        if not counts["both"]:
            return sentences(but, unsure)
        rest = [_saw(telling, ["both"], counts), *_unsure(telling, counts)]
        return sentences(but, ended(upper(say.listed(rest))))
    if opposite and not against:
        return sentences(_nobody_against(telling, stance, counts), unsure)
    also = _also(telling, others, counts, few=opposite) if opposite else _only(telling, others, counts)
    return sentences(f"{first}, {also}.", unsure)


def _most(telling: Telling, stance: str, k: int, n: int) -> str:
    say, facts = telling.say, {"k": telling.number(k), "n": telling.number(n)}
    if n >= ROOM and 5 * k >= 4 * n:
        match stance:
            case "opportunity":
                return say("Almost everybody ({k} of {n}) saw an opportunity here", **facts)
            case "threat":
                return say("Almost everybody ({k} of {n}) saw a threat here", **facts)
            case "both":
                return say("Almost everybody ({k} of {n}) saw both an opportunity and a threat here", **facts)
            case _:
                return say(
                    "Almost nobody ({rest} of {n}) could say which this is", rest=telling.number(n - k), n=facts["n"]
                )
    most = say(MOST[_strength(k, n)], **facts)
    match stance:
        case "opportunity":
            return say("{most} saw an opportunity here", most=most)
        case "threat":
            return say("{most} saw a threat here", most=most)
        case "both":
            return say("{most} saw both an opportunity and a threat here", most=most)
        case _:
            return say("{most} could not say which this is", most=most)


def _strength(k: int, n: int) -> str:
    if 2 * k == n:
        return "half"
    if n < ROOM:
        return "majority"
    if 3 * k >= 2 * n:
        return "clear"
    return "narrow" if 2 * k - n <= 2 else "majority"


def _nobody_against(telling: Telling, stance: str, counts: Mapping[str, int]) -> str:
    """Where nobody took the side against most: that comes first, unless most are very many."""
    say, n = telling.say, sum(counts.values())
    if n >= ROOM and 3 * counts[stance] >= 2 * n:
        first, [both] = _most(telling, stance, counts[stance], n), telling.people(counts["both"])
        if stance == "opportunity":
            return say("{most}, {n} both and nobody only a threat.", most=first, n=both)
        return say("{most}, {n} both and nobody only an opportunity.", most=first, n=both)
    views = _saw(telling, [stance, "both"], counts)
    if stance == "opportunity":
        return say("Nobody saw only a threat here: {views}.", views=views)
    return say("Nobody saw only an opportunity here: {views}.", views=views)


# -------------------------------------------------------------------- where no answer has


def _weighed(telling: Telling, most: str, counts: Mapping[str, int]) -> str:
    """How the answers lie to each other, without a full stop."""
    say, n = telling.say, sum(counts.values())
    up, down, both = counts["opportunity"], counts["threat"], counts["both"]
    if most == "unsure" and counts["unsure"] > max(up, down, both):
        return say("Many could not say which this is")
    if both > max(up, down):
        return say("Many saw two sides of this card")
    if up == down:
        return say("Opportunity and threat were even") if 4 * up > n else say("Views differed")
    if abs(up - down) == 1 and 3 * max(up, down) >= n:
        return say("Opportunity and threat were almost even")
    if up > down:
        if up >= 2 * down and up - down >= CLEAR:
            return say("Opportunity clearly outweighed threat")
        if up > both > down:
            return say("Opportunity came first, though many saw both sides")
        if 4 * both >= n:
            return say("Opportunity weighed more than threat, though views differed")
        return say("More people saw an opportunity here than a threat")
    if down >= 2 * up and down - up >= CLEAR:
        return say("Threat clearly outweighed opportunity")
    if down > both > up:
        return say("Threat came first, though many saw both sides")
    if 4 * both >= n:
        return say("Threat weighed more than opportunity, though views differed")
    return say("More people saw a threat here than an opportunity")


# -------------------------------------------------------------------- how many saw what


def _in_order(telling: Telling, stances: Iterable[str], counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """Those that somebody gave with how many did, the most frequent first."""
    order = sorted((stance for stance in stances if counts[stance]), key=lambda stance: -counts[stance])
    return list(zip(order, telling.people(*(counts[stance] for stance in order)), strict=True))


def _saw(telling: Telling, stances: Iterable[str], counts: Mapping[str, int]) -> str:
    """ "nine saw a threat, six both and five an opportunity" """
    (first, n), *others = _in_order(telling, stances, counts)
    told = [_counted(telling, stance, each) for stance, each in others]
    match first:
        case "opportunity":
            begun = telling.say("{n} saw an opportunity", n=n)
        case "threat":
            begun = telling.say("{n} saw a threat", n=n)
        case _:
            begun = telling.say("{n} saw both", n=n)
    return telling.say.listed([begun, *told])


def _also(telling: Telling, stances: Iterable[str], counts: Mapping[str, int], *, few: str) -> str:
    """ "four both and only two a threat", after what most saw; `few` is what "only" may be said of."""
    order = _in_order(telling, stances, counts)
    told = [_counted(telling, stance, n) for stance, n in order]
    if len(order) > 1 and order[-1][0] == few and sum(counts.values()) >= max(ROOM, 10 * counts[few]):
        told[-1] = telling.say("only {views}", views=told[-1])
    return telling.say.listed(told)


def _only(telling: Telling, stances: Iterable[str], counts: Mapping[str, int]) -> str:
    """ "four only an opportunity and two only a threat", after that most saw both."""
    say = telling.say
    return say.listed(
        [
            say("{n} only an opportunity", n=n) if stance == "opportunity" else say("{n} only a threat", n=n)
            for stance, n in _in_order(telling, stances, counts)
        ]
    )


def _counted(telling: Telling, stance: str, n: str) -> str:
    match stance:
        case "opportunity":
            return telling.say("{n} an opportunity", n=n)
        case "threat":
            return telling.say("{n} a threat", n=n)
        case _:
            return telling.say("{n} both", n=n)


def _unsure_told(telling: Telling, counts: Mapping[str, int]) -> str:
    return "".join(ended(upper(text)) for text in _unsure(telling, counts))


def _unsure(telling: Telling, counts: Mapping[str, int]) -> list[str]:
    """How many could not say, where somebody could not."""
    return [could_not_say(telling, counts["unsure"])] if counts["unsure"] else []


def could_not_say(telling: Telling, people: int) -> str:
    return telling.say("{n} could not say", n=telling.count(people))

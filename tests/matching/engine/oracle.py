"""The score once more, in plain Python loops and with the documented numbers written out."""

import math

GRID = 65_536
ORDER = (
    "hashtags", "wanted", "community", "kinds", "goals", "values", "stage", "hours", "language",
    "elsewhere", "room", "answers",
)  # fmt: skip
KEY_SEED = 11
WORD = 2**64
FOR_RELATIVES = {1: 0.5, 2: 0.4, 3: 0.3, 4: 0.2, 5: 0.1}


def near(value):
    return round(value * GRID) / GRID


def below(value):
    return math.floor(value * GRID) / GRID


def counts(people, name):
    users = {}
    used = []
    for person in people:
        ties = getattr(person, name)
        for tag in ties:
            users[tag] = users.get(tag, 0) + 1
        if ties:
            used.append(len(ties))
    return len(people), users, sum(used) / len(used) if used else 0


class Night:
    """What was counted over a world: (people, users by tag, average) for each list of tags."""

    def __init__(self, world):
        self.offers = counts(world.mentors, "offers")
        self.is_ = counts(world.mentees, "is_")
        self.community = counts(world.mentors, "community")
        self.related = world.related


def portions_of(wishes, counted, exact):
    """What part of all her wishes each tag is, neither rounded down nor multiplied yet."""
    people, users, _ = counted
    snap = float if exact else near

    def rarity(tag):
        known = users.get(tag, 0)
        return snap(math.log(1 + (people - known + 0.5) / (known + 0.5)))

    worth = {tag: snap(rarity(tag) * strength) for tag, strength in wishes.items()}
    total = sum(worth.values())
    return {tag: value / total if total else 0.0 for tag, value in worth.items()}


def widened(wishes, night, exact):
    """The portions of what she seeks, relatives included."""
    floor = float if exact else below
    for_relatives = FOR_RELATIVES.get(len(wishes), 0)
    found = {}
    for tag, portion in portions_of(wishes, night.offers, exact).items():
        kin = {
            relative: strength
            for relative, strength in night.related.get(tag, {}).items()
            if relative not in wishes
        }
        found[tag] = floor(portion * (1 - for_relatives * sum(kin.values())))
        for relative, strength in kin.items():
            more = floor(portion * for_relatives * strength)
            found[relative] = found.get(relative, 0) + more
    return found


def met(portions, given, counted, exact):
    """Part of the wishes met, in BM25's manner; `exact` leaves the grid out."""
    average = counted[2]
    snap = float if exact else near
    found = 0.0
    for tag, portion in portions.items():
        if tag in given:
            length = len(given) / average if average else 1
            brake = 0.6 + 0.4 * length
            found += portion * snap(given[tag] * 1.6 / (given[tag] + brake))
    return found


def lacking(mentee, mentor, night, exact):
    """How much of her wish for her own communities he leaves unmet."""
    floor = float if exact else below
    portions = portions_of(mentee.community, night.community, exact)
    return sum(
        floor(floor(portion) * mentee.community_wish)
        for tag, portion in portions.items()
        if tag not in mentor.community
    )


def part(asked, given):
    if not asked or not given:
        return 0.5
    return (asked & given).bit_count() / asked.bit_count()


def common_hours(one, other):
    """Quarter hours of a day in which both clocks stand between 8:00 and 20:00."""
    return (
        sum(
            480 <= (minute + one) % 1440 < 1200 and 480 <= (minute + other) % 1440 < 1200
            for minute in range(0, 1440, 15)
        )
        / 4
    )


def signals(mentee, mentor, night, exact=False):
    if not (0 <= mentee.stage < 16 and 0 <= mentor.stage < 16):
        stage = 0.5
    else:
        gap = mentor.stage - mentee.stage
        stage = 0 if gap < 0 else 0.5 if gap == 0 else 1 if gap <= 3 else 0.8
    if mentee.offset == 100_000 or mentor.offset == 100_000:
        hours = 0.5
    else:
        hours = min(1, common_hours(mentee.offset, mentor.offset) / 6)
    if not mentee.languages or not mentor.languages:
        language = 0.5
    else:
        language = 1 if mentee.languages & mentor.languages else 0
    if mentee.institution < 0 or mentor.institution < 0:
        elsewhere = 1 - mentee.elsewhere / 2
    else:
        elsewhere = 1 if mentee.institution != mentor.institution else 1 - mentee.elsewhere
    due = mentor.asked + 4
    simple = {
        "kinds": part(mentee.kinds, mentor.kinds),
        "goals": part(mentee.goals, mentor.goals),
        "values": part(mentee.values, mentor.values),
        "stage": stage,
        "hours": hours,
        "language": language,
        "elsewhere": elsewhere,
        "room": 2 / (2 + mentor.load),
        "answers": (
            2 * (mentor.answered + 3.2) / due
            + (mentor.prompt + 2.4) / due
            + (mentor.accepted + 2) / due
        )
        / 4,
    }
    floor = float if exact else below
    sought = widened(mentee.seeks, night, exact)
    wanted = {
        tag: floor(portion) for tag, portion in portions_of(mentor.wants, night.is_, exact).items()
    }
    found = {
        "hashtags": met(sought, mentor.offers, night.offers, exact),
        "wanted": met(wanted, mentee.is_, night.is_, exact),
        "community": 1 - lacking(mentee, mentor, night, exact),
    }
    return found | {name: value if exact else near(value) for name, value in simple.items()}


def portions(weights):
    values = [getattr(weights, name) for name in ORDER]
    wished = [value / math.fsum(values) * GRID for value in values]
    steps = [math.floor(wish) for wish in wished]
    by_rest = sorted(range(len(ORDER)), key=lambda at: -(wished[at] - steps[at]))
    for at in by_rest[: GRID - sum(steps)]:
        steps[at] += 1
    return {name: step / GRID for name, step in zip(ORDER, steps, strict=True)}


def kept_apart(mentee, mentor, excluded):
    return (
        mentee.person == mentor.person
        or (mentee.person, mentor.person) in excluded
        or not mentor.open
        or mentor.free_seats < 1
        or (
            mentor.wanted_stages > 0
            and (mentee.stage < 0 or not mentor.wanted_stages >> mentee.stage & 1)
        )
        or (
            mentor.only_elsewhere
            and mentee.institution >= 0
            and mentee.institution == mentor.institution
        )
    )


def score(mentee, mentor, night, weights):
    shares = portions(weights)
    found = signals(mentee, mentor, night)
    return sum(shares[name] * found[name] for name in ORDER)


def mix(number):
    number = (number + 0x9E3779B97F4A7C15) % WORD
    number = ((number ^ number >> 30) * 0xBF58476D1CE4E5B9) % WORD
    number = ((number ^ number >> 27) * 0x94D049BB133111EB) % WORD
    return number ^ number >> 31


def key(person):
    return mix(person ^ mix(KEY_SEED))


def ranking(world, mentee, weights):
    """All eligible mentors of one mentee, best first: [(mentor person, score)]."""
    night = Night(world)
    scored = [
        (score(mentee, mentor, night, weights), mentor.person)
        for mentor in world.mentors
        if not kept_apart(mentee, mentor, world.excluded)
    ]
    scored.sort(key=lambda found: (-found[0], mix(mix(key(mentee.person)) ^ key(found[1]))))
    return [(person, value) for value, person in scored]

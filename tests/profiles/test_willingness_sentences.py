"""Sentences and what they say of their author; many look alike and mean the opposite."""

import time

import pytest

from profiles.willingness import MOST_READ, Understanding, understand

# Sentence, and every code that is understood in it; nothing else is.
SAYS = [
    (
        "#HemePath fellow, happy to mentor on job search",
        "offers:mentorship goal:job_search stage:fellow",
    ),
    ("seeking mentor", "seeks:mentorship"),
    ("looking for a mentor", "seeks:mentorship"),
    ("can coach", "offers:coaching"),
    ("open to mentoring", "offers:mentorship"),
    ("would love a sponsor", "seeks:sponsorship"),
    ("DM me for career advice", "offers:talk"),
    ("seeking a sponsor, happy to mentor students", "seeks:sponsorship offers:mentorship"),
    ("Not looking for a mentor, happy to mentor residents", "offers:mentorship"),
    ("I am not looking for a mentor but I can mentor students", "offers:mentorship"),
    ("Happy to mentor, coach or sponsor", "offers:mentorship offers:coaching offers:sponsorship"),
    ("Looking for a mentor and a coach", "seeks:mentorship seeks:coaching"),
    ("Seeking mentor/sponsor", "seeks:mentorship seeks:sponsorship"),
    ("Med student seeking a mentor", "seeks:mentorship stage:student"),
    ("I can't wait to mentor the next class", "offers:mentorship"),
    ("Don't hesitate to ask me for career advice", "offers:talk"),
    ("I don't have time to mentor but can do one-off chats", "offers:talk"),
    ("Happy to mentor and be mentored", "seeks:mentorship offers:mentorship"),
    ("Open to being mentored", "seeks:mentorship"),
    ("Who can mentor me?", "seeks:mentorship"),
    ("I need someone to mentor me on grants", "seeks:mentorship goal:grants"),
    ("Looking for someone to mentor", "offers:mentorship"),
    ("Looking for students to mentor", "offers:mentorship"),
    ("Seeking mentees", "offers:mentorship"),
    ("Not only seeking a mentor but also happy to mentor", "seeks:mentorship offers:mentorship"),
    (
        "PGY-3 looking for a mentor for fellowship applications",
        "seeks:mentorship goal:find_fellowship stage:resident",
    ),
    ("MS2 seeking research mentor", "seeks:mentorship goal:research_project stage:student"),
    (
        "PGY-5 heme fellow, seeking a sponsor for my first faculty job",
        "seeks:sponsorship goal:job_search stage:fellow",
    ),
    (
        "happy to mentor students on board exams and imposter syndrome",
        "offers:mentorship goal:board_exams goal:belonging",
    ),
    ("happy to mentor on grants but not on promotion", "offers:mentorship goal:grants"),
    (
        "Assistant professor. Happy to chat about promotion and grants.",
        "offers:talk goal:promotion goal:grants stage:early_faculty",
    ),
    ("Associate Professor, available for mentoring", "offers:mentorship stage:mid_faculty"),
    ("Happy to answer questions about residency", "offers:talk"),
    ("DMs open for advice on first paper", "offers:talk goal:first_paper"),
    ("Looking for career advice", "seeks:talk"),
    ("Postdoctoral fellow in immunology", "stage:scientist"),
    ("Happy to mentor any resident", "offers:mentorship"),
    (
        "Nurse practitioner, happy to mentor new grads on work-life balance",
        "offers:mentorship goal:work_life stage:nurse_or_app",
    ),
    ("ICU nurse seeking a mentor", "seeks:mentorship stage:nurse_or_app"),
    ("RN, BSN. Looking for a coach", "seeks:coaching stage:nurse_or_app"),
    ("Incoming PGY-1", "stage:resident"),
    ("pre-med, need a mentor", "seeks:mentorship stage:premed"),
    ("OMS-III", "stage:student"),
    ("I don't need a mentor, I need a sponsor", "seeks:sponsorship"),
    ("Ask me about career pivots", "offers:talk goal:switching_field"),
    ("Open to mentees, max 2", "offers:mentorship"),
    ("accepting mentees this fall", "offers:mentorship"),
    ("Mentor wanted: transfusion medicine", "seeks:mentorship"),
    ("I'm looking for a long-term heme-onc mentor outside my institution", "seeks:mentorship"),
    ("I would like to be a mentor", "offers:mentorship"),
    ("available as a mentor and sponsor", "offers:mentorship offers:sponsorship"),
    ("glad to serve as a coach for new faculty", "offers:coaching"),
    ("Want to be mentored on leadership", "seeks:mentorship goal:leadership"),
    ("I mentor residents", "offers:mentorship"),
    ("I'm happy to be a sponsor for women in surgery", "offers:sponsorship"),
    (
        "seeking guidance on first grant and imposter syndrome",
        "seeks:mentorship goal:grants goal:belonging",
    ),
    ("PGY-3, #HemePath, looking for a mentor, #WomenInMedicine", "seeks:mentorship stage:resident"),
    ("I'd happily mentor anyone applying for fellowship", "offers:mentorship goal:find_fellowship"),
    ("I'm happy to mentor. Not looking for a sponsor.", "offers:mentorship"),
    (
        "Seeking mentors in #MedEd and #GlobalHealth; happy to coach on leadership.",
        "seeks:mentorship offers:coaching goal:leadership",
    ),
    ("I would love a mentor or sponsor in academic surgery", "seeks:mentorship seeks:sponsorship"),
    ("In search of a coach for leadership", "seeks:coaching goal:leadership"),
    ("Third-year internal medicine resident seeking a mentor", "seeks:mentorship stage:resident"),
    ("First-gen med student, would love a mentor", "seeks:mentorship stage:student"),
    ("Taking two mentees", "offers:mentorship"),
    ("Accepting new mentees", "offers:mentorship"),
    ("Will mentor: residents, fellows", "offers:mentorship"),
    ("Can mentor on grants", "offers:mentorship goal:grants"),
    ("Available to coach early-career faculty on promotion", "offers:coaching goal:promotion"),
    ("I sponsor junior faculty", "offers:sponsorship"),
    ("Open to one-off chats with students", "offers:talk"),
    ("happy to hop on a quick call", "offers:talk"),
    ("Happy to help residents with research", "offers:talk goal:research_project"),
    ("Need advice on grants", "seeks:talk goal:grants"),
    ("Coaching junior faculty since 2010", "offers:coaching"),
    ("love mentoring trainees", "offers:mentorship"),
    ("Heme fellow @ big place", "stage:fellow"),
    ("Chief resident", "stage:resident"),
    ("Ex-nurse, now MS1", "stage:student"),
    ("Surgeon and professor", "stage:senior_faculty"),
    ("Instructor in medicine", "stage:early_faculty"),
    ("Clinical nurse specialist", "stage:nurse_or_app"),
    ("Applying for fellowship. Seeking a mentor.", "seeks:mentorship goal:find_fellowship"),
    ("On the job market; could use a sponsor", "seeks:sponsorship goal:job_search"),
    ("Looking for mentor #HemePath #MDS", "seeks:mentorship"),
    ("#HemePath #MDS PGY2 seeking mentor", "seeks:mentorship stage:resident"),
    (
        "Looking for a mentor – happy to mentor med students too!",
        "seeks:mentorship offers:mentorship",
    ),
    ("🩺 MS3 | seeking mentors in surgery | she/her", "seeks:mentorship stage:student"),
    ("Attending. Mentor. Coach. Seeking sponsor.", "seeks:sponsorship"),
    ("I mentor; I don't coach.", "offers:mentorship"),
    ("seeking a mentor who can coach me through boards", "seeks:mentorship goal:board_exams"),
    ("Looking for a mentor that is willing to sponsor residents", "seeks:mentorship"),
    ("Happy to mentor (not currently accepting sponsorship asks)", "offers:mentorship"),
    ("My door is always open for advice", "offers:talk"),
    ("I can mentor you on first papers", "offers:mentorship goal:first_paper"),
    ("hope to find a mentor at ASH", "seeks:mentorship"),
    ("would welcome a mentor", "seeks:mentorship"),
    ("seeking: mentor", "seeks:mentorship"),
    ("Mentor needed for my first paper", "seeks:mentorship goal:first_paper"),
    ("\0\ud800 seeking mentor", "seeks:mentorship"),
]
SAYS_NOTHING = [
    "not taking mentees",
    "not looking for a mentor",
    "no longer able to mentor",
    "I help trainees looking for a mentor",
    "Students seeking mentors should read this",
    "Everyone needs a mentor",
    "Every resident needs a sponsor",
    "Our program is looking for mentors",
    "We are looking for mentors for our residents",
    "Looking for sponsors for our conference",
    "Seeking visa sponsorship",
    "Need H-1B sponsor",
    "I coach my kids' soccer team",
    "Soccer coach on weekends",
    "Proud father, youth hockey coach",
    "My mentor is happy to coach residents",
    "My wife loves to mentor",
    "Grateful to my mentors",
    "Mentor of the Year 2024",
    "I study mentorship in surgery",
    "Passionate about mentorship",
    "Mentorship matters",
    "I used to mentor students",
    "I have mentored 40 students",
    "I can no longer mentor",
    "Unable to take mentees this year",
    "No mentees please",
    "no mentorship requests please",
    "Not currently accepting mentees.",
    "My mentee list is full",
    "Currently not able to coach or sponsor",
    "Grateful for fellow physicians",
    "Fellow of the American College of Physicians",
    "I teach every resident I meet",
    "resident education researcher",
    "Former resident, now a hospitalist",
    "Physician-scientist in training",
    "Attending ASH this year",
    "Fellowship director, hematology",
    "Nobody wants to mentor me",
    "never had a mentor",
    "Thanks to everyone who offered to mentor me",
    "I found a mentor last year",
    "I was looking for a mentor, now I have one",
    "He is happy to mentor",
    "Not sure if I need a mentor",
    "Happy to mentor anyone but currently full",
    "I won't be mentoring in 2026",
    "mentoring paused until June",
    "Volunteers wanted: be a mentor!",
    "I'm too busy to mentor",
    "How to find a mentor: a thread",
    "Author of 'Looking for a Mentor'",
    "Health promotion, grant-funded clinic",
    "Looking for a job in coaching",
    "we mentor each other",
    "Sponsored by Pfizer",
    "I'm neither seeking nor offering mentorship",
    "Not looking for a mentor or seeking a coach",
    "Can't mentor or coach right now",
    "no time to mentor",
    "No capacity for mentees",
    "Mentee of Dr. Smith",
    "Proud mentee",
    "mentor, educator, mom",
    "mentor | coach | speaker",
    "Certified executive coach",
    "Best mentor award",
    "I need to mentor less",
    "The fellows need a mentor",
    "you need a sponsor, not a mentor",
    "You don't need a mentor to succeed",
    "She's looking for a mentor",
    "my resident is looking for a mentor",
    "What I look for in a mentor",
    "Reading: 'How to be a good mentor'",
    "Want to learn how to mentor",
    "Trying to be a better mentor",
    "Would love to mentor someday",
    "Hoping to mentor in the future",
    "Thank you to all who mentor",
    "Those who mentor me know",
    "Sponsor for women in cardiology",
    "My hospital sponsors visas",
    "Happy to help my kids with homework",
    "Happy to talk about my dogs",
    "Ask me about my cat",
    "DM me",
    "DMs open",
    "Message me for collab",
    "Don't DM me for career advice",
    "Please do not ask me for career advice.",
    "Lots of career advice on my blog",
    "I give bad advice",
    "need coffee",
    "Looking for a job",
    "Director of the mentorship program",
    "Building a mentoring app",
    "Mentoring app founder",
    "Peer mentor",
    "Married to a professor",
    "Wife of a resident",
    "Not a fellow, not a resident",
    "No, I am not looking for mentees!",
    "stopped looking for a mentor",
    "Nobody is happy to mentor here",
    "Glad to have found a mentor",
    "Mentors needed for our program",
]


def codes(said: Understanding) -> list[str]:
    """All that was understood besides hashtags, as "what:code"."""
    return sorted(
        [f"seeks:{kind}" for kind in said.seeks_kinds]
        + [f"offers:{kind}" for kind in said.offers_kinds]
        + [f"goal:{goal}" for goal in said.goals]
        + ([f"stage:{said.stage}"] if said.stage else [])
    )


@pytest.mark.parametrize(("text", "expected"), SAYS)
def test_a_sentence_says_this_and_no_more(text: str, expected: str) -> None:
    said = understand(text)

    assert codes(said) == sorted(expected.split())
    assert said.seeking == bool(said.seeks_kinds)
    assert said.offering == bool(said.offers_kinds)


@pytest.mark.parametrize("text", SAYS_NOTHING)
def test_a_sentence_that_only_sounds_like_it_says_nothing(text: str) -> None:
    assert codes(understand(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Looking for a mentor? DM me.", "offers:mentorship"),
        ("Need a sponsor? Happy to help.", "offers:sponsorship"),
        ("Looking for a mentor? So was I.", ""),
        ("Write to me if you need a coach", "offers:coaching"),
        ("Happy to mentor. Not now, though: no mentees until May.", "offers:mentorship"),
        ("Happy to mentor, but my list is full", ""),
        ("Seeking mentor.\nPGY-2, pathology", "seeks:mentorship stage:resident"),
        ("Happy to mentor on grants, promotion, leadership, teaching", "3 goals"),
    ],
)
def test_what_stands_beside_a_sentence_counts(text: str, expected: str) -> None:
    said = understand(text)

    if expected == "3 goals":
        assert len(said.goals) == 3
    else:
        assert codes(said) == sorted(expected.split())


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    assert understand("x " * (MOST_READ // 2) + "seeking a mentor") == Understanding()


@pytest.mark.parametrize(
    "piece",
    [
        "seeking a ",
        "happy to mentor and ",
        "mentor, ",
        "i ",
        "need a chat ",
        "dm me for ",
        "medical-",
        "would like to be mentored ",
        "not only ",
        "?",
        "#a ",
        "\u0301",
        "\ufdfa",
    ],
)
def test_any_length_is_read_quickly(piece: str) -> None:
    """Within half a second of processor time, whatever is repeated."""
    began = time.process_time()
    understand(piece * 20_000)
    assert time.process_time() - began < 0.5

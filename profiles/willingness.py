"""Willingness in a person's own words: who looks for a mentor, who is willing to be one, for what.

Pure text work over the standard library, for English. It prefers saying nothing to guessing:
whatever is understood is shown to its author, and applied only once she has confirmed it. Any
`str` is taken; time is linear in its length, which is cut at MOST_READ.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from profiles.hashtags import extract_hashtags

MOST_READ = 2000
MOST_GOALS = 3

# Up to five words between what is wanted and the word for it: "a long-term", "an honest, patient".
_FEW = r"(?:[\s,]+[\w'/#&-]+){0,5}?[\s,]+"
_WORD = r"(?P<word>mentors?|mentorships?|mentoring|guidance|coach|coaching|sponsors?|sponsorship)"
_TALK = r"(?P<word>one talk|a (?:short |quick )?(?:talk|chat|call|conversation)|fifteen minutes)"
_LOOKS = (
    r"(?:looking|searching|hunting|hoping|wishing|on the lookout) for|in (?:search|need) of"
    r"|hop(?:e|ing) (?:for|to (?:find|meet))|trying to find|seek(?:ing|s)?:?|need(?:s|ing)?"
    r"|want(?:s|ed)?(?: to find)?|would (?:love|like|be glad of|welcome|value)"
    r"|'d (?:love|like|be glad of|welcome)|could use"
)
_WILLING = (
    r"happy|glad|willing|open|available|keen|eager|ready|delighted|pleased|here|able|love|like"
    r"|enjoy|free"
)
_GERUND = r"(?:mentoring|coaching|sponsoring|advising)"
_VERB = r"(?:mentor|coach|sponsor|advise)"

# What follows "mentor" where nobody is mentored by the author: "Mentor from any mountains".
_NO_OBJECT = r"(?:from|outside|who|wanted|needed|sought|in|for|or|and|is|was|with|please)\b"

_SEEKING = (
    re.compile(rf"\b(?:{_LOOKS}){_FEW}{_WORD}\b"),
    re.compile(rf"\b(?:{_LOOKS})\s+{_TALK}\b"),
    re.compile(r"\b(?P<word>mentor|coach|sponsor)s? (?:wanted|needed|sought|welcome)\b"),
    re.compile(r"\b(?:to be|being|get(?:ting)?) (?P<word>mentor|coach|sponsor)ed\b"),
    re.compile(r"\bfind me (?:a|some) (?P<word>mentor|coach|sponsor)\b"),
)
_OFFERING = (
    re.compile(
        rf"\b(?:{_WILLING}|hoping|looking|want)(?: also| always)? to "
        rf"(?:\w+ly |also )?(?P<word>{_VERB})\b"
    ),
    re.compile(
        rf"\b(?:{_WILLING})(?: to| for| about)?\s+(?P<word>{_GERUND}|mentorship|sponsorship)\b"
    ),
    re.compile(
        rf"\b(?:i|we|will|i'll|i'd|would|gladly|also|can|and)(?: \w+ly)?\s+(?P<word>{_VERB})\b(?!s)"
    ),
    re.compile(
        r"\boffer(?:s|ing)?(?:[\s,]+[\w'/#&-]+){0,4}?[\s,]+"
        r"(?P<word>mentorship|mentoring|coaching|sponsorship|a talk|one talk|talks)\b"
    ),
    re.compile(
        r"\b(?:taking(?: on)?|accepting|looking for|seeking|room for)"
        r"(?:\s+\w+){0,2}\s+(?P<word>mentee)s?\b"
    ),
    re.compile(rf"^\s*(?P<word>{_GERUND}|{_VERB})\s+(?!{_NO_OBJECT})\w+"),
)
_NOT = re.compile(
    r"\b(?:not|never|no longer|cannot|can't|can not|won't|don't|doesn't|isn't|unable|unwilling"
    r"|nobody|instead of|rather than|too busy|too early|stopped|closed to|must wait|full"
    r"|already have|more than a)\b"
)
_KINDS = {
    "mentor": "mentorship",
    "guidance": "mentorship",
    "advis": "mentorship",
    "mentee": "mentorship",
    "coach": "coaching",
    "sponsor": "sponsorship",
}

_GOALS = {
    "find_fellowship": (
        r"(?:find|for|into|about|apply(?:ing)?|match(?:ing)?|get(?:ting)?|heading|land)\b"
        r".{0,25}\bfellowships?\b|\bfellowship (?:applications?|search|interviews?|match|wants)"
    ),
    "first_paper": (
        r"\bfirst (?:\w+ )?(?:paper|abstract|publication|manuscript|case report|article)s?\b"
    ),
    "job_search": (
        r"\bjob (?:search|hunt|market|talk)"
        r"|\b(?:first|find(?:ing)? a|looking for a|a new) job\b"
    ),
    "research_project": r"\bresearch (?:projects?|experience|idea|opportunit\w+|year)\b",
    "board_exams": r"\b(?:board exams?|the boards|board prep|boards|usmle|step [123])\b",
    "leadership": r"\bleadership\b|\bto lead\b|\bbecom\w+ a leader\b",
    "teaching": (
        r"\b(?:teach(?:ing)? (?:well|better|skills)|learn(?:ing)? to teach|better teacher)\b"
    ),
    "work_life": r"\bwork[- /](?:and[- ])?(?:life|family|home)\b|\bparental leave\b",
    "switching_field": (
        r"\b(?:switch(?:ing)?|chang(?:e|ing)) (?:\w+ )?(?:fields?|special\w+|careers?)\b"
        r"|\bcareer change\b"
    ),
    "grants": r"\bgrants?\b|\bk awards?\b|\br01\b",
    "promotion": r"\bpromotion\b|\btenure\b",
    "belonging": r"\b(?:find(?:ing)?|found) my people\b|\bbelong(?:ing)?\b",
}
_GOAL_PATTERNS = {code: re.compile(pattern) for code, pattern in _GOALS.items()}

_STAGES = (
    ("premed", r"pre-?med(?:ical)?\b"),
    (
        "student",
        r"(?:medical|med|md|do|nursing|pharmacy|dental) student\b|ms-?[1-4]\b|m[1-4] (?:at|in)\b",
    ),
    ("resident", r"pgy[- ]?[1-7]\b|resident\b|registrar\b|house officer\b|intern\b"),
    ("fellow", r"fellow\b(?! (?:resident|student|trainee|human|doctor|nurse|traveler)s?)"),
    (
        "early_faculty",
        r"assistant professor\b|(?:early[- ]career|junior|new) (?:faculty|attending|consultant)\b",
    ),
    ("mid_faculty", r"associate professor\b|mid-career\b"),
    (
        "senior_faculty",
        r"(?:full )?professor\b|(?:department )?chair of\b|senior (?:faculty|consultant)\b",
    ),
    (
        "nurse_or_app",
        r"nurse practitioner\b|nurse\b|physician (?:assistant|associate)\b|crna\b|midwife\b",
    ),
    ("scientist", r"(?:research |staff )?scientist\b|postdoc\b|phd student\b"),
)
_STAGE = re.compile(
    r"(?<![\w-])(?:" + "|".join(f"(?P<{code}>{pattern})" for code, pattern in _STAGES) + ")"
)
# What may stand before a stage that is the author's own: "I am a second-year …", "Proud …".
_OF_ME = re.compile(
    r"^\W*(?:(?:hi|hello)\W+)?(?:(?:i am|i'm|currently|now|just|as)\s+)?(?:an?\s+)?"
    r"(?:(?!(?:i|we|my|our|the|no|not|any|every|each|some|future|former|ex|help|for|with|to|from"
    r"|teach|train|was|at|looking)\b)[\w/-]+\s+){0,2}$"
)
_CLAUSE = re.compile(
    r"[.!?;:\n\u2026]+(?=\s|$)|\n|\s[-\u2013\u2014]\s|,?\s\b(?:but|although|though)\b"
)


@dataclass(frozen=True)
class Understanding:
    """What a text says: codes of `profiles.choices`, each once, in the order of mention.

    `stage` is "" when the text names none.
    """

    hashtags: tuple[str, ...] = ()
    seeking: bool = False
    seeks_kinds: tuple[str, ...] = ()
    offering: bool = False
    offers_kinds: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    stage: str = ""


def understand(text: str) -> Understanding:
    """What `text` says of its author; never raises.

    Goals are read only where a wish or an offer is: they belong to one.
    """
    text = text[:MOST_READ]
    plain = unicodedata.normalize("NFKC", text).replace("\u2019", "'").lower()
    clauses = [clause for clause in _CLAUSE.split(plain) if clause and clause.strip()]
    offers = _unique(_offers_in(clauses))
    seeks = _unique(_seeks_in(clauses))
    return Understanding(
        hashtags=tuple(extract_hashtags(text)),
        seeking=bool(seeks),
        seeks_kinds=seeks,
        offering=bool(offers),
        offers_kinds=offers,
        goals=_goals_in(clauses) if seeks or offers else (),
        stage=_stage_in(clauses),
    )


def _seeks_in(clauses: Iterable[str]) -> Iterator[str]:
    for clause in clauses:
        for pattern in _SEEKING:
            match = pattern.search(clause)
            if match and not _denied(clause, match) and not _is_an_offer(match):
                yield _kind_of(match["word"])


def _offers_in(clauses: Iterable[str]) -> Iterator[str]:
    for clause in clauses:
        for pattern in _OFFERING:
            match = pattern.search(clause)
            if match and not _denied(clause, match):
                yield _kind_of(match["word"])


def _is_an_offer(match: re.Match[str]) -> bool:
    """ "Looking to mentor", "would love to mentor": the verb is the author's own."""
    before = match[0][: match.start("word") - match.start()]
    return bool(re.search(r"\bto\s+(?:\w+ly\s+)?$", before)) and match["word"] in {
        "mentor",
        "coach",
        "sponsor",
    }


def _denied(clause: str, match: re.Match[str]) -> bool:
    """Whether the clause takes it back: a "not" before it, or a "not now" after it."""
    before = clause[max(0, match.start() - 40) : match.end()]
    after = clause[match.end("word") : match.end("word") + 30]
    return bool(_NOT.search(before)) or bool(re.search(r"\b(?:must wait|not now|no more)\b", after))


def _kind_of(word: str) -> str:
    return next((kind for start, kind in _KINDS.items() if word.startswith(start)), "talk")


def _goals_in(clauses: Iterable[str]) -> tuple[str, ...]:
    found: list[str] = []
    for clause in clauses:
        hits = [
            (match.start(), code)
            for code, pattern in _GOAL_PATTERNS.items()
            if (match := pattern.search(clause))
        ]
        found += [code for _place, code in sorted(hits)]
    return _unique(found)[:MOST_GOALS]


def _stage_in(clauses: Iterable[str]) -> str:
    for clause in clauses:
        for piece in clause.split(","):
            match = _STAGE.search(piece)
            if match and _OF_ME.search(piece[: match.start()]):
                return str(match.lastgroup)
    return ""


def _unique(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))

"""Words of a medical career in English: which goal is meant, and at which stage somebody stands.

Pure text work over the standard library, on text that is lower case and in NFKC. It prefers
saying nothing to guessing.
"""

import re
from collections.abc import Iterable

_GOALS = {
    "find_fellowship": (
        r"(?<!after )(?<!during )(?<!since )(?<!my )(?<!in )(?<!of )\bfellowships?\b"
        r"(?! (?:director|program director|trained|training|graduate|faculty))"
    ),
    "first_paper": (
        r"\bfirst (?:\w+ )?(?:papers?|abstracts?|publications?|manuscripts?|articles?)\b"
        r"|\bcase reports?\b|\b(?:publishing|getting published|to publish)\b"
        r"|\bwriting (?:a|my|up|papers?|manuscripts?)\b"
    ),
    "job_search": (
        r"\bjob[- ](?:search|hunt|market|talk|interview|offer|application)\w*"
        r"|\bfirst (?:\w+ ){0,2}(?:job|position|post)\b"
        r"|\b(?:find(?:ing)?|land(?:ing)?|getting|looking for) (?:a|my|their|new|the right) "
        r"(?:new |first )?job\b|\b(?:a|my) new job\b|\bcontract negotiations?\b"
        r"|\bnegotiating (?:a |my |your |their )?(?:contract|offer)s?\b"
    ),
    "research_project": (
        r"\bresearch\b"
        r"(?! (?:fellow|scientist|nurse|assistant|associate|coordinator|director))"
    ),
    "board_exams": (
        r"\bboard (?:exams?|examinations?|prep\w*|review|certification)\b"
        r"|\b(?:the|my|for|on|about|through) boards\b(?! of)"
        r"|\b(?:usmle|comlex|nclex|mrcp|mrcpath|frcpath|plab|step [123])\b"
        r"|\bshelf exams?\b|\bin-training exams?\b"
    ),
    "leadership": r"\bleadership\b|\bbecoming a leader\b|\bleading (?:a )?(?:teams?|people)\b",
    "teaching": (
        r"\bteaching\b(?! (?:hospital|service))|\bteach (?:well|better)\b"
        r"|\blearn(?:ing)? to teach\b|\bbetter teacher\b|\bmedical education\b"
        r"|\bcurriculum\b|\bmeded\b"
    ),
    "work_life": (
        r"\bwork[- /](?:and[- ])?(?:life|family|home)\b|\bparental leave\b|\bmaternity leave\b"
        r"|\bpaternity leave\b|\bburnout\b|\bparenting\b"
    ),
    "switching_field": (
        r"\b(?:switch(?:ing)?|chang(?:e|ing)) (?:\w+ )?(?:fields?|special\w+|careers?)\b"
        r"|\bcareer (?:changes?|switch\w*|pivots?|transitions?)\b|\bnon-?clinical careers?\b"
        r"|\bleaving (?:clinical )?medicine\b"
    ),
    "grants": r"\bgrants?\b(?!-)|\bk[- ]awards?\b|\b(?:r01|r21|k08|k23|k99|f31|f32)s?\b",
    "promotion": r"(?<!health )\bpromotions?\b|\bgetting promoted\b|\btenure\b(?!d)",
    "belonging": (
        r"\b(?:find(?:ing)?|found) (?:my|your|their|our) people\b|\bbelong(?:ing)?\b"
        r"|\bimpost[eo]r(?: syndrome)?\b|\bfitting in\b"
    ),
}
_GOAL_PATTERNS = {code: re.compile(pattern) for code, pattern in _GOALS.items()}

_HASHTAG = re.compile(r"#\S+")

# Plain statements of a goal that need no wish beside them.
_ON_THE_WAY = {
    "find_fellowship": re.compile(
        r"\b(?:applying|reapplying|about to apply) (?:for|to|into|in) (?:an? )?"
        r"(?:[\w/#&-]+ ){0,4}fellowships?\b"
    ),
    "job_search": re.compile(r"\bon the job market\b|\bjob[- ]hunting\b"),
    "board_exams": re.compile(r"\bstudying for (?:the |my )?(?:\w+ )?(?:boards|step|usmle|mrcp)\b"),
}

_SPECIALTY = (
    r"(?:[\w/&-]*(?:olog|iatr|surg|medic|sthesi|sthet|opedi|opaedi|path|onc|year|derm|neuro|psych"
    r"|radiol|peds|paeds|gyn|rehab|plastics|intern|emergency|general|family|transition|prelim"
    r"|categorical|chief|senior|junior|first|second|third|fourth|fifth|final|proud|tired|current"
    r"|incoming|rising|new)[\w/&-]*|med|im|em|fm|ent|ob|icu|heme?|ortho|pm&r|us|uk|\d\w*|r[1-6]"
    r"|st[1-8]|ct[1-3]|f[12]|pgy\S*)"
)
_STAGES = {
    "premed": r"pre-?med(?:ical)?\b|pre-health\b",
    "student": (
        r"(?:medical|med|md|do|md/phd|nursing|pharmacy|dental) student\b|mstp student\b"
        r"|oms-?[ ]?(?:[1-4]|i{1,3}|iv)\b|ms-?(?:[1-4]|i{1,3}|iv)\b|m[1-4]\b(?= (?:at|in)\b|\W*$)"
    ),
    "scientist": (
        r"postdoc\b|post-?doctoral (?:research )?(?:fellow|scholar|researcher|associate)\b"
        r"|(?:research |staff )?scientist\b(?!-)|(?:phd|doctoral) (?:student|candidate)\b"
    ),
    "resident": (
        r"(?:pgy[- ]?[1-7]|registrar|house officer|resident)\b"
        r"(?! (?:of|education|wellness|clinic|teaching|selection|advocate|life|training)\b)"
        r"|intern\b(?= (?:at|in|year)\b|\W*$)"
    ),
    "fellow": (
        r"(?<!research )(?<!postdoctoral )(?<!post-doctoral )fellow\b"
        r"(?! (?:of|human|resident|student|trainee|doctor|nurse|traveler|mentor"
        r"|(?!this|is|has|was|across|as|loves|seeks|needs)[a-z]+s)\b)"
    ),
    "early_faculty": (
        r"assistant professor\b|(?:clinical )?instructor\b(?= (?:in|of)\b)"
        r"|(?:early[- ]career|junior|new) (?:faculty|attending|consultant)\b"
    ),
    "mid_faculty": r"associate professor\b|mid-?career (?:faculty|attending|consultant|academic)\b",
    "senior_faculty": (
        r"(?<!assistant )(?<!associate )(?<!adjunct )(?<!visiting )professor\b"
        r"|(?:department |vice )?chair of\b|senior (?:faculty|consultant)\b"
        r"|(?:division|department) chief\b|chief of (?!a\b)\w+"
    ),
    "nurse_or_app": (
        r"nurse practitioner\b|nurse\b(?!-)(?! (?:burnout|staffing|education|research))"
        r"|physician (?:assistant|associate)\b|crna\b|aprn\b|pa-c\b|midwife\b"
    ),
}
_STAGE_PATTERNS = {
    code: re.compile(rf"(?<![\w-])(?:{pattern})") for code, pattern in _STAGES.items()
}
# Two letters that are a word in lower case say something only in capitals.
_REGISTERED_NURSE = re.compile(r"(?:^|\s)(?:RN|FNP)\b")
# What may stand before a stage that is the author's own: "I am a second-year …", "Proud …".
_OF_ME = re.compile(
    r"^\W*(?:(?:hi|hello)\W+)?"
    r"(?:(?:i am|i'm|im|currently|now|just|as|still|happily)\s+)?(?:an?\s+)?"
    r"(?:(?!(?:i|we|my|our|the|no|not|any|every|each|some|future|former|formerly|ex|once|retired"
    r"|aspiring|help|helping|for|with|to|from|of|one|two|teach|teaching|train|training|was|were"
    r"|at|by|looking|seeking|need|want|hiring|mentor|mentoring|coaching|love|thank|thanks|dear|hey|your"
    r"|his|her|their|this|that|adjunct|visiting|affiliate|physician|clinician|permanent|longtime"
    r"|local|who|if|when|wife's|husband's|mother's|father's)\b)[\w/&#'-]+\s+){0,3}$"
)
_OF_A_RESIDENT = re.compile(rf"(?:{_SPECIALTY}\s+)*$")
_OPENING = re.compile(r"^\W*(?:(?:i am|i'm|im|currently|now|just|as|still|happily|an?)\s+)*")
_PIECE = re.compile(r"[,|\u2022\u00b7()]|\s/\s")
_AND = re.compile(r"\s(?:and|&)\s")


def goals_in(text: str) -> tuple[str, ...]:
    """Codes of the goals that `text` names, in its order.

    What stands after "not" is left out, and so are hashtags, which are understood as such.
    """
    meant = re.split(r"\b(?:not|except)\b", _HASHTAG.sub(" ", text), maxsplit=1)[0]
    return _in_order(meant, _GOAL_PATTERNS)


def goals_on_the_way(text: str) -> tuple[str, ...]:
    """Codes of the goals that `text` says its author is busy with ("applying for fellowship")."""
    return _in_order(text, _ON_THE_WAY)


def stage_in(clauses: Iterable[str]) -> str:
    """The code of the author's own stage, or "" where none or more than one is named at once.

    Takes clauses in the letter case they were written in.
    """
    for clause in clauses:
        for piece in _PIECE.split(clause):
            stages = {stage for part in _AND.split(piece) for stage in _stages_of(part)}
            if stages == {"resident", "fellow"}:
                return "fellow"
            if stages:
                return stages.pop() if len(stages) == 1 else ""
    return ""


def _stages_of(piece: str) -> set[str]:
    lower = piece.lower()
    found = {"nurse_or_app"} if _REGISTERED_NURSE.search(piece[:40]) else set[str]()
    for code, pattern in _STAGE_PATTERNS.items():
        match = pattern.search(lower)
        if not match or not _OF_ME.search(lower[: match.start()]):
            continue
        modifiers = _OPENING.sub("", lower[: match.start()])
        if match[0] == "resident" and not _OF_A_RESIDENT.fullmatch(modifiers.replace("#", "")):
            continue
        found.add(code)
    return found


def _in_order(text: str, patterns: dict[str, re.Pattern[str]]) -> tuple[str, ...]:
    hits = [
        (match.start(), code)
        for code, pattern in patterns.items()
        if (match := pattern.search(text))
    ]
    return tuple(code for _, code in sorted(hits))

"""Willingness in a person's own words: who looks for a mentor, who is willing to be one, for what.

Pure text work over the standard library, for English. It prefers saying nothing to guessing:
whatever is understood is shown to its author, and applied only once she has confirmed it. Any
`str` is taken; time is linear in its length, which is cut at MOST_READ.

A sentence holds signals ("looking for a … mentor", "happy to coach"). A signal counts only where
its author is its subject, nothing denies it, and it is not a question put to the reader.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from profiles.career_words import goals_in, goals_on_the_way, stage_in
from profiles.hashtags import extract_hashtags

MOST_READ = 2000
MOST_GOALS = 3

# Up to five words between what is wanted and the word for it: "a long-term", "an honest, patient".
_FEW = (
    r"(?:[\s,]+(?!(?:to|than|for|in|on|at|of|about|with|from|who|whom|that|and|or|but|my|our|your"
    r"|their|job|jobs|work|visa|h-?1b|j-?1|o-?1|you|more|new mentees|mentees?|students?|residents?)"
    r"\b)[\w'/#&-]+){0,5}?[\s,]+"
)
_ROLE = r"mentors?|coach(?:es)?|sponsors?"
_VERB = r"mentor|coach|sponsor|advise"
# "Mentor students", never "mentor me".
_OTHERS_VERB = rf"(?P<word>{_VERB})\b(?! me\b)"
_GERUND = r"mentoring|coaching|sponsoring|advising"
_NOUN = rf"{_ROLE}|mentorships?|mentoring|guidance|coaching|sponsorships?"
_TALK = (
    r"(?:one talk|(?:an? |one )?(?:(?:short|quick|brief|honest|single|one-off|informal) )?"
    r"(?:talk|chat|call|conversation)s?|fifteen minutes"
    r"|(?:(?:any|some|your|honest|career) )?advice)"
)
_ANY_KIND = rf"(?:{_NOUN}|{_VERB}|{_GERUND}|{_TALK})"
# "Mentor program", "sponsor for our race", "coaching job": the word is there, the wish is not.
_NO_PERSON = (
    r"(?![\w-]| (?:program|training|award|research|curricul|stories|job|position|gig|client|certif"
    r"|staff|network|match|tree|of the year))"
    r"(?! (?:for|of|to join) (?:our|the|this|my|an?) (?:\w+ ){0,2}(?:event|conference|meeting|5k"
    r"|run|race|team|symposium|fundraiser|trial|study|gala|program|residents|students|trainees|fellows"
    r"|mentees|cohort)\w*)"
)
_LOOKS = (
    r"(?:looking|searching|hunting|hoping|wishing|on the lookout) for|in (?:search|need) of"
    r"|hop(?:e|ing) (?:for|to (?:find|meet))|trying to find|seek(?:ing|s)?:?|need(?:ing)?"
    r"|want(?:ing)?(?: to find)?|would (?:love|like|be glad of|welcome|value)"
    r"|i'd (?:love|like|be glad of|welcome|value)|could use"
)
_WILLING = (
    r"happy|glad|willing|open|available|keen|eager|excited|ready|delighted|pleased|honored|here"
    r"|able|love|like|enjoy|free"
)
_WISH_TO = rf"(?:{_WILLING}|hop(?:e|ing)|looking|want(?:ing)?)"
_PEOPLE = (
    r"(?:(?:new|junior|early|early-career|young|younger|medical|med|nursing|graduate|grad|pre-?med"
    r"|other|more|first-gen|some|several|a few|two|three)\s+)*(?:students|residents|fellows|interns"
    r"|registrars|trainees|women|people|faculty|doctors|physicians|surgeons|nurses|apps|postdocs"
    r"|imgs|mentees|premeds|undergrads|colleagues|attendings|grads|scientists|writers|anyone"
    r"|anybody|someone|somebody)"
)
_INVITES = r"(?:dm|message|ask|e-?mail|write(?: to)?|text|ping|call|contact|talk to) me"
_CAREER = (
    r"(?:career|advice|fellowship|residency|match|research|boards?|grants?|promotion|papers?"
    r"|publishing|applications?|applying|interviews?|contracts?|job|training|specialty|academi\w+"
    r"|mentor\w*|leadership|burnout|tenure|abstracts?)"
)

_SEEKING = (
    rf"(?:{_LOOKS}){_FEW}(?P<word>{_NOUN}){_NO_PERSON}",
    rf"(?:{_LOOKS})(?:[\s,]+(?!to|who|with|for|in)[\w'-]+){{0,2}}?\s+(?P<word>{_TALK})\b",
    rf"(?P<word>{_ROLE}) (?:wanted|needed|sought){_NO_PERSON}",
    # Only after a wish, which may be shared with another signal: "happy to mentor and be mentored".
    r"(?:be|being|get|getting) (?P<word>mentor|coach|sponsor)ed\b",
    (
        rf"(?:{_LOOKS}|who|can (?:anyone|anybody|someone|somebody)|anyone)\b.{{0,25}}?"
        rf"\b(?:to|can|could|would|will) (?P<word>{_VERB}) me\b"
    ),
    r"find me (?:an?|some) (?P<word>mentor|coach|sponsor)\b",
)
_OFFERING = (
    rf"{_WISH_TO}(?: also| always)? to (?:\w+ly |also )?{_OTHERS_VERB}",
    (
        rf"(?:{_WISH_TO}|would (?:love|like)|i'd (?:love|like)) to (?:also )?"
        rf"(?:be|serve as|act as|become) (?:an? |your )?(?P<word>{_ROLE})\b"
    ),
    rf"(?:would|i'd) (?:gladly|happily|love to|like to|be happy to) {_OTHERS_VERB}",
    (
        rf"(?:{_WILLING})(?: to| for| about)?\s+(?:career )?"
        rf"(?P<word>{_GERUND}|one[- ]on[- ]one mentoring|mentees?)\b"
    ),
    r"(?:available|free|here) for (?P<word>mentorship|sponsorship)\b",
    rf"available as an? (?P<word>{_ROLE})\b",
    (
        rf"\bi(?:'ll)?(?: (?:can|will|also|gladly|happily|still|often|mostly|am able to))*\s+"
        rf"{_OTHERS_VERB}"
    ),
    rf"^\W*(?:and |also |can |will |gladly |happily )+{_OTHERS_VERB}",
    rf"\b(?:and|but|,) (?:i )?(?:can|will) (?:also )?{_OTHERS_VERB}",
    (
        r"offer(?:s|ing)?(?:[\s,]+(?!(?:to|by|from)\b)[\w'/#&-]+){0,4}?[\s,]+"
        r"(?P<word>mentorship|mentoring|coaching|sponsorship|talks?|chats?|calls?)\b"
    ),
    (
        r"(?:taking(?: on)?|accepting|looking for|seeking|room for|welcom(?:e|ing)|places? for"
        r"|seats? for)(?:\s+\w+){0,2}?\s+(?P<word>mentee)s?\b"
    ),
    (
        rf"(?:looking for|seeking|want|hoping for|room for|places? for) {_PEOPLE} to "
        rf"{_OTHERS_VERB}"
    ),
    rf"^\W*(?P<word>{_GERUND})\s+{_PEOPLE}\b",
    (
        rf"{_INVITES} if you(?:'re| are)? (?:looking for|need|want|seeking) "
        rf"(?:an? )?(?P<word>{_ROLE})\b"
    ),
    rf"(?P<word>{_INVITES})(?: \w+){{0,2}}? (?:about|for|on|with)\b[^.;]{{0,60}}?\b{_CAREER}\b",
    (
        r"(?P<word>dms?|inbox|door) (?:is |are |always )*open\b"
        r"[^.;]{0,40}?\b(?:advice|questions|chats?)"
    ),
    # "I'd like to talk with …" is a wish for oneself, "happy to talk with …" is not.
    (
        r"(?:happy|glad|willing|available|delighted|pleased|free|here) to (?P<word>chat|talk"
        r"|answer questions|give advice|share advice|help|advise)\b"
        rf"[^.;]{{0,60}}?\b(?:{_CAREER}|with {_PEOPLE})\b"
    ),
    (
        rf"(?:{_WILLING}|can do|can offer)\b.{{0,20}}?\b(?:one-off|one|quick|short|single"
        r"|15-minute|fifteen-minute|career|informal|virtual|coffee)[ -]"
        r"(?P<word>talk|chat|call|conversation)s?\b"
    ),
)
_SEEKS = tuple(re.compile(rf"(?<![\w-]){pattern}") for pattern in _SEEKING)
_OFFERS = tuple(
    re.compile(pattern if pattern.startswith(("^", r"\b")) else rf"(?<![\w-]){pattern}")
    for pattern in _OFFERING
)
_ALSO = re.compile(
    r"(?:\s*(?:,|/|&|\band/or\b|\band\b|\bor\b))+\s*(?:(?:an?|some|to|as|for)\s+)?"
    rf"(?P<word>{_ANY_KIND})\b{_NO_PERSON}"
)

_WISH = re.compile(rf"\b(?:{_WISH_TO}|my turn|would (?:love|like)|i'd (?:love|like))\b")
_NOT = re.compile(
    r"\b(?:not|never|no|no longer|neither|nor|cannot|unable|unwilling|nobody|instead of|rather than"
    r"|too \w+|stopped|paused|closed|done|without|wish|more than|already|how|before|ain't)\b|n't\b"
)
_NOT_NOW = re.compile(
    r"\b(?:must wait|not now|no more|not until|on hold|paused|at capacity|unavailable|no longer"
    r"|(?:i'm|am|is|are|currently|now|already) (?:\w+ )?(?:full|closed|booked)"
    r"|some ?day|one day|in the future|now i have|found one|each other)\b"
)
_FIRST_PERSON = re.compile(r"\b(?:i|i'm|i'd|i'll|i've|im)\b")
_OTHERS = re.compile(
    r"\b(?:he|she|they|it|you|you're|we're looking|we are looking|we need|we seek|our|his|her|their"
    r"|who offered|if|whether|when|anyone|anybody|everyone|everybody|someone|somebody|those|people"
    r"|folks|students|trainees|residents|fellows|interns|mentees|mentors|physicians|doctors|women"
    r"|applicants|every \w+|each|program|society|department|were|was|had|years|after|spent|found"
    r"|used|help(?:s|ing)? \w+|thanks|grateful|author|advised to|\w+ (?:is|loves|likes|wants)"
    r"|my (?:\w+ ){1,2}(?:is|are|was|can|will|would|loves?|likes?|wants?|has|needs?|seeks?))\b"
)
_SPORT = re.compile(
    r"\b(?:soccer|football|basketball|baseball|softball|hockey|rugby|swim\w*|tennis|volleyball"
    r"|lacrosse|cricket|little league|kids'?|my (?:son|daughter|children)'?s?|youth|debate)\b"
)
_BOUNDARY = re.compile(
    r"[,;:()]|\b(?:but|though|although|however|yet|and i|and am)\b|\s[-\u2013\u2014]\s"
)
_ASIDE = re.compile(r"\b(?:not (?:only|just)|can't wait to|(?:don't|do not|never) hesitate to)\b")
_ASIDES = {"not only": "", "not just": "", "can't wait to": "eager to"}
_SENTENCE = re.compile(r"([.!?;\n\u2026]+)(?=\s|$)|(\n|\s[-\u2013\u2014]\s|\s[|\u2022\u00b7]\s)")
_INVITATION = re.compile(
    rf"^\W*(?:{_INVITES}|i can help|i'm happy to|happy to|let's talk|get in touch)"
)


@dataclass(frozen=True)
class Understanding:
    """What a text says: codes of `profiles.choices`, each once, in the order of mention.

    `goals` are those sought and those a mentor would help with; `stage` is "" when the text names
    none.
    """

    hashtags: tuple[str, ...] = ()
    seeking: bool = False
    seeks_kinds: tuple[str, ...] = ()
    offering: bool = False
    offers_kinds: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    stage: str = ""


class _Signal(NamedTuple):
    start: int
    end: int
    kinds: tuple[str, ...]
    offers: bool


def understand(text: str) -> Understanding:
    """What `text` says of its author; never raises.

    Goals are read only where a wish or an offer is: they belong to one.
    """
    text = text[:MOST_READ]
    plain = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2018", "'")
    sentences = list(_sentences(plain))
    seeks: list[str] = []
    offers: list[str] = []
    goals: list[str] = []
    for at, (sentence, end) in enumerate(sentences):
        lower = _ASIDE.sub(lambda match: _ASIDES.get(match[0], ""), sentence.lower())
        following = sentences[at + 1][0].lower() if at + 1 < len(sentences) else ""
        signals = list(_signals_in(lower))
        if end.startswith("?") and any(not signal.offers for signal in signals):
            signals = list(_of_a_question(lower, signals, following))
        for signal in signals:
            (offers if signal.offers else seeks).extend(signal.kinds)
            goals += goals_in(lower[signal.start : _scope_end(signal, signals, lower)])
    if seeks or offers:
        goals += goals_on_the_way(plain.lower())
    return Understanding(
        hashtags=tuple(extract_hashtags(text)),
        seeking=bool(seeks),
        seeks_kinds=_unique(seeks),
        offering=bool(offers),
        offers_kinds=_unique(offers),
        goals=_unique(goals)[:MOST_GOALS],
        stage=stage_in(sentence for sentence, _ in sentences),
    )


def _sentences(plain: str) -> Iterator[tuple[str, str]]:
    """Each sentence with the sign that ends it ("" for none)."""
    parts = _SENTENCE.split(plain)
    for at in range(0, len(parts), 3):
        if parts[at].strip():
            yield parts[at], (parts[at + 1] or "" if at + 1 < len(parts) else "")


def _signals_in(sentence: str) -> Iterator[_Signal]:
    """The signals of one sentence that hold, in order, never overlapping."""
    found = sorted(_all_matches(sentence), key=lambda one: (one[0].start(), one[0].start("word")))
    reached, denied = 0, False
    for match, offers in found:
        if match.start() < reached:
            continue
        between = sentence[reached : match.start()]
        inherits = denied and between.strip() in {"or", "nor"}
        words, end = _words_from(sentence, match)
        before = _since_boundary(sentence[reached : match.start()])
        denied = inherits or _is_denied(sentence, before, match, end)
        reached = end
        if not denied:
            yield _Signal(match.start(), end, _unique(_kind_of(word) for word in words), offers)


def _all_matches(sentence: str) -> Iterator[tuple[re.Match[str], bool]]:
    for patterns, offers in ((_OFFERS, True), (_SEEKS, False)):
        for pattern in patterns:
            for match in pattern.finditer(sentence):
                is_passive = match[0].startswith(("be", "get"))
                if not is_passive or _WISH.search(sentence, 0, match.start()):
                    yield match, offers


def _words_from(sentence: str, match: re.Match[str]) -> tuple[list[str], int]:
    """The word of the signal and those listed after it ("mentor, coach or sponsor"); their end."""
    words, end = [match["word"]], match.end()
    if end == match.end("word") or sentence[match.end("word") : end] == "s":
        while also := _ALSO.match(sentence, end):
            words.append(also["word"])
            end = also.end()
    return words, end


def _since_boundary(text: str) -> str:
    boundaries = list(_BOUNDARY.finditer(text))
    return text[boundaries[-1].start() if boundaries else 0 :]


def _is_denied(sentence: str, before: str, match: re.Match[str], end: int) -> bool:
    """Whether the author denies the signal, or it is another's."""
    if _NOT.search(before) or _NOT.search(match[0][: match.start("word") - match.start()]):
        return True
    if _NOT_NOW.search(sentence, end, end + 60):
        return True
    if match.start() and sentence[match.start() - 1] in "\"'\u201c\u00ab":
        return True
    if match["word"].startswith("coach") and _SPORT.search(sentence):
        return True
    others = [other.end() for other in _OTHERS.finditer(before)]
    own = [first.start() for first in _FIRST_PERSON.finditer(before)]
    return bool(others) and (not own or own[-1] < others[-1])


def _of_a_question(sentence: str, signals: Iterable[_Signal], following: str) -> Iterator[_Signal]:
    """ "Looking for a mentor?" is put to the reader; followed by "DM me" it is an offer."""
    for signal in signals:
        if (
            signal.offers
            or re.match(r"who|can|anyone", sentence[signal.start :])
            or _FIRST_PERSON.search(sentence[: signal.start])
        ):
            yield signal
        elif _INVITATION.search(following):
            yield signal._replace(offers=True)


def _scope_end(signal: _Signal, signals: Iterable[_Signal], sentence: str) -> int:
    """Where the next signal begins, or the sentence ends."""
    later = [other.start for other in signals if other.start > signal.start]
    return min(later, default=len(sentence))


def _kind_of(word: str) -> str:
    if word.startswith(("mentor", "mentee", "guidance", "one-on-one", "one on one")):
        return "mentorship"
    if word.startswith("coach"):
        return "coaching"
    if word.startswith("sponsor"):
        return "sponsorship"
    return "mentorship" if word in {"advise", "advising"} else "talk"


def _unique(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))

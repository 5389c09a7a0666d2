"""The short lists people choose from. The codes are stored; the words may change."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """Where somebody stands in a career, roughly in order of seniority."""

    PREMED = "premed", _("Pre-medical student")
    STUDENT = "student", _("Medical student")
    RESIDENT = "resident", _("Resident")
    FELLOW = "fellow", _("Fellow")
    EARLY_FACULTY = "early_faculty", _("Early-career faculty")
    MID_FACULTY = "mid_faculty", _("Mid-career faculty")
    SENIOR_FACULTY = "senior_faculty", _("Senior faculty")
    NURSE_OR_APP = "nurse_or_app", _("Nurse or advanced practice provider")
    SCIENTIST = "scientist", _("Scientist")
    OTHER = "other", _("Something else")


class Kind(TextChoices):
    """Kinds of relationship, from the paper's three and the smallest ask of all."""

    MENTORSHIP = "mentorship", _("Mentorship")
    COACHING = "coaching", _("Coaching")
    SPONSORSHIP = "sponsorship", _("Sponsorship")
    TALK = "talk", _("One talk")


class Goal(TextChoices):
    """What a mentee wants to reach; at most three."""

    FIND_FELLOWSHIP = "find_fellowship", _("Find a fellowship")
    FIRST_PAPER = "first_paper", _("A first paper")
    JOB_SEARCH = "job_search", _("A job search")
    RESEARCH_PROJECT = "research_project", _("A research project")
    BOARD_EXAMS = "board_exams", _("Board exams")
    LEADERSHIP = "leadership", _("Growing as a leader")
    TEACHING = "teaching", _("Teaching well")
    WORK_LIFE = "work_life", _("Work and the rest of life")
    SWITCHING_FIELD = "switching_field", _("Switching field")
    GRANTS = "grants", _("Grants")
    PROMOTION = "promotion", _("Promotion")
    BELONGING = "belonging", _("Finding my people")


class Value(TextChoices):
    """What somebody wants a working relationship to stand on; at most three."""

    CANDOR = "candor", _("Candor")
    KINDNESS = "kindness", _("Kindness")
    RIGOR = "rigor", _("Rigor")
    CURIOSITY = "curiosity", _("Curiosity")
    EQUITY = "equity", _("Equity")
    HUMOR = "humor", _("Humor")
    AUTONOMY = "autonomy", _("Autonomy")
    STRUCTURE = "structure", _("Structure")
    PATIENCE = "patience", _("Patience")
    AMBITION = "ambition", _("Ambition")
    FAMILY_FIRST = "family_first", _("Family first")
    SERVICE = "service", _("Service")


class TagKind(TextChoices):
    """What a hashtag stands for; it decides its color and its shape."""

    SPECIALTY = "specialty", _("Specialty")
    TOPIC = "topic", _("Topic")
    COMMUNITY = "community", _("Community")
    CONFERENCE = "conference", _("Conference")
    SKILL = "skill", _("Skill")


class Direction(TextChoices):
    """What a person says by a hashtag."""

    IS = "is", _("about me")
    SEEKS = "seeks", _("I look for")
    OFFERS = "offers", _("I can help with")
    WANTS = "wants", _("I would like a mentee to stand for")


# Who would like a mentee to stand for a hashtag does not stand under it.
STANDING = (Direction.IS.value, Direction.SEEKS.value, Direction.OFFERS.value)
# Under a hashtag somebody helps who stands under it or offers it; who looks there is another one.
HELPING = (Direction.IS.value, Direction.OFFERS.value)
LOOKING = (Direction.IS.value, Direction.SEEKS.value)


class ProofKind(TextChoices):
    """What shows that somebody is who they say."""

    INSTITUTION = "institution", _("Institution")
    ORCID = "orcid", _("ORCID iD")


class NameVerdict(TextChoices):
    """What became of an institution's name that people typed and no institution had."""

    MERGED = "merged", _("another name of one that is there")
    ACCEPTED = "accepted", _("a new institution")
    DISMISSED = "dismissed", _("left as people's own words")


class CommunityWish(TextChoices):
    """How much it matters to a mentee that a mentor shows a community hashtag she shows herself."""

    ANY = "any", _("It does not matter")
    NICE = "nice", _("It would be nice")
    IMPORTANT = "important", _("It is important to me")


class Evidence(TextChoices):
    """What a tie to a hashtag rests on."""

    BIO = "bio", _("stated in the bio")
    CHOSEN = "chosen", _("chosen")


class Status(TextChoices):
    """Whether a mentor takes people now."""

    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting list")
    PAUSED = "paused", _("Paused")
    NOT_OFFERING = "not_offering", _("Not offering now")


class Audience(TextChoices):
    """Who may see a profile."""

    MEMBERS = "members", _("Members of Kindred")
    NOBODY = "nobody", _("Nobody, until I ask them")


class Contact(TextChoices):
    """Who may write to a person."""

    CONNECTED = "connected", _("People I ask or accept")
    MEMBERS = "members", _("Members of Kindred")
    NOBODY = "nobody", _("Nobody for now")


class MailNews(TextChoices):
    """Which mails a person wants who has not chosen kind by kind; security is always mailed."""

    ESSENTIAL = "essential", _("What waits for me at once, the rest in one mail a week")
    WEEKLY = "weekly", _("One mail a week with everything")
    AT_ONCE = "at_once", _("Everything at once")
    NEVER = "never", _("No mail, only on Kindred")


# At most 64: matching keeps them as bits of one number.
LANGUAGES: tuple[tuple[str, str], ...] = (
    ("en", "English"),
    ("af", "Afrikaans"),
    ("am", "አማርኛ"),
    ("ar", "العربية"),
    ("bn", "বাংলা"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("es", "Español"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fj", "Na Vosa Vakaviti"),
    ("fr", "Français"),
    ("ga", "Gaeilge"),
    ("gu", "ગુજરાતી"),
    ("ha", "Hausa"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("ht", "Kreyòl ayisyen"),
    ("hu", "Magyar"),
    ("id", "Bahasa Indonesia"),
    ("ig", "Igbo"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("lg", "Luganda"),
    ("mi", "Te reo Māori"),
    ("ml", "മലയാളം"),
    ("mr", "मराठी"),
    ("ms", "Bahasa Melayu"),
    ("my", "မြန်မာ"),
    ("ne", "नेपाली"),
    ("nl", "Nederlands"),
    ("no", "Norsk"),
    ("nv", "Diné bizaad"),
    ("pa", "ਪੰਜਾਬੀ"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("rw", "Ikinyarwanda"),
    ("si", "සිංහල"),
    ("sm", "Gagana Samoa"),
    ("so", "Soomaali"),
    ("sr", "Srpski"),
    ("st", "Sesotho"),
    ("sv", "Svenska"),
    ("sw", "Kiswahili"),
    ("ta", "தமிழ்"),
    ("te", "తెలుగు"),
    ("th", "ไทย"),
    ("tl", "Filipino"),
    ("tr", "Türkçe"),
    ("tw", "Twi"),
    ("uk", "Українська"),
    ("ur", "اردو"),
    ("vi", "Tiếng Việt"),
    ("wo", "Wolof"),
    ("xh", "isiXhosa"),
    ("yo", "Yorùbá"),
    ("zh", "中文"),
    ("zu", "isiZulu"),
)

"""Every component on one page, with made-up people: look here before drawing something new."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from profiles.choices import ProofKind, TagKind
from profiles.institution_lookup import Offer
from profiles.proofs import Fact, Standing
from safety.choices import what_can_be_wrong


@dataclass(frozen=True)
class Somebody:
    """A person as components see one."""

    name: str
    photo_url: str = ""


@dataclass(frozen=True)
class Tag:
    """A hashtag as components see one."""

    name: str
    kind: str
    shared: bool = False


@dataclass(frozen=True)
class Places:
    """Availability as components see it."""

    status: str
    seats: int = 3
    seats_left: int = 2
    paused_until: date | None = None


PROVED = Standing(
    facts=(
        Fact(ProofKind.INSTITUTION, "lakeside.example", "", datetime(2026, 5, 12, tzinfo=UTC)),
        Fact(
            ProofKind.ORCID,
            "0000-0002-1825-0097",
            "https://orcid.org/0000-0002-1825-0097",
            datetime(2026, 6, 3, tzinfo=UTC),
        ),
    ),
    is_missed=False,
)
UNPROVED = Standing(facts=(), is_missed=True)
NADIA = Somebody("Dr Nadia Aziz")
LONG = Somebody("Professor Wilhelmina-Alexandra Papadimitrakopoulou von Hohenzollern-Sigmaringen")
TAGS = [
    Tag("HemePath", TagKind.SPECIALTY, shared=True),
    Tag("MDS", TagKind.TOPIC, shared=True),
    Tag("WomenInMedicine", TagKind.COMMUNITY),
    Tag("ASH26", TagKind.CONFERENCE),
    Tag("Tweetorial", TagKind.SKILL),
]
REASONS = [
    {"label": _("Hashtags"), "text": _("2 shared; #MDS is rare here"), "value": 92},
    {"label": _("You seek"), "text": _("sponsorship and research"), "value": 100},
    {"text": _("Four hours of your days overlap")},
]
CARDS: list[dict[str, Any]] = [
    {
        "person": NADIA,
        "name": NADIA.name,
        "url": "#people",
        "pronouns": _("she/her"),
        "proof": PROVED,
        "line": _("Associate professor, hematopathology"),
        "facts": [
            _("Lakeside University Hospital"),
            _("usually answers within 4 days"),
            _("last answered in November"),
        ],
        "availability": Places("open"),
        "about": _("I read marrow slides and write threads on MDS for residents."),
        "tags": TAGS,
        "reasons": REASONS,
    },
    {
        "person": LONG,
        "name": LONG.name,
        "proof": UNPROVED,
        "availability": Places("paused", paused_until=date(2027, 1, 12)),
        "tags": [Tag("HematopathologyAndTransfusionMedicineForEverybody", TagKind.SPECIALTY)],
    },
]

ADVICE = [
    {
        "code": "one",
        "text": _("Say what you can help with this month"),
        "why": _("Tick a goal or two; people who have just these goals meet you first."),
        "url": "#steps",
    },
    {
        "code": "two",
        "text": _("Say how many hours a month you can give"),
        "why": _("Even one. People then ask for what fits into it."),
        "url": "#steps",
    },
]
QUOTES = [
    {"who": NADIA.name, "text": _("How did the tumor board go?"), "url": "#said-1", "anchor": "x"},
    {"who": NADIA.name, "text": ""},
    {"who": NADIA.name, "text": _("Send it over."), "url": "#said-1"},
]
AT = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)
ASKING: list[dict[str, Any]] = [
    {
        "conversation": {"public_id": "first"},
        "card": CARDS[0],
        "message": {"sent_at": AT},
        "body": _("One question about your journal club, whenever it suits you."),
        "shared": TAGS[:2],
    },
    {
        "conversation": {"public_id": "declined"},
        "card": CARDS[1] | {"url": "#people"},
        "message": {"sent_at": AT},
        "body": _("May I send you one slide?"),
        "shared": [],
    },
]
INSTITUTIONS = [
    Offer(name="St. Mary's University", text="St. Mary's University (Canada)", where="Canada"),
    Offer(name="Universität Zürich", text="Universität Zürich", where="Switzerland"),
]

ICONS = (
    *("home", "mentors", "messages", "mentorships", "hashtags", "me", "bell", "back"),
    *("more", "close", "check", "clock", "pause", "quiet", "search", "out", "flag"),
)


class EveryField(forms.Form):
    """One field of every sort; those in TAGGED and PLACED are typed with help."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=[("en", _("English"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    specialty = forms.CharField(label=_("Specialty"), help_text=_("As you would say it."))
    seeks = forms.CharField(label=_("I look for"), help_text=_("Hashtags, a space between."))
    hospital = forms.CharField(
        label=_("Hospital"), max_length=120, help_text=_("Where you work most days.")
    )

    here = forms.MultipleChoiceField(
        label=_("I am here to"),
        choices=[("seek", _("find a mentor")), ("offer", _("mentor others"))],
        widget=forms.CheckboxSelectMultiple,
    )
    audience = forms.ChoiceField(
        label=_("Who sees me"),
        choices=[("members", _("Members")), ("nobody", _("Nobody until I ask"))],
        widget=forms.RadioSelect,
        help_text=_("You can change this at any time."),
    )
    stage = forms.ChoiceField(label=_("Stage"), choices=[("resident", _("Resident"))])
    bio = forms.CharField(label=_("Bio"), max_length=600, widget=forms.Textarea)
    topics = forms.CharField(label=_("Topics"), required=False)
    workplace = forms.CharField(label=_("Institution"), required=False)
    outside = forms.BooleanField(
        label=_("Only outside my institution"),
        required=False,
        help_text=_("A parent and its children count as one."),
    )
    photo = forms.FileField(label=_("Photo"), required=False)
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput)


class Choices(forms.Form):
    """Short choices one below the other, and two times of day beside each other."""

    HOW = (("now", _("At once")), ("weekly", _("Once a week")))
    messages = forms.ChoiceField(label=_("New messages"), choices=HOW)
    invitations = forms.ChoiceField(label=_("Invitations to groups of any kind"), choices=HOW)
    begin = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}))
    end = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}))


CONFIRMING: dict[str, dict[str, Any]] = {
    "confirm": {
        "title": _("Withdraw your request?"),
        "text": _("Dr Aziz is told that it was taken back, and no reason."),
        "action": "/styleguide/",
        "label": _("Withdraw"),
        "back": "/styleguide/",
    },
    "danger": {
        "title": _("Block Dr Aziz?"),
        "action": "/styleguide/",
        "label": _("Block Dr Aziz"),
        "danger": True,
    },
}


@require_http_methods(["GET", "HEAD", "POST"])
def styleguide(request: HttpRequest) -> HttpResponse:
    """Demo mode only; holds nobody's data, and its forms change nothing."""
    if request.method == "POST":
        messages.info(request, _("Nothing was changed: this page only shows how things look."))
        return redirect("styleguide")
    if request.GET.get("show") in CONFIRMING:
        return render(request, "components/confirm.html", CONFIRMING[request.GET["show"]])
    wrong = EveryField({"bio": "x" * 601, "version": ""}, auto_id="wrong_%s")
    wrong.add_error(None, _("These two do not go together. Choose one of them."))
    context = {
        "nav": "home",
        "icons": ICONS,
        "pages": Paginator(range(30), 10).get_page(request.GET.get("page", 2)),
        "counted": [{"name": tag.name, "kind": tag.kind, "count": 23} for tag in TAGS[:2]],
        "pictured": Somebody("Dr Ines Prado", static("img/app-icon.png")),
        "tagged": ("topics", "seeks"),
        "placed": ("workplace", "hospital"),
        "other_form": EveryField(auto_id="other_%s"),
        "cards": CARDS,
        "person": NADIA,
        "long_person": LONG,
        "people_in_lines": [NADIA, LONG],
        "tags": TAGS,
        "reasons": REASONS,
        "proofs": [PROVED, UNPROVED],
        "places": [
            Places("open"),
            Places("open", seats_left=1),
            Places("open", seats=1, seats_left=1),
            Places("open", seats_left=0),
            Places("waiting"),
            Places("paused", paused_until=date(2027, 1, 12)),
            Places("paused"),
            Places("not_offering"),
        ],
        "steps": [
            {"label": _("Write your bio"), "done": True},
            {"label": _("Ask somebody"), "done": False, "url": "#steps"},
        ],
        "advice": ADVICE,
        "quotes": QUOTES,
        "asking": ASKING,
        "choices_form": Choices(auto_id="choice_%s"),
        "institutions": INSTITUTIONS,
        "kept": [(_("From"), "Dr Ines Prado"), (_("Text"), _("Send me your list."))],
        "wrongs": what_can_be_wrong(),
        "empty_form": EveryField(auto_id="id_%s"),
        "wrong_form": wrong,
        "at": AT,
    }
    return render(request, "mentorship/styleguide.html", context)

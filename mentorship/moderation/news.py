"""What reporters, moderators, and whom a decision is about are told of it, and when.

Reporters learn that there is a decision. Whom it is about learns what, why and until when, at the
moment of the decision, and nothing of any report. The mails about one's own account go out as
security notices do, beside every preference.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.actions import notify, outdate, queue_mail, read_untold
from notifications.choices import How
from notifications.kinds import Kind, Told, register
from notifications.models import Notification
from profiles.models import User
from safety.choices import LASTING, Outcome, Severity
from safety.models import Appeal, Case, Decision, Report
from safety.querysets import ABOUT_A_PERSON, moderates
from safety.registry import tells_of_cases

from .wording import HEADINGS, MEANINGS, answer_in_words, status_of

logger = logging.getLogger("kindred.moderation")

REPORT_DECIDED = "report_decided"
STANDING = "standing"
CASE_URGENT = "case_urgent"
CASE_LATE = "case_late"


class Herald:
    """Writes the news, inside the transaction of what it tells of."""

    def opened(self, case: Case) -> None:
        """Moderators who have no part in an urgent case."""
        _tell_moderators(case, CASE_URGENT)

    def grown(self, case: Case) -> None:
        """A moderator who has a part in it now had news of it: that counts for nothing any more."""
        read_untold(kinds=(CASE_URGENT, CASE_LATE), case=case.pk)

    def taken_back(self, case: Case, *, gone: bool) -> None:
        """Nobody is called to a case that is gone, nor to one in which nothing is urgent now."""
        moderators = User.objects.filter(is_staff=True)
        if gone or case.severity < Severity.URGENT:
            outdate(recipients=moderators, key=f"{CASE_URGENT}:{case.pk}")
        if gone:
            outdate(recipients=moderators, key=f"{CASE_LATE}:{case.pk}")

    def late(self, case: Case) -> None:
        """The same, once its deadline has gone by."""
        _tell_moderators(case, CASE_LATE)

    def decided(self, decision: Decision) -> None:
        """Each reporter; and whom it is about, if something was done."""
        reporters = User.objects.filter(reports_made__case=decision.case, is_active=True).distinct()
        for reporter in reporters.select_related("profile").order_by("pk"):
            first = decision.case.reports.filter(reporter=reporter).first()
            key = f"case:{decision.case_id}:decided"
            about = {"report": first.pk if first else 0}
            notify(kind=REPORT_DECIDED, recipient=reporter, key=key, about=about)
        if decision.outcome in ABOUT_A_PERSON:
            self._tell(decision, key=f"decision:{decision.pk}", template="decision")

    def answered(self, appeal: Appeal) -> None:
        """Who appealed."""
        self._tell(appeal.decision, key=f"appeal:{appeal.pk}", template="appeal")

    def _tell(self, decision: Decision, *, key: str, template: str) -> None:
        people = User.objects.filter(is_active=True).select_related("profile")
        person = people.filter(decisions=decision).first()
        if person is None:
            return
        notify(kind=STANDING, recipient=person, key=key, about={"decision": decision.pk})
        with timezone.override(person.profile.zone):
            context = _worded(decision)
            text, html = (
                render_to_string(f"emails/{template}.{form}", context) for form in ("txt", "html")
            )
        # Templates call all they render safe for HTML; adding to it takes that off the plain text.
        queue_mail(key=key, to=person.email, subject=context["subject"], text=text + "", html=html)


def _worded(decision: Decision) -> dict[str, Any]:
    appeal = getattr(decision, "appeal", None)
    outcome = Outcome(decision.outcome)
    heading = str(HEADINGS[outcome])
    return {
        "subject": _("Your appeal was answered") if appeal else heading,
        "decision": decision,
        "appeal": appeal,
        "appeal_words": answer_in_words(appeal.state) if appeal else "",
        "heading": heading,
        "meaning": str(MEANINGS[outcome]),
        "until": (
            date_format(timezone.localtime(decision.ends_at), "j F Y, H:i")
            if decision.ends_at
            else ""
        ),
        "lasts": outcome in LASTING,
        "days": settings.APPEAL_DAYS,
        "url": settings.SITE_URL + reverse("moderation:standing"),
        "site_url": settings.SITE_URL,
    }


def _tell_moderators(case: Case, kind: str) -> None:
    """Those who may read it; where nobody may, whoever runs this installation finds it in the log,
    by a number that says nothing of whom it is about."""
    staff = User.objects.filter(is_staff=True, is_active=True).select_related("profile")
    is_told = False
    for moderator in filter(moderates, staff.order_by("pk")):
        if Case.objects.without_part_of(moderator).filter(pk=case.pk).exists():
            notify(kind=kind, recipient=moderator, key=f"{kind}:{case.pk}", about={"case": case.pk})
            is_told = True
    if not is_told:
        logger.warning("case %s waits, and no moderator may read it", case.public_id)


def tell_of_reports(reader: User, rows: Sequence[Notification]) -> Mapping[int, Told]:
    """That a report of one's own was decided; one query."""
    wanted = [row.about.get("report") for row in rows]
    reports = Report.objects.filter(reporter=reader, pk__in=wanted)
    found = {report.pk: report for report in reports.select_related("case__decision")}
    return {
        row.pk: Told(
            sentence=_("What you reported has been decided"),
            url=reverse("moderation:reported", args=[found[row.about["report"]].public_id]),
            lines=(status_of(found[row.about["report"]]).sentence,),
        )
        for row in rows
        if row.about.get("report") in found
    }


def tell_of_standing(reader: User, rows: Sequence[Notification]) -> Mapping[int, Told]:
    """That moderators decided something about oneself; one query."""
    wanted = [row.about.get("decision") for row in rows]
    mine = Decision.objects.filter(subject=reader, pk__in=wanted)
    found = {decision.pk: decision for decision in mine}
    return {
        row.pk: Told(
            sentence=(
                _("Your appeal was answered")
                if row.key.startswith("appeal:")
                else str(HEADINGS[Outcome(found[row.about["decision"]].outcome)])
            ),
            url=reverse("moderation:standing"),
        )
        for row in rows
        if row.about.get("decision") in found
    }


def tell_of_cases(reader: User, rows: Sequence[Notification]) -> Mapping[int, Told]:
    """What waits for moderators; gone once the reader has a part in it, and no news any more once
    it is decided or what was reported was taken back."""
    if not moderates(reader):
        return {}
    wanted = {row.about.get("case", 0) for row in rows}
    there = set(Case.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    cases = Case.objects.without_part_of(reader).filter(pk__in=there)
    found = {case.pk: case for case in cases}
    told = {}
    for row in rows:
        number = row.about.get("case", 0)
        if number in found:
            told[row.pk] = _told_of_case(row, found[number])
        elif number not in there:
            sentence = _("A case is gone: what was reported was taken back")
            told[row.pk] = Told(sentence=sentence, url=reverse("moderation:queue"), mailed=False)
    return told


def _told_of_case(row: Notification, case: Case) -> Told:
    url = reverse("moderation:case", args=[case.public_id])
    if row.kind == CASE_LATE:
        sentence = _("A case has passed its deadline")
    elif case.severity < Severity.URGENT:
        sentence = _("A case is no longer urgent: what was urgent in it was taken back")
        return Told(sentence=sentence, url=url, mailed=False)
    else:
        sentence = _("An urgent case waits for a moderator")
    return Told(sentence=sentence, url=url, mailed=case.decided_at is None)


def register_news() -> None:
    """Make this news known, and who tells it."""
    register(
        Kind(
            REPORT_DECIDED,
            gettext_lazy("What I reported is decided"),
            tell_of_reports,
            how=How.AT_ONCE,
        )
    )
    register(
        Kind(STANDING, gettext_lazy("Moderators decided about you"), tell_of_standing, mailed=False)
    )
    register(
        Kind(
            CASE_URGENT,
            gettext_lazy("An urgent case"),
            tell_of_cases,
            how=How.AT_ONCE,
            is_of_staff=True,
        )
    )
    register(Kind(CASE_LATE, gettext_lazy("A late case (moderators)"), tell_of_cases, mailed=False))
    tells_of_cases(Herald())

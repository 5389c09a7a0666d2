"""Showing who one is: ask for a link, open it, take a proof back.

The address stands in the pending row until its link is opened, replaced, given up or too old, and
nowhere else: what stays is a keyed digest of it, so that one address confirms one account.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from profiles import registry
from profiles.choices import ProofKind
from profiles.errors import CannotConfirm, LinkIsOver, UnknownDomain
from profiles.mailboxes import domain_of, is_public_mail, mailbox
from profiles.models import PendingProof, Proof, User
from profiles.proofs import known_domain
from safety import audit
from safety.errors import RateLimited
from safety.ratelimits import hit

LINK_DAYS = 3
HOUR = 60 * 60
LINKS_AN_HOUR = 5  # for one account
MAILS_A_DAY = 3  # to one address, whoever asks
_signer = TimestampSigner(salt="profiles.proof")


@transaction.atomic
def ask_for_proof(*, by: User, address: str) -> PendingProof:
    """Mail a link to an address at an institution; an earlier one opens nothing from now on.

    Raises CannotConfirm with a sentence for addresses that confirm nothing, and RateLimited. An
    address that serves another account is mailed so instead, and answers as every other.
    """
    domain = domain_of(address)
    if is_public_mail(domain):
        raise CannotConfirm(
            _(
                "Anybody can have an address at %(domain)s, so it confirms nothing. Please use "
                "the one that your hospital, school or university gave you."
            )
            % {"domain": domain}
        )
    known = known_domain(domain)
    if known is None:
        raise UnknownDomain(
            _(
                "Kindred does not know %(domain)s as an institution's yet, so no mail was sent. "
                "Staff will look, and you get a mail at the address you sign in with once it is "
                "known."
            )
            % {"domain": domain}
        )
    hit(scope="proof_link", who=by.pk, limit=LINKS_AN_HOUR, seconds=HOUR)
    pending, _created = PendingProof.objects.update_or_create(
        user=by,
        defaults={
            "address": address,
            "domain": known,
            "nonce": secrets.token_urlsafe(32),
            "sent_at": timezone.now(),
            "expires_at": timezone.now() + timedelta(days=LINK_DAYS),
        },
    )
    _mail(pending)
    audit.record("ask_for_proof", by=by, subject=by, about=pending)
    return pending


@transaction.atomic
def confirm_institution(*, by: User, token: str) -> Proof:
    """The link was opened by whom it was made for; raises LinkIsOver for every other case."""
    pending = pending_of(by, token)
    proof = _prove(
        by,
        kind=ProofKind.INSTITUTION,
        shown=pending.domain,
        holder=digest(ProofKind.INSTITUTION, mailbox(pending.address)),
        taken=_(
            "This address confirms another account on Kindred already. Remove it there first, "
            "then have a new link sent."
        ),
    )
    pending.delete()
    return proof


@transaction.atomic
def confirm_orcid(*, by: User, orcid: str) -> Proof:
    """Somebody signed in at ORCID as `orcid`. Raises CannotConfirm when it serves another."""
    return _prove(
        by,
        kind=ProofKind.ORCID,
        shown=orcid,
        holder=digest(ProofKind.ORCID, orcid),
        taken=_("This ORCID iD confirms another account on Kindred already."),
    )


@transaction.atomic
def withdraw_proof(*, by: User, kind: ProofKind) -> bool:
    """Take a proof back: others stop reading it at once. True when there was one."""
    deleted, _rows = Proof.objects.filter(user=by, kind=kind).delete()
    if deleted:
        audit.record("withdraw_proof", by=by, subject=by, kind=str(kind))
    return bool(deleted)


@transaction.atomic
def give_up_proof(*, by: User) -> bool:
    """Forget the address that waits for its link. True when there was one."""
    deleted, _rows = PendingProof.objects.filter(user=by).delete()
    return bool(deleted)


def forget_old_links() -> int:
    """Delete addresses whose link has run out; returns how many."""
    deleted, _rows = PendingProof.objects.filter(expires_at__lt=timezone.now()).delete()
    return deleted


def pending_of(user: User, token: str) -> PendingProof:
    """What a link confirms for this person. One sentence for every link that opens nothing, so
    that none tells whose it was: raises LinkIsOver."""
    try:
        nonce = _signer.unsign(token, max_age=timedelta(days=LINK_DAYS))
    except BadSignature:
        nonce = ""
    pending = PendingProof.objects.filter(
        user=user, nonce=nonce, expires_at__gt=timezone.now()
    ).first()
    if pending is None or known_domain(pending.domain) is None:
        raise LinkIsOver(
            _(
                "This link was used, is too old, was replaced by a newer one, or was asked for "
                "from another account. Nothing was changed. You can have a new one sent."
            )
        )
    return pending


def proof_path(pending: PendingProof) -> str:
    """The path of the page that asks once more: what the mail links to."""
    return reverse("profiles:confirm_proof", args=[_signer.sign(pending.nonce)])


def digest(kind: ProofKind, what: str) -> str:
    """A keyed digest of what was confirmed; without the server's key nobody can guess it."""
    return salted_hmac(f"profiles.proof.{kind}", what, algorithm="sha256").hexdigest()


def _prove(user: User, *, kind: ProofKind, shown: str, holder: str, taken: str) -> Proof:
    try:
        with transaction.atomic():
            proof, _created = Proof.objects.update_or_create(
                user=user,
                kind=kind,
                defaults={"shown": shown, "holder": holder, "confirmed_at": timezone.now()},
            )
    except IntegrityError:
        raise CannotConfirm(taken) from None
    audit.record("confirm_proof", by=user, subject=user, about=proof, kind=str(kind))
    return proof


def _mail(pending: PendingProof) -> None:
    """The link, or to an address that serves another account the news of it."""
    holder = digest(ProofKind.INSTITUTION, mailbox(pending.address))
    try:
        hit(scope="proof_mail", who=holder, limit=MAILS_A_DAY, seconds=24 * HOUR)
    except RateLimited:
        return  # whoever types somebody else's address fills no mailbox and learns nothing
    others = Proof.objects.filter(kind=ProofKind.INSTITUTION, holder=holder)
    subject = _("Your institution on Kindred")
    context = {
        "subject": subject,
        "url": f"{settings.SITE_URL}{proof_path(pending)}",
        "site_url": settings.SITE_URL,
        "handle": pending.user.handle,
        "domain": pending.domain,
        "days": LINK_DAYS,
        "is_taken": others.exclude(user=pending.user).exists(),
    }
    text = render_to_string("emails/proof.txt", context)
    paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    registry.send_mail(
        key=f"proof:{pending.nonce}",
        to=pending.address,
        subject=subject,
        text=text,
        html=render_to_string("emails/account.html", {"paragraphs": paragraphs, **context}),
    )

"""Alarm clocks of profiles."""

from celery import shared_task

from . import actions


@shared_task(time_limit=60)
def end_pauses() -> None:
    """Open again those whose pause has run out."""
    actions.end_pauses()


@shared_task(time_limit=60)
def forget_old_links() -> None:
    """Delete addresses whose link was never opened."""
    actions.forget_old_links()


@shared_task(time_limit=120)
def settle_aliases() -> None:
    """Move what came to stand under another word while it became one."""
    actions.settle_aliases()


@shared_task(time_limit=60)
def end_terms() -> None:
    """Let those go on whom moderators limited or suspended for a term that is over."""
    actions.end_terms()

"""Every page there is, and who looks at it. Words in braces are paths that `arrange.py` found."""

from dataclasses import dataclass

STRANGER = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Row:
    """One page as one person gets it; `press` sends its form, filled with `fill`, first, and
    `lands` names the view that answers where it is another one.

    Whoever has no cookie among the stack's people is signed out, in a browser of their own.
    """

    who: str
    path: str
    status: int = 200
    press: str = ""
    fill: tuple[tuple[str, str], ...] = ()
    lands: str = ""

    def __str__(self) -> str:
        return f"{self.who} {self.path}{f' {self.press}' if self.press else ''}"


def rows(who: str, *paths: str, status: int = 200) -> list[Row]:
    """Several pages of one person."""
    return [Row(who, path, status) for path in paths]


LINE = "PGY-3, #HemePath, looking for a mentor, #WomenInMedicine"
LONG = "word " * 200

SIGNED_OUT = [
    *rows("anybody", "/", "/tags/", "/tags/HemePath/", "/tags/NobodyHasThisOne/"),
    *rows("anybody", "/outbox/", "{mail}", "/styleguide/"),
    Row("anybody", "/", press="Show me people", fill=(("line", LINE),)),
    Row("hesitant", "/", 400, press="Show me people"),
    *rows("anybody", "/accounts/login/", "/accounts/signup/", "/accounts/login/code/"),
    Row("anybody", "/accounts/login/", press="Sign in", fill=(("login", "nobody"),)),
    Row("anybody", "/accounts/signup/", press="Join", fill=(("email", "nobody"),)),
    Row("anybody", "/accounts/login/code/", press="Mail me", fill=(("email", "nobody"),)),
    *rows("anybody", "/accounts/password/reset/", "/accounts/password/reset/done/"),
    Row("anybody", "/accounts/password/reset/", press="Mail me"),
    *rows("anybody", "/accounts/password/reset/key/done/", "/accounts/password/reset/key/2-x/"),
    *rows("anybody", "/accounts/confirm-email/", "{confirm}", "/accounts/confirm-email/used/"),
    *rows("anybody", "/accounts/inactive/"),
    *rows("anybody", "/accounts/3rdparty/login/cancelled/"),
    *rows("anybody", "/accounts/3rdparty/login/error/", status=401),
    Row("resetter", "{reset}"),
    Row("resetter", "{reset}", press="password", fill=(("password1", "short"),)),
    Row(
        "coded",
        "/accounts/login/code/",
        press="Mail me",
        fill=(("email", "nobody@example.org"),),
        lands="account_confirm_login_code",
    ),
    Row(
        "halfway",
        "/accounts/login/",
        press="Sign in",
        fill=(("login", "{careful_address}"), ("password", "{careful_password}")),
        lands="mfa_authenticate",
    ),
    *rows("anybody", "/nothing-here/", f"/outbox/{STRANGER}/", status=404),
]
EMPTY = [
    *rows("empty", "/home/", "/suggestions/", "/messages/", "/mentorships/", "/notifications/"),
    *rows("empty", "/requests/?show=received", "/requests/?show=sent", "/settings/blocked/"),
    *rows("empty", "/profile/", "/availability/", "/profile/quiet/", "/profile/photo/"),
    *rows("lonely", "/home/", "/suggestions/"),
]
WELCOME = [
    *rows("newcomer", "/welcome/1/", "/welcome/2/", "/welcome/3/"),
    Row("newcomer", "/welcome/1/", 400, press="Continue", fill=(("bio", LINE),)),
    Row("newcomer", "/welcome/2/", 400, press="Continue", fill=(("seeks_hours", "-3"),)),
]
ANA = [
    *rows("ana", "/home/", "/suggestions/", "/messages/", "{conversation}", "/mentorships/"),
    *rows("ana", "/requests/?show=sent", "{sent_request}", "{sent_request}withdraw/"),
    *rows("ana", "{mentored}", "{mentored}end/", "/notifications/"),
    *rows("ana", "/profile/", "/profile/photo/", "/profile/quiet/", "/availability/"),
    *rows("ana", "/settings/", "/settings/blocked/", "/tags/", "/tags/HemePath/"),
    *rows("ana", "/tags/HemePath/?show=people", "/tags/NobodyHasThisOne/"),
    *rows("ana", "{ana}", "{nadia}", "{nadia}ask/", "{nadia}block/", "{nadia}evaluates-me/"),
    *rows("ana", "/accounts/email/", "/accounts/password/change/", "/accounts/sessions/"),
    *rows("ana", "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/logout/"),
    *rows("ana", "/accounts/reauthenticate/", "/accounts/3rdparty/"),
    Row("ana", "/profile/", 400, press="Save", fill=(("name", ""), ("bio", LONG))),
    Row("ana", "/availability/", 400, press="Save", fill=(("seats", "900"),)),
    Row("ana", "/profile/quiet/", 400, press="Keep quiet", fill=(("quiet", "!"),)),
    Row("ana", "/profile/photo/", 400, press="Use this photo"),
    Row("ana", "{nadia}ask/", 400, press="Send", fill=(("why", LONG),)),
    Row("ana", "{conversation}", 400, press="Send", lands="messaging:send"),
    Row("ana", "/accounts/email/", press="Change", fill=(("email", "nobody"),)),
    Row("ana", "/accounts/password/change/", press="Change"),
    *rows("ana", f"/people/{STRANGER}/", f"/messages/{STRANGER}/", "/staff/hashtags/", status=404),
]
OTHERS = [
    *rows("nadia", "/home/", "/mentorships/", "/requests/?show=received", "{received_request}"),
    *rows("nadia", "{received_request}decline/", "{answer}", "{relationship}", "{ended}"),
    *rows("nadia", "{relationship}?accepted=1", "/availability/", "/profile/", "{nadia}"),
    *rows("nadia", "/messages/", "/suggestions/"),
    *rows("open_mentee", "{open_request}"),
    *rows("accepted_mentee", "{accepted_request}"),
    *rows("accepted_mentor", "{accepted_request}"),
    *rows("declined_mentee", "{declined_request}"),
    *rows("declined_mentor", "{declined_request}"),
    *rows("withdrawn_mentee", "{withdrawn_request}"),
    *rows("withdrawn_mentor", "{withdrawn_request}"),
    *rows("closed_mentee", "{closed_request}"),
    *rows("closed_mentor", "{closed_request}"),
    *rows("careful", "/settings/blocked/", "/profile/quiet/", "{nadia}", "{nadia}ask/"),
    *rows("careful", "/accounts/2fa/", "/accounts/2fa/totp/deactivate/"),
    *rows("careful", "/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/generate/"),
    *rows("careful", "/accounts/2fa/reauthenticate/"),
    *rows("mailed", "/accounts/password/set/"),
    *rows("sam", "/home/", "/staff/hashtags/", "/staff/hashtags/?show=refused"),
    *rows("suspended", "/home/", status=403),
    *rows("hasty", "/tags/suggest/?q=heme", status=429),
]
PAGES = SIGNED_OUT + EMPTY + WELCOME + ANA + OTHERS

# Addresses that never answer with a page: what they are for, and a path to try them by.
NO_PAGES = {
    "profiles:welcome_skip": "/welcome/skip/",
    "profiles:understand": "/profile/understand/",
    "profiles:remove_photo": "/profile/photo/remove/",
    "profiles:remove_quiet_tag": "/profile/quiet/remove/",
    "profiles:photo": "{nadia}photo/",
    "profiles:unblock": "{nadia}unblock/",
    "profiles:unmark_evaluator": "{nadia}evaluates-me/undo/",
    "notifications:read_all": "/notifications/read/",
    "notifications:open": "{news}",
    "messaging:newer": "{conversation}newer/?after=0",
    "messaging:start": "{nadia}write/",
    "relationships:accept": "{received_request}accept/",
    "relationships:places": "{relationship}places/",
    "matching:shortlist": "/suggestions/{nadia_id}/shortlist/",
    "matching:unshortlist": "/suggestions/{nadia_id}/unshortlist/",
    "matching:dismiss": "/suggestions/{nadia_id}/dismiss/",
    "matching:undismiss": "/suggestions/{nadia_id}/undismiss/",
    "healthz": "/healthz/",
    "robots": "/robots.txt",
    "mfa_download_recovery_codes": "/accounts/2fa/recovery-codes/download/",
    # signing in with another site begins only where one is set up
    "socialaccount_signup": "/accounts/3rdparty/signup/",
}

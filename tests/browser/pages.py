"""Every page there is, and who looks at it. Words in braces are paths that `arrange.py` found."""

from dataclasses import dataclass

STRANGER = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Row:
    """One page as one person gets it; `press` sends its form, filled with `fill`, first, and
    `lands` names the view that answers where it is another one.

    Whoever has no cookie among the stack's people is signed out, in a browser of their own. With
    `briefly` it is one more state of a page that other rows look at from every side.
    """

    who: str
    path: str
    status: int = 200
    press: str = ""
    fill: tuple[tuple[str, str], ...] = ()
    lands: str = ""
    briefly: bool = False

    def __str__(self) -> str:
        return f"{self.who} {self.path}{f' {self.press}' if self.press else ''}"


def rows(who: str, *paths: str) -> list[Row]:
    """Several pages of one person."""
    return [Row(who, path) for path in paths]


def states(who: str, *paths: str, status: int = 200) -> list[Row]:
    """Several more states of pages."""
    return [Row(who, path, status, briefly=True) for path in paths]


def sent(who: str, path: str, press: str, status: int = 200, lands: str = "", **fill: str) -> Row:
    """What a form answers."""
    return Row(who, path, status, press, tuple(fill.items()), lands, briefly=not lands)


LINE = "PGY-3, #HemePath, looking for a mentor, #WomenInMedicine"
LONG = "word " * 200

SIGNED_OUT = [
    *rows("anybody", "/", "/tags/", "/tags/HemePath/", "/outbox/", "{mail}", "/styleguide/"),
    *rows("anybody", "/accounts/login/", "/accounts/signup/", "/accounts/login/code/"),
    *rows("anybody", "/accounts/password/reset/", "/accounts/password/reset/done/"),
    *rows("anybody", "/accounts/password/reset/key/done/", "/accounts/confirm-email/"),
    *rows("anybody", "{confirm}", "/accounts/inactive/", "/accounts/3rdparty/login/cancelled/"),
    *rows("anybody", "{stop}"),
    *rows("resetter", "{reset}"),
    *rows("anybody", "{stop_mails}"),
    *states("anybody", "{stop_digest}"),
    sent("anybody", "{stop_mails}", "Stop these mails"),
    Row("anybody", "/accounts/3rdparty/login/error/", 401),
    sent(
        *("coded", "/accounts/login/code/", "Mail me"),
        email="nobody@example.org",
        lands="account_confirm_login_code",
    ),
    sent(
        *("halfway", "/accounts/login/", "Sign in"),
        login="{careful_address}",
        password="{careful_password}",
        lands="mfa_authenticate",
    ),
    *states("anybody", "/tags/NobodyHasThisOne/", "/accounts/password/reset/key/2-x/"),
    *states("anybody", "/accounts/confirm-email/used/"),
    *states("anybody", "/nothing-here/", f"/outbox/{STRANGER}/", status=404),
    sent("anybody", "/", "Show me people", line=LINE),
    sent("hesitant", "/", "Show me people", 400),
    sent("anybody", "/accounts/login/", "Sign in", login="nobody"),
    sent("anybody", "/accounts/signup/", "Join", email="nobody"),
    sent("anybody", "/accounts/login/code/", "Mail me", email="nobody"),
    sent("anybody", "/accounts/password/reset/", "Mail me"),
    sent("resetter", "{reset}", "password", password1="short"),
]
WELCOME = [
    *rows("newcomer", "/welcome/1/", "/welcome/2/", "/welcome/3/"),
    sent("newcomer", "/welcome/1/", "Continue", 400, bio=LINE),
    sent("newcomer", "/welcome/2/", "Continue", 400, seeks_hours="-3"),
]
ANA = [
    *rows(
        "ana",
        "/home/",
        "/suggestions/",
        "/suggestions/{nadia_id}/fit/",
        "/messages/",
        "{conversation}",
        "/mentorships/",
    ),
    *rows("ana", "/requests/?show=sent", "{sent_request}", "{sent_request}withdraw/"),
    *rows("ana", "{mentored}", "{mentored}end/", "/notifications/", "/profile/"),
    *rows("ana", "/settings/notifications/"),
    *states("careful", "/settings/notifications/"),
    *rows("nadia", "{pause}"),
    *rows("ana", "/profile/photo/", "/profile/quiet/", "/settings/", "/tags/HemePath/"),
    *rows("ana", "/settings/seen-by/", "/peers/"),
    *states("nadia", "/settings/seen-by/?as=mentor", "/settings/seen-by/?as=stranger"),
    *states("lonely", "/settings/seen-by/"),
    *states("empty", "/peers/"),
    *rows("ana", "{nadia}", "{nadia}ask/", "{nadia}block/", "{nadia}evaluates-me/"),
    *rows("ana", "/accounts/email/", "/accounts/password/change/", "/accounts/sessions/"),
    *rows("ana", "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/logout/"),
    *rows("ana", "/accounts/reauthenticate/", "/accounts/3rdparty/"),
    *rows("ana", "/mentors/"),
    *states("ana", "/mentors/?tags=HemePath+MDS&match=any&open=1&stage=mid_faculty&hours=4"),
    *states("ana", "/mentors/?tags=HemePath&q=zebra&stage=premed&elsewhere=1"),
    *states("ana", "/mentors/?q=%25&tags=%3F%3F", "/mentors/?after=x", status=400),
    *states("ana", "{ana}", "/tags/", "/tags/HemePath/?show=people", "/availability/"),
    *states("ana", f"/people/{STRANGER}/", f"/messages/{STRANGER}/", status=404),
    sent("ana", "/profile/", "Save", 400, name="", bio=LONG),
    sent("ana", "/availability/", "Save", 400, seats="900"),
    sent("ana", "/profile/quiet/", "Keep quiet", 400, quiet="!"),
    sent("ana", "/profile/photo/", "Use this photo", 400),
    sent("ana", "{nadia}ask/", "Send", 400, why=LONG),
    sent("ana", "{conversation}", "Send", 400, lands="messaging:send", text=""),
    *states("ana", "{message_of_another}"),
    *rows("ana", "{own_message}", "{own_message}edit/", "{own_message}delete/"),
    *rows("ana", "/messages/search/", "{conversation}search/", "/settings/messages/"),
    *rows("ana", "/messages/requests/", "{group}", "{group}group/", "{group}group/leave/"),
    *rows("nadia", "/messages/requests/", "/messages/new-group/", "{own_group}group/ask/"),
    *states("nadia", "{asking}", "{own_group}group/"),
    *states("empty", "/messages/requests/", "/messages/new-group/"),
    *states("stranger", "{first_contact}", "{no_contact}"),
    sent("nadia", "/messages/new-group/", "Make", 400),
    sent("nadia", "{own_group}group/", "Save", 400, name=""),
    *states("ana", "{conversation}?reply={own_message_id}"),
    sent("ana", "/messages/search/", "Search", q="abstract"),
    sent("ana", "{conversation}search/", "Search", q="nobody wrote this"),
    sent("ana", "{own_message}edit/", "Save", 400, text=LONG * 6),
    sent("ana", "/accounts/email/", "Change", email="nobody"),
    sent("ana", "/accounts/password/change/", "Change"),
]
OTHERS = [
    *rows("nadia", "/availability/", "{received_request}", "{received_request}decline/"),
    *rows("nadia", "{answer}", "{relationship}?accepted=1"),
    *rows("careful", "/settings/blocked/", "/accounts/2fa/totp/deactivate/"),
    *rows("careful", "/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/generate/"),
    *rows("careful", "/accounts/2fa/reauthenticate/", "/accounts/2fa/webauthn/"),
    *rows("careful", "/accounts/2fa/webauthn/add/", "/accounts/2fa/webauthn/reauthenticate/"),
    *rows("careful", "{passkey}edit/", "{passkey}remove/"),
    *states("ana", "/accounts/2fa/webauthn/"),
    *rows("careful", "/settings/proof/", "{proof_link}"),
    sent("careful", "/settings/proof/", "Mail me", 409, address="someone@gmail.com"),
    *states("nadia", "/settings/proof/"),
    *states("careful", "/settings/proof/confirm/never-made/", status=409),
    *rows("mailed", "/accounts/password/set/", "/accounts/reauthenticate/mail/"),
    Row("mailed", "/accounts/reauthenticate/mail/", press="Mail me a code", briefly=True),
    *rows("sam", "/staff/hashtags/", "/staff/hashtags/all/", "/staff/hashtags/all/hemepath/"),
    *rows("sam", "/staff/hashtags/all/sepsis/merge/?into=MDS"),
    *rows("sam", "/staff/hashtags/all/ilooklikeasurgeon/story/"),
    *rows("careful", "/tags/Sepsis/story/"),
    *states("careful", "/tags/Sepsis/"),
    *states("ana", "/tags/ILookLikeASurgeon/"),
    sent("careful", "/tags/Sepsis/story/", "Save", 400, text=LONG * 3),
    sent(
        *("sam", "/staff/hashtags/all/ilooklikeasurgeon/story/", "Ask", 400),
        handle="nobody_at_all",
        lands="profiles:ask_steward",
    ),
    *states("sam", "/staff/hashtags/all/?q=nothing+like+it", "/tags/HemePath/?show=new"),
    *states("sam", "/staff/hashtags/all/sepsis/merge/"),
    sent("sam", "/staff/hashtags/all/sepsis/", "Save", 400, name="another"),
    *rows("sam", "/staff/institutions/", "{institution}", "/staff/institutions/domains/"),
    *rows("sam", "{institution}merge/"),
    *states("sam", *(f"/staff/institutions/?show=all&q={word}" for word in ("calder", "none"))),
    Row("suspended", "/home/", 403),
    Row("hasty", "/tags/suggest/?q=heme", 429),
    *states("nadia", "/home/", "/mentorships/", "/requests/?show=received", "{relationship}"),
    *states("nadia", "{ended}", "/profile/"),
    *states("careful", "/accounts/2fa/", "/profile/quiet/", "{nadia}", "{nadia}ask/"),
    *states("empty", "/mentors/?language=zu"),
    *states("empty", "/home/", "/suggestions/", "/messages/", "/mentorships/"),
    *states("empty", "/notifications/", "/requests/?show=received", "/requests/?show=sent"),
    *states("empty", "/settings/blocked/", "/profile/"),
    *rows("ana", "/report/person/{nadia_id}/", "{report_message}", "/reports/", "{report}"),
    *states("ana", "/report/tag/HemePath/", "{decided_report}", "{fresh_report}"),
    *states("empty", "/reports/", "/standing/"),
    *states("ana", f"/report/person/{STRANGER}/", "/report/nothing/x/", status=404),
    *rows("warned", "/standing/", "/export/", "/leave/"),
    *states("suspended", "/standing/", "/export/", "/leave/"),
    *rows("sam", "/moderation/", "{case}", "/moderation/appeals/", "{appeal}"),
    *states("sam", "/moderation/?show=mine", "/moderation/?show=decided", "{decided_case}"),
    sent("sam", "{case}", "Decide", 400, lands="moderation:decide"),
    *states("lonely", "/suggestions/", "/suggestions/{nadia_id}/fit/"),
    *states("empty", "/suggestions/{nadia_id}/fit/"),
    *states("open_mentee", "{open_request}"),
    *states("accepted_mentee", "{accepted_request}"),
    *states("accepted_mentor", "{accepted_request}"),
    *states("declined_mentee", "{declined_request}"),
    *states("declined_mentor", "{declined_request}"),
    *states("withdrawn_mentee", "{withdrawn_request}"),
    *states("withdrawn_mentor", "{withdrawn_request}"),
    *states("closed_mentee", "{closed_request}"),
    *states("closed_mentor", "{closed_request}"),
    *states("sam", "/home/", "/staff/hashtags/?show=refused", "/staff/institutions/?show=decided"),
    sent("sam", "/staff/institutions/", "Make it an alias", 400),
    sent("sam", "{institution}", "Save", 400, name="", domains="gmail.com"),
]
PAGES = SIGNED_OUT + WELCOME + ANA + OTHERS

# Addresses that never answer with a page: what they are for, and a path to try them by.
NO_PAGES = {
    "profiles:welcome_skip": "/welcome/skip/",
    "profiles:understand": "/profile/understand/",
    "profiles:remove_photo": "/profile/photo/remove/",
    "profiles:remove_quiet_tag": "/profile/quiet/remove/",
    "profiles:skip_advice": "/availability/advice/skip/",
    "profiles:stewardship": "/tags/HemePath/stewardship/",
    "profiles:dismiss_steward": "/staff/hashtags/all/hemepath/stewards/" + STRANGER + "/end/",
    "profiles:follow_tag": "/tags/HemePath/follow/",
    "profiles:unfollow_tag": "/tags/HemePath/unfollow/",
    "profiles:hide_person": "/tags/HemePath/hide/" + STRANGER + "/",
    "profiles:show_person": "/tags/HemePath/show/" + STRANGER + "/",
    "profiles:suggest_institutions": "/institutions/suggest/?q=calder",
    "profiles:undo_name": "/staff/institutions/names/1/undo/",
    "profiles:resend_proof": "/settings/proof/resend/",
    "profiles:give_up_proof": "/settings/proof/give-up/",
    "profiles:withdraw_proof": "/settings/proof/remove/",
    "profiles:photo": "{nadia}photo/",
    "profiles:unblock": "{nadia}unblock/",
    "profiles:unmark_evaluator": "{nadia}evaluates-me/undo/",
    "notifications:read_all": "/notifications/read/",
    "notifications:quiet_mode": "/settings/notifications/quiet/",
    "notifications:mail_again": "/settings/notifications/again/",
    "notifications:open": "{news}",
    "messaging:live": "/live/",
    "messaging:live_in": "{conversation}live/",
    "messaging:read": "{conversation}read/",
    "messaging:draft": "{conversation}draft/",
    "messaging:typing": "{conversation}typing/",
    "messaging:mute": "{conversation}mute/",
    "messaging:unmute": "{conversation}unmute/",
    "messaging:start": "{nadia}write/",
    "messaging:signal": "{nadia}signal/",
    "messaging:take_back_signal": "{nadia}signal/take-back/",
    "messaging:answer": "{asking}answer/",
    "messaging:take_back": "{own_group}group/{nadia_id}/take-back/",
    "messaging:remove": "{own_group}group/{nadia_id}/remove/",
    "relationships:accept": "{received_request}accept/",
    "relationships:places": "{relationship}places/",
    "matching:shortlist": "/suggestions/{nadia_id}/shortlist/",
    "matching:unshortlist": "/suggestions/{nadia_id}/unshortlist/",
    "matching:dismiss": "/suggestions/{nadia_id}/dismiss/",
    "matching:undismiss": "/suggestions/{nadia_id}/undismiss/",
    "matching:switch_peers": "/peers/switch/",
    "matching:dismiss_peer": "/peers/{nadia_id}/dismiss/",
    "matching:undismiss_peer": "/peers/{nadia_id}/undismiss/",
    "moderation:take_back": "{report}take-back/",
    "moderation:photo": "{photo_as_it_was}",
    "moderation:take": "{case}take/",
    "moderation:put_back": "{case}put-back/",
    "moderation:appeal_against": "/standing/" + STRANGER + "/appeal/",
    "healthz": "/healthz/",
    "robots": "/robots.txt",
    "security_txt": "/.well-known/security.txt",
    "mfa_login_webauthn": "/accounts/2fa/webauthn/login/",
    "mfa_download_recovery_codes": "/accounts/2fa/recovery-codes/download/",
    # signing in with another site begins only where one is set up
    "socialaccount_signup": "/accounts/3rdparty/signup/",
    "openid_connect_login": "/accounts/oidc/campus/login/",
    "openid_connect_callback": "/accounts/oidc/campus/login/callback/",
}

"""The permission matrix: every address, and what each role is answered to GET and to POST.

A name is that of the resolver, or the route where there is none; "on x" says which target of the
world it is asked for. Somebody signed out is sent to sign in, somebody suspended meets one page
(403), and a member gets "no", the answer for what never was, unless a cell says otherwise:

    "200"                    every member
    "trainee other 200"      these two
    "but blocked 200"        every member but this one
    "anyone 200"             every member, and whoever is signed out
    "blocked 409; other 302" clauses after one another
"""

from notifications.kinds import mailed_kinds

from .asking import Row
from .world import ROLES

MEMBERS = tuple(role for role in ROLES if role not in ("anonymous", "suspended"))

# The least that a form needs to be taken; forms that are not named here are sent empty.
FORMS: dict[str, dict[str, str]] = {
    "profiles:landing": {"line": "A resident who seeks #HemePath"},
    "profiles:comfort": {
        "audience": "members",
        "contact": "connected",
    },
    "profiles:pause": {"weeks": "2"},
    "notifications:settings": {
        "mails_a_day": "3",
        **{f"kind_{kind.name}": "weekly" for kind in mailed_kinds()},
    },
    "notifications:quiet_mode": {"wished": "on"},
    "profiles:withdraw_proof": {"kind": "institution"},
    "profiles:quiet_tags": {"quiet": "#SomethingOfMine"},
    "profiles:held_tags": {"hashtag": "heldword", "verdict": "approve", "kind": "topic"},
    "profiles:staff_domains": {"domain": "newclinic.org", "decision": "aside"},
    "profiles:staff_institutions": {"name": "The Old Infirmary", "decision": "dismiss"},
    "profiles:staff_institution": {"name": "Northgate University", "domains": "northgate.edu"},
    "profiles:skip_advice": {"advice": "help"},
    "profiles:tag_story": {"version": "0", "text": "How it began."},
    "profiles:staff_story": {"version": "0", "text": "How it began."},
    "profiles:stewardship": {"answer": "no"},
    "profiles:ask_steward": {"handle": "ana_x"},  # who shows herself to nobody
    "profiles:edit_hashtag": {"name": "HemePath", "kind": "topic"},
    "profiles:merge_hashtag": {"into": "OnlyMeiWritesThis"},
    "messaging:send": {"text": "Hello again."},
    "messaging:draft": {"text": "Not yet said."},
    "messaging:edit": {"text": "Said better.", "version": "1"},
    "messaging:search": {"q": "sentence"},
    "messaging:search_in": {"q": "sentence"},
    "relationships:ask": {"conflict": "no", "kind": "talk", "why": "Your talk on marrow."},
    "relationships:places": {"status": "open"},
    "moderation:report": {"category": "spam"},
    "moderation:decide": {"outcome": "none"},
    "moderation:appeal": {"verdict": "kept", "answer": "It stands."},
    "moderation:appeal_against": {"words": "Please look again."},
    "account_reset_password": {"email": "nobody@mail.example"},
}

MATRIX: dict[str, tuple[str, str]] = {
    # -- profiles --------------------------------------------------------------------------------
    "profiles:landing": ("302; anonymous 200", "302; anonymous 200"),
    "profiles:welcome on step": ("302", "400"),
    "profiles:welcome_skip": ("405", "302"),
    "profiles:edit_profile": ("200", "400"),
    "profiles:understand": ("405", "200"),
    "profiles:edit_photo": ("200", "400"),
    "profiles:remove_photo": ("405", "302"),
    "profiles:quiet_tags": ("200", "302"),
    "profiles:remove_quiet_tag": ("405", "302"),
    "profiles:availability": ("200", "400"),
    "profiles:pause on pause": ("other 200", "other 302"),
    "profiles:skip_advice": ("405", "409; mentor other limited 302"),
    "profiles:photo on mei": ("but blocked 200", "405"),
    "profiles:photo on ana": ("trainee other 200", "405"),
    "profiles:person on mei": ("but blocked 200", "405"),
    "profiles:person on ana": ("trainee other 200", "405"),
    "profiles:block on mei": ("but other blocked 200", "but other blocked 302"),
    "profiles:block on ana": ("other 200", "other 302"),
    "profiles:unblock on boris": ("405", "trainee other 302"),
    "profiles:evaluator on mei": ("but other blocked 200", "but other blocked 302"),
    "profiles:evaluator on ana": ("other 200", "other 302"),
    "profiles:unmark_evaluator on omar": ("405", "trainee 302"),
    "profiles:unmark_evaluator on ana": ("405", "nobody"),
    "profiles:mentors": ("200", "anyone 405"),
    "profiles:mentors?tags=OnlyMeiWritesThis": ("200", "anyone 405"),
    "profiles:mentors?q=Mei": ("200", "anyone 405"),
    "profiles:mentors?tags=HemePath&stage=premed": ("200", "anyone 405"),
    "profiles:tags": ("anyone 200", "anyone 405"),
    "profiles:suggest_tags": ("anyone 200", "anyone 405"),
    "profiles:suggest_tags?q=OnlyMei": ("anyone 200", "anyone 405"),
    "profiles:tag on tag": ("anyone 200", "anyone 405"),
    "profiles:tag on rare tag": ("anyone 200", "anyone 405"),
    "profiles:tag?show=new on tag": ("anyone 200", "anyone 405"),
    "profiles:tag_story on tag": ("other 200", "other 302"),
    "profiles:stewardship on tag": ("405", "other 302"),
    "profiles:follow_tag on tag": ("405", "302"),
    "profiles:follow_tag on rare tag": ("405", "but other blocked 302"),
    "profiles:unfollow_tag on tag": ("405", "302"),
    "profiles:unfollow_tag on rare tag": ("405", "but other blocked 302"),
    "profiles:hide_person on under mei": ("405", "but other blocked 302"),
    "profiles:hide_person on under ana": ("405", "other 302"),
    "profiles:show_person on under mei": ("405", "nobody"),
    "profiles:show_person on under omar": ("405", "trainee 302"),
    "profiles:suggest_institutions": ("200", "405"),
    "profiles:suggest_institutions?q=northgate": ("200", "405"),
    "profiles:comfort": ("200", "302"),
    "profiles:seen_by": ("200", "405"),
    "profiles:seen_by?as=mentor": ("200", "405"),
    "profiles:proof": ("200", "400"),
    "profiles:resend_proof": ("405", "409; trainee 302"),
    "profiles:give_up_proof": ("405", "302"),
    "profiles:withdraw_proof": ("405", "302"),
    "profiles:confirm_proof on proof link": ("409; trainee 200", "409; trainee 302"),
    "profiles:blocked_people": ("200", "405"),
    "profiles:held_tags": ("moderator superuser 200", "moderator superuser 302"),
    "profiles:vocabulary": ("moderator superuser 200", "405"),
    "profiles:staff_story on known tag": ("moderator superuser 200", "moderator superuser 302"),
    "profiles:ask_steward on known tag": ("405", "moderator superuser 400"),
    "profiles:dismiss_steward on steward": ("405", "moderator superuser 302"),
    "profiles:edit_hashtag on known tag": ("moderator superuser 200", "moderator superuser 302"),
    "profiles:merge_hashtag on known tag": ("moderator superuser 200", "moderator superuser 302"),
    "profiles:staff_domains": ("moderator superuser 200", "moderator superuser 302"),
    "profiles:staff_institutions": ("moderator superuser 200", "moderator superuser 302"),
    "profiles:staff_institutions?show=decided": (
        "moderator superuser 200",
        "moderator superuser 302",
    ),
    "profiles:staff_institutions?show=all&q=north": (
        "moderator superuser 200",
        "moderator superuser 302",
    ),
    "profiles:staff_institution on institution": (
        "moderator superuser 200",
        "moderator superuser 302",
    ),
    "profiles:undo_name on decided name": ("405", "moderator superuser 302"),
    # -- notifications ---------------------------------------------------------------------------
    "notifications:inbox": ("200", "405"),
    "notifications:inbox on Nadia's side": ("200", "405"),
    "notifications:read_all": ("405", "302"),
    "notifications:stop on stop": ("anyone 200", "anyone 200"),
    "notifications:settings": ("200", "302"),
    "notifications:quiet_mode": ("405", "302"),
    "notifications:mail_again": ("405", "302"),
    "notifications:open on news": ("trainee 302", "405"),
    "notifications:open on his news": ("nobody", "405"),
    # -- messaging -------------------------------------------------------------------------------
    "messaging:inbox": ("200", "405"),
    "messaging:conversation on talk": ("trainee other 200", "405"),
    "messaging:conversation on his talk": ("blocked other 200", "405"),
    "messaging:conversation on old talk": ("trainee other 200", "405"),
    "messaging:live": ("200", "405"),
    "messaging:live_in on talk": ("trainee other 200", "405"),
    "messaging:read on talk": ("405", "trainee other 204"),
    "messaging:conversation?at=1 on talk": ("trainee other 200", "405"),
    "messaging:conversation?after=1 on talk": ("trainee other 200", "405"),
    "messaging:conversation?before=2 on talk": ("trainee other 200", "405"),
    "messaging:message on said": ("trainee other 200", "405"),
    "messaging:message on held": ("trainee 200", "405"),
    "messaging:edit on said": ("trainee 200", "trainee 302"),
    "messaging:edit on held": ("trainee 200", "trainee 409"),
    "messaging:delete on said": ("trainee 200", "trainee 302"),
    "messaging:draft on talk": ("405", "trainee other 204"),
    "messaging:typing on talk": ("405", "trainee other 204"),
    "messaging:typing on his talk": ("405", "blocked other 204"),
    "messaging:mute on talk": ("405", "trainee other 302"),
    "messaging:unmute on talk": ("405", "trainee other 302"),
    "messaging:search": ("200", "200"),
    "messaging:search_in on talk": ("trainee other 200", "trainee other 200"),
    "messaging:settings": ("200", "302"),
    "messaging:send on talk": ("405", "trainee other 302"),
    "messaging:send on his talk": ("405", "blocked other 409"),
    "messaging:start on mei": ("405", "but other blocked 409; trainee 302"),
    "messaging:start on ana": ("405", "other 302"),
    # -- relationships ---------------------------------------------------------------------------
    "relationships:ask on mei": (
        "but other blocked 200",
        "but other blocked 302; trainee limited 409",
    ),
    "relationships:ask on ana": ("other 200", "other 400"),
    "relationships:requests": ("200", "405"),
    "relationships:requests on Nadia's side": ("200", "405"),
    "relationships:answer on answer": ("other 200", "405"),
    "relationships:request on ask": ("trainee other 200", "405"),
    "relationships:request on his ask": ("nobody", "405"),
    "relationships:request on her ask": ("nobody", "405"),
    "relationships:request on old ask": ("trainee other 200", "405"),
    "relationships:accept on ask": ("405", "other 302"),
    "relationships:accept on his ask": ("405", "nobody"),
    "relationships:accept on her ask": ("405", "nobody"),
    "relationships:decline on ask": ("other 200", "other 302"),
    "relationships:decline on his ask": ("nobody", "nobody"),
    "relationships:withdraw on ask": ("trainee 200", "trainee 302"),
    "relationships:withdraw on his ask": ("nobody", "nobody"),
    "relationships:mine": ("200", "405"),
    "relationships:mine on Nadia's side": ("200", "405"),
    "relationships:relationship on relationship": ("trainee other 200", "405"),
    "relationships:relationship on his relationship": ("nobody", "405"),
    "relationships:places on relationship": ("405", "other 302"),
    "relationships:end on relationship": ("trainee other 200", "trainee other 302"),
    "relationships:end on his relationship": ("nobody", "nobody"),
    # -- matching --------------------------------------------------------------------------------
    "matching:suggestions": ("200", "405"),
    "matching:fit on suggest mei": ("but other blocked 200", "405"),
    "matching:fit on suggest ana": ("nobody", "405"),
    "matching:shortlist on suggest mei": ("405", "but other blocked 302"),
    "matching:shortlist on suggest ana": ("405", "nobody"),
    "matching:unshortlist on suggest mei": ("405", "but other blocked 302"),
    "matching:dismiss on suggest mei": ("405", "but other blocked 302"),
    "matching:dismiss on suggest ana": ("405", "nobody"),
    "matching:undismiss on suggest mei": ("405", "but other blocked 302"),
    "matching:peers": ("200", "405"),
    "matching:peers on Nadia's side": ("200", "405"),
    "matching:switch_peers": ("405", "302"),
    "matching:dismiss_peer on suggest mei": ("405", "but other blocked 302"),
    "matching:dismiss_peer on suggest ana": ("405", "other 302"),
    "matching:undismiss_peer on suggest mei": ("405", "but other blocked 302"),
    "matching:undismiss_peer on suggest ana": ("405", "other 302"),
    # -- reports and moderation --------------------------------------------------------------------
    "moderation:report on reporting mei": ("but other blocked 200", "but other blocked 302"),
    "moderation:report on reporting ana": ("other 200", "other 302"),
    "moderation:report on reporting leila": ("mentor other 200", "mentor other 302"),
    "moderation:report on reporting boris": (
        "trainee other 200; but trainee other blocked 200",
        "but blocked 302",
    ),
    "moderation:report on reporting ask": ("trainee other 200", "trainee other 302"),
    "moderation:report on reporting message": ("other 200", "other 302"),
    "moderation:report on reporting tag": ("200", "302"),
    "moderation:report on reporting rare tag": ("but other blocked 200", "but other blocked 302"),
    "moderation:reports": ("200", "405"),
    "moderation:reported on report": ("other 200", "405"),
    "moderation:queue": ("moderator superuser 200", "405"),
    "moderation:queue?show=mine": ("moderator superuser 200", "405"),
    "moderation:queue?show=decided": ("moderator superuser 200", "405"),
    "moderation:case on case": ("moderator superuser 200", "405"),
    "moderation:case on case about Sam": ("superuser 200", "405"),
    "moderation:case on case that Ruth reported": ("moderator 200", "405"),
    "moderation:take on case": ("405", "moderator superuser 302"),
    "moderation:take on case about Sam": ("405", "superuser 302"),
    "moderation:take on case that Ruth reported": ("405", "moderator 302"),
    "moderation:put_back on case": ("405", "moderator 302; superuser 409"),
    "moderation:decide on case": ("405", "moderator 302; superuser 409"),
    "moderation:appeals": ("moderator superuser 200", "405"),
    "moderation:appeal on appeal": ("superuser 200", "superuser 302"),
    "moderation:appeal on appeal of Omar": ("nobody", "nobody"),
    "moderation:standing": ("200; suspended 200", "405; suspended 405"),
    "moderation:appeal_against on decision": ("405; suspended 405", "limited 302; suspended 404!"),
    # -- the project -----------------------------------------------------------------------------
    "home": ("200", "405"),
    "home on Nadia's side": ("200", "405"),
    "healthz": ("anyone suspended 200", "anyone suspended 405"),
    "security_txt": ("anyone no", "anyone 405"),
    "robots": ("anyone 200", "anyone 405"),
    "styleguide": ("anyone 200", "anyone 302"),
    "outbox": ("anyone 200", "anyone 405"),
    "outbox_mail on mail": ("anyone 200", "anyone 405"),
    "outbox_mail on digest": ("anyone 200", "anyone 405"),
    "outbox_mail on her mail": ("anyone 200", "anyone 405"),
    # -- signing in: allauth's pages -------------------------------------------------------------
    "account_login": ("302; anonymous 200", "302; anonymous 200"),
    "account_logout": ("200; suspended 200; anonymous 302", "302; suspended 302; anonymous 302"),
    "account_inactive": ("anyone 200", "anyone 405"),
    "account_signup": ("302; anonymous 200", "302; anonymous 200"),
    "account_reauthenticate": ("200; suspended 200", "200; suspended 200"),
    "reauthenticate_by_mail": ("302; suspended 302", "302; suspended 302"),
    "stop_address on key": ("anyone no", "anyone no"),
    "account_email": ("200", "302"),
    "account_email_verification_sent": ("anyone 200", "anyone 405"),
    "account_change_password": ("200", "200"),
    "account_set_password": ("302", "302"),
    "account_reset_password": ("anyone 200", "anyone 302"),
    "account_confirm_login_code": ("302", "302"),
    "account_confirm_email on key": ("anyone 200", "anyone no"),
    "account_reset_password_from_key_done": ("anyone 200", "anyone 405"),
    "account_reset_password_from_key on reset": ("anyone 200", "anyone 200"),
    "account_reset_password_done": ("anyone 200", "anyone 405"),
    "account_request_login_code": ("302; anonymous 200", "302; anonymous 200"),
    "mfa_index": ("200", "405"),
    "mfa_authenticate": ("302", "302"),
    "mfa_reauthenticate": (
        "302; moderator superuser 200; suspended 302",
        "302; moderator superuser 200; suspended 302",
    ),
    "mfa_activate_totp": ("302", "302"),
    "mfa_deactivate_totp": ("moderator superuser 302", "moderator superuser 302"),
    "mfa_list_webauthn": ("200", "405"),
    "mfa_add_webauthn": ("302", "302"),
    "mfa_reauthenticate_webauthn": ("302", "302"),
    "mfa_edit_webauthn on passkey": ("302", "302"),
    "mfa_remove_webauthn on passkey": ("302", "302"),
    "mfa_login_webauthn": ("302", "302"),
    "mfa_view_recovery_codes": ("nobody", "405"),
    "mfa_generate_recovery_codes": ("302", "302"),
    "mfa_download_recovery_codes": ("nobody", "nobody"),
    "socialaccount_login_cancelled": ("anyone 200", "anyone 405"),
    "socialaccount_login_error": ("anyone 401", "anyone 405"),
    "socialaccount_signup": ("in", "in"),
    "socialaccount_connections": ("200", "200"),
    "/accounts/social/login/cancelled/": ("anyone 301", "anyone 301"),
    "/accounts/social/login/error/": ("anyone 301", "anyone 301"),
    "/accounts/social/signup/": ("anyone 301", "anyone 301"),
    "/accounts/social/connections/": ("anyone 301", "anyone 301"),
    "openid_connect_login on no site": ("anyone no", "anyone no"),
    "openid_connect_callback on no site": ("anyone no", "anyone no"),
    "usersessions_list": ("200", "302"),
    # -- the site administration -----------------------------------------------------------------
    "admin:index": ("superuser 200", "superuser 200"),
    "admin:login": ("superuser 302", "superuser 302"),
    "admin:logout": ("superuser 405", "superuser 302"),
    "admin:password_change": ("superuser 302", "superuser 302"),
    "admin:password_change_done": ("superuser 200", "superuser 405"),
    "admin:autocomplete": ("superuser 403", "superuser 405"),
    "admin:jsi18n": ("superuser 200", "superuser 405"),
    "admin:view_on_site on view on site": ("nobody", "nobody"),
    "admin:auth_group_changelist": ("superuser 200", "superuser 200"),
    "admin:auth_group_add": ("superuser 200", "superuser 200"),
    "admin:auth_group_history on group": ("superuser 302", "superuser 302"),
    "admin:auth_group_delete on group": ("superuser 302", "superuser 302"),
    "admin:auth_group_change on group": ("superuser 302", "superuser 302"),
    "/site-administration/auth/group/<path:object_id>/ on group": (
        "superuser 302",
        "superuser 302",
    ),
    "admin:account_emailaddress_changelist": ("superuser 200", "superuser 200"),
    "admin:account_emailaddress_add": ("superuser 200", "superuser 200"),
    "admin:account_emailaddress_history on address": ("superuser 200", "superuser 200"),
    "admin:account_emailaddress_delete on address": ("superuser 200", "superuser 302"),
    "admin:account_emailaddress_change on address": ("superuser 200", "superuser 200"),
    "/site-administration/account/emailaddress/<path:object_id>/ on address": (
        "superuser 302",
        "superuser 302",
    ),
    "admin:app_list on app": ("superuser 200", "superuser 200"),
    "/site-administration/(?P<url>.*)$ on any": ("nobody", "nobody"),
}


def roles(entry: str) -> tuple[str, ...]:
    """Who is asked: a second side of the same address is asked of that side alone."""
    return ("other",) if entry.endswith(" side") else ROLES


def row(entry: str) -> Row:
    """The row of an entry of the matrix: "name?query on target"."""
    name, _on, target = entry.partition(" on ")
    name, mark, query = (name, "", "") if name.startswith("/") else name.partition("?")
    return Row(name, target, mark + query, FORMS.get(name, {}))


def expected(cell: str) -> dict[str, str]:
    """A cell of the matrix as an answer for every role."""
    answers = dict.fromkeys(ROLES, "no") | {"anonymous": "in", "suspended": "403"}
    for clause in cell.split("; "):
        *who, answer = clause.split()
        roles = set(who) & set(ROLES)
        if "but" in who:
            roles = set(MEMBERS) - roles
        elif "anyone" in who:
            roles |= {*MEMBERS, "anonymous"}
        elif not who:
            roles = set(MEMBERS)
        if answer != "nobody":
            answers |= dict.fromkeys(roles, answer)
    return answers

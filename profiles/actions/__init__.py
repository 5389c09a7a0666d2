"""Every change to a person and their words."""

from .advice import skip_advice
from .availability import Places, Terms, end_pauses, set_availability
from .boundaries import block, mark_evaluator, unblock, unmark_evaluator
from .comfort import meet_peers, set_comfort, set_quiet_mode
from .curating import alias_hashtag, approve_hashtag, edit_hashtag, refuse_hashtag
from .domain_asks import give_domain, propose_domain, set_domain_aside
from .editing import edit_profile
from .families import edit_institution
from .following import follow_tag, read_news, unfollow_tag
from .hiding import hide_under_tag, show_under_tag
from .institutions import import_institutions, read_institutions
from .joining import join
from .merging import Merge, look_at_merge, make_alias, merge_hashtags, settle_aliases
from .merging_institutions import (
    InstitutionMerge,
    look_at_institution_merge,
    merge_institutions,
)
from .naming import accept_name, dismiss_name, merge_name, undo_verdict
from .photos import remove_photo, set_photo
from .proving import (
    ask_for_proof,
    confirm_institution,
    confirm_orcid,
    forget_old_links,
    give_up_proof,
    pending_of,
    withdraw_proof,
)
from .quiet import add_quiet, keep_quiet, quiet_keys, quiet_tags, remove_quiet
from .relating import Relative, write_relatives
from .shapes import About, Offers, Person, Seeks
from .standing import end_terms, stand_as_decided
from .stewarding import ask_steward, become_steward, end_stewardship, tell_story
from .tying import find_or_make_hashtag, find_or_make_hashtags, set_ties, tie_bio, untie
from .vocabulary import import_vocabulary, read_vocabulary
from .welcome import finish_welcome, save_about, save_wishes
from .workplaces import link_people

__all__ = [
    "About",
    "InstitutionMerge",
    "Merge",
    "Offers",
    "Person",
    "Places",
    "Relative",
    "Seeks",
    "Terms",
    "accept_name",
    "add_quiet",
    "alias_hashtag",
    "approve_hashtag",
    "ask_for_proof",
    "ask_steward",
    "become_steward",
    "block",
    "confirm_institution",
    "confirm_orcid",
    "dismiss_name",
    "edit_hashtag",
    "edit_institution",
    "edit_profile",
    "end_pauses",
    "end_stewardship",
    "end_terms",
    "find_or_make_hashtag",
    "find_or_make_hashtags",
    "finish_welcome",
    "follow_tag",
    "forget_old_links",
    "give_domain",
    "give_up_proof",
    "hide_under_tag",
    "import_institutions",
    "import_vocabulary",
    "join",
    "keep_quiet",
    "link_people",
    "look_at_institution_merge",
    "look_at_merge",
    "make_alias",
    "mark_evaluator",
    "meet_peers",
    "merge_hashtags",
    "merge_institutions",
    "merge_name",
    "pending_of",
    "propose_domain",
    "quiet_keys",
    "quiet_tags",
    "read_institutions",
    "read_news",
    "read_vocabulary",
    "refuse_hashtag",
    "remove_photo",
    "remove_quiet",
    "save_about",
    "save_wishes",
    "set_availability",
    "set_comfort",
    "set_domain_aside",
    "set_photo",
    "set_quiet_mode",
    "set_ties",
    "settle_aliases",
    "show_under_tag",
    "skip_advice",
    "stand_as_decided",
    "tell_story",
    "tie_bio",
    "unblock",
    "undo_verdict",
    "unfollow_tag",
    "unmark_evaluator",
    "untie",
    "withdraw_proof",
    "write_relatives",
]

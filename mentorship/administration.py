"""The site administration: for superusers who signed in with a second factor, and for nobody else.

It has no sign-in of its own, so that the limits and checks of the one there is hold here too.
"""

from functools import update_wrapper
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Rows by which one could act as somebody else: keys of sessions, secrets of second factors, and
# tokens of other services.
KEPT_OUT = ("mfa.", "usersessions.", "socialaccount.")


class Administration(AdminSite):
    """Django's administration behind Kindred's own door; for others it is not there."""

    site_title = site_header = gettext_lazy("Kindred administration")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """As Django's, but for what is kept out."""
        asked = model_or_iterable if not _is_model(model_or_iterable) else [model_or_iterable]
        models = [model for model in asked if not model._meta.label_lower.startswith(KEPT_OUT)]
        super().register(models, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Superusers in good standing."""
        user: Any = request.user
        return bool(user.is_active and user.is_superuser and not user.is_suspended)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Ask who it is first; whoever may not enter learns nothing of what is there."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise Http404
            if not is_mfa_enabled(request.user):
                messages.info(
                    request, _("The administration asks for a second factor: please set one up.")
                )
                return redirect("mfa_index")
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """There is one sign-in for everybody."""
        return self.admin_view(lambda request: redirect("admin:index"))(request)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """One page for it, which asks for the old password and ends other sessions if wished."""
        return redirect("account_change_password")


def _is_model(candidate: Any) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, Model)

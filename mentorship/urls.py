"""Every address: each app brings its own, under the path that its name suggests."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from . import account_views, leaving, nonces, styleguide, views

urlpatterns = [
    path("", include("profiles.urls")),
    path("", include("notifications.urls")),
    path("", include("messaging.urls")),
    path("", include("relationships.urls")),
    path("", include("matching.urls")),
    path("", include("mentorship.moderation.urls")),
    path("home/", views.home, name="home"),
    path("export/", leaving.export, name="export"),
    path("leave/", leaving.leave, name="leave"),
    path("healthz/", views.healthz, name="healthz"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("robots.txt", views.robots, name="robots"),
    path("accounts/email/stop/<str:key>/", account_views.stop_address, name="stop_address"),
    path(
        "accounts/reauthenticate/mail/",
        account_views.reauthenticate_by_mail,
        name="reauthenticate_by_mail",
    ),
    path("accounts/password/set/", account_views.set_password, name="account_set_password"),
    path(
        "accounts/oidc/<str:provider_id>/login/callback/",
        nonces.callback,
        name="openid_connect_callback",
    ),
    path("accounts/", include("allauth.urls")),
    path(settings.ADMIN_PATH, admin.site.urls),
]
if settings.DEMO:
    urlpatterns += [
        path("styleguide/", styleguide.styleguide, name="styleguide"),
        path("outbox/", views.outbox, name="outbox"),
        path("outbox/<uuid:public_id>/", views.outbox_mail, name="outbox_mail"),
    ]

handler400 = "mentorship.views.bad_request"
handler403 = "mentorship.views.permission_denied"
handler404 = "mentorship.views.page_not_found"
handler500 = "mentorship.views.server_error"

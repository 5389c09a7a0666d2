"""Addresses of messaging."""

from django.urls import path

from .live import views as live
from .views import conversation, groups, keeping, lists, message, requests, searching, signals

app_name = "messaging"

urlpatterns = [
    path("live/", live.live, name="live"),
    path("messages/", lists.inbox, name="inbox"),
    path("messages/requests/", requests.requests, name="requests"),
    path("messages/new-group/", groups.new_group, name="new_group"),
    path("messages/search/", searching.search, name="search"),
    path("messages/<uuid:public_id>/", conversation.conversation, name="conversation"),
    path("messages/<uuid:public_id>/live/", live.live, name="live_in"),
    path("messages/<uuid:public_id>/read/", live.read, name="read"),
    path("messages/<uuid:public_id>/send/", conversation.send, name="send"),
    path("messages/<uuid:public_id>/answer/", requests.answer, name="answer"),
    path("messages/<uuid:public_id>/group/", groups.group, name="group"),
    path("messages/<uuid:public_id>/group/ask/", groups.ask_in, name="ask_in"),
    path("messages/<uuid:public_id>/group/leave/", groups.leave, name="leave"),
    path(
        "messages/<uuid:public_id>/group/<uuid:person>/take-back/",
        groups.take_back,
        name="take_back",
    ),
    path("messages/<uuid:public_id>/group/<uuid:person>/remove/", groups.remove, name="remove"),
    path("messages/<uuid:public_id>/search/", searching.search_in, name="search_in"),
    path("messages/<uuid:public_id>/draft/", keeping.draft, name="draft"),
    path("messages/<uuid:public_id>/typing/", keeping.typing, name="typing"),
    path("messages/<uuid:public_id>/mute/", keeping.mute, name="mute"),
    path("messages/<uuid:public_id>/unmute/", keeping.unmute, name="unmute"),
    path("messages/<uuid:public_id>/<uuid:message>/", message.message, name="message"),
    path("messages/<uuid:public_id>/<uuid:message>/edit/", message.edit, name="edit"),
    path("messages/<uuid:public_id>/<uuid:message>/delete/", message.delete, name="delete"),
    path("people/<uuid:public_id>/write/", conversation.start, name="start"),
    path("people/<uuid:public_id>/signal/", signals.give, name="signal"),
    path("people/<uuid:public_id>/signal/take-back/", signals.take_back, name="take_back_signal"),
    path("settings/messages/", keeping.messaging_settings, name="settings"),
]

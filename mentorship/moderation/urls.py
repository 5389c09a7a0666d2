"""Addresses of reports and of moderation."""

from django.urls import path

from . import appeals, cases, reports, standing

app_name = "moderation"

urlpatterns = [
    path("report/<str:kind>/<str:public_id>/", reports.report, name="report"),
    path("reports/", reports.mine, name="reports"),
    path("reports/<uuid:public_id>/", reports.reported, name="reported"),
    path("reports/<uuid:public_id>/take-back/", reports.take_back, name="take_back"),
    path("moderation/", cases.queue, name="queue"),
    path("moderation/appeals/", appeals.appeals, name="appeals"),
    path("moderation/appeals/<uuid:public_id>/", appeals.appeal, name="appeal"),
    path("moderation/photos/<uuid:public_id>/", cases.photo, name="photo"),
    path("moderation/<uuid:public_id>/", cases.case, name="case"),
    path("moderation/<uuid:public_id>/take/", cases.take, name="take"),
    path("moderation/<uuid:public_id>/put-back/", cases.put_back, name="put_back"),
    path("moderation/<uuid:public_id>/decide/", cases.decide, name="decide"),
    path("standing/", standing.standing, name="standing"),
    path("standing/<uuid:public_id>/appeal/", standing.appeal, name="appeal_against"),
]

"""All addresses of the platform, by subject."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from ruantong.site import approval, helping, manual, resume, trail_desk, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("admin/registrations/<int:pk>/approve/", approval.approve, name="registration_approve"),
    path("resume/", resume.resume, name="resume"),
    path("manual/", manual.manual, name="manual"),
    path("manual/<slug:slug>/", manual.chapter, name="manual_chapter"),
    path("questions/", helping.questions, name="questions"),
    path("help/<slug:edition>/<slug:code>/<str:indicator>/", helping.row, name="help_row"),
    path("admin/trail/", trail_desk.entries, name="trail"),
    path("admin/trail/verify/", trail_desk.verify, name="trail_verify"),
]
urlpatterns += [
    path("", include(f"ruantong.{app}.urls"))
    for app in (
        "returns",  # first: a save every few seconds from everybody who types
        "accounts",
        "accounts.second_factor",
        "registry",
        "followup",
        "desks",
        "outputs",
        "rulelab",
    )
]

handler400 = "ruantong.site.errors.bad_request"
handler403 = "ruantong.site.errors.forbidden"
handler404 = "ruantong.site.errors.not_found"
handler500 = "ruantong.site.errors.server_error"

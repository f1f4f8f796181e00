"""Addresses of the desks."""

from __future__ import annotations

from django.urls import path

from ruantong.desks.views import (
    acts,
    association,
    calendar,
    city,
    district,
    feeds,
    missing,
    paper,
    park,
    periods,
    review,
    scans,
)

app_name = "desks"

urlpatterns = [
    path("desk/", district.district, name="district"),
    path("desk/pass/", district.district_pass_many, name="district_pass_many"),
    path("desk/missing/", missing.missing, name="missing"),
    path("desk/missing/remind/", missing.remind, name="missing_remind"),
    path("desk/<int:pk>/", review.district_return, name="district_return"),
    path("desk/<int:pk>/archive.pdf", paper.district_archive, name="district_archive"),
    path("desk/<int:pk>/form/<slug:code>.pdf", paper.district_form_pdf, name="district_form_pdf"),
    path("city/<int:pk>/archive.pdf", paper.city_archive, name="city_archive"),
    path("city/<int:pk>/form/<slug:code>.pdf", paper.city_form_pdf, name="city_form_pdf"),
    path("desk/<int:pk>/scans/<int:copy>/", scans.district_scan, name="district_scan"),
    path("city/<int:pk>/scans/<int:copy>/", scans.city_scan, name="city_scan"),
    path("city/scans/", scans.scan_notices, name="scan_notices"),
    path("desk/<int:pk>/pass/", acts.district_pass, name="district_pass"),
    path("desk/<int:pk>/back/", acts.district_back, name="district_back"),
    path("desk/<int:pk>/stands/", acts.district_stands, name="district_stands"),
    path("desk/<int:pk>/ask/", acts.district_ask, name="district_ask"),
    path("city/", city.city, name="city"),
    path("city/returns/", city.city_returns, name="city_returns"),
    path("city/pass/", city.city_pass_many, name="city_pass_many"),
    path("city/missing/", missing.city_missing, name="city_missing"),
    path("city/missing/remind/", missing.city_remind, name="city_missing_remind"),
    path("city/periods/", periods.periods, name="periods"),
    path("city/periods/open/", periods.opening, name="opening"),
    path("city/periods/automatic/", periods.automatic, name="automatic_opening"),
    path("city/<int:pk>/", review.city_return, name="city_return"),
    path("city/<int:pk>/pass/", acts.city_pass, name="city_pass"),
    path("city/<int:pk>/back/", acts.city_back, name="city_back"),
    path("city/<int:pk>/unlock/", acts.city_unlock, name="city_unlock"),
    path("city/<int:pk>/stands/", acts.city_stands, name="city_stands"),
    path("city/<int:pk>/ask/", acts.city_ask, name="city_ask"),
    path("association/", association.association, name="association"),
    path("association/<int:pk>/", review.association_return, name="association_return"),
    path("association/<int:pk>/opinion/", acts.association_opinion, name="association_opinion"),
    path("association/<int:pk>/name/", acts.association_name, name="association_name"),
    path("park/", park.park, name="park"),
    path("calendar/", calendar.this_year, name="calendar"),
    path("calendar/deadlines.ics", feeds.deadlines_ics, name="deadlines_ics"),
    path("calendar/feed/renew/", feeds.renew, name="feed_renew"),
    path("calendar/feed/end/", feeds.end, name="feed_end"),
    path("calendar/feed/<str:token>.ics", feeds.feed, name="calendar_feed"),
    path("calendar/<int:year>/", calendar.calendar, name="calendar_year"),
    path("calendar/<int:year>/rule/", calendar.rule, name="calendar_rule"),
    path("calendar/<int:year>/extend/", calendar.extend, name="calendar_extend"),
    path("calendar/<int:year>/holiday/", calendar.edit_holiday, name="calendar_holiday"),
]

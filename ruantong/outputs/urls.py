"""Addresses of the output tables."""

from django.urls import path

from ruantong.outputs import views_coverage, views_main, views_report, views_trace

app_name = "outputs"

TABLE = "tables/<slug:table_key>/<str:period_id>"

urlpatterns = [
    path("city/rosters/coverage/", views_coverage.roster_coverage, name="coverage"),
    path("tables/", views_main.tables, name="main"),
    path("tables/runs/", views_trace.runs, name="runs"),
    path("tables/runs/<int:pk>/", views_trace.run_detail, name="run"),
    path("tables/report/<str:period_id>/", views_report.report, name="report"),
    path(f"{TABLE}/", views_main.main_table, name="table"),
    path(f"{TABLE}/districts/", views_main.districts, name="districts"),
    path(f"{TABLE}/trace/<slug:row_key>/", views_trace.trace, name="trace"),
    path(f"{TABLE}/aggregate/", views_trace.aggregate, name="aggregate"),
]

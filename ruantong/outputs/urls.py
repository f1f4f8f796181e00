"""Addresses of the output tables."""

from django.urls import path

from ruantong.outputs import views_main, views_report, views_trace

app_name = "outputs"

urlpatterns = [
    path("tables/", views_main.latest, name="main"),
    path("tables/main/<str:period_id>/", views_main.main_table, name="table"),
    path("tables/districts/<str:period_id>/", views_main.districts, name="districts"),
    path("tables/trace/<str:period_id>/<slug:row_key>/", views_trace.trace, name="trace"),
    path("tables/runs/", views_trace.runs, name="runs"),
    path("tables/runs/<int:pk>/", views_trace.run_detail, name="run"),
    path("tables/report/<str:period_id>/", views_report.report, name="report"),
    path("tables/aggregate/<str:period_id>/", views_trace.aggregate, name="aggregate"),
]

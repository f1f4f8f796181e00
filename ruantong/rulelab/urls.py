"""Addresses of the rule laboratory."""

from django.urls import path

from ruantong.rulelab import views_drafts, views_proposals, views_releases, views_rules

app_name = "rulelab"

urlpatterns = [
    path("rules/", views_rules.rules, name="rules"),
    path("rules/rule/<slug:rule_id>/", views_rules.rule, name="rule"),
    path("rules/sheet/<slug:form_code>/", views_rules.sheet, name="sheet"),
    path("rules/lint/", views_rules.linted, name="lint"),
    path("rules/compare/", views_rules.compared, name="compare"),
    path("rules/drafts/", views_drafts.draft_list, name="drafts"),
    path("rules/drafts/new/", views_drafts.new_draft, name="new_draft"),
    path("rules/drafts/<int:pk>/", views_drafts.draft, name="draft"),
    path("rules/drafts/<int:pk>/run/", views_drafts.start, name="start"),
    path("rules/drafts/<int:pk>/propose/", views_proposals.propose, name="propose"),
    path("rules/proposals/<int:pk>/", views_proposals.proposal, name="proposal"),
    path("rules/proposals/<int:pk>/release/", views_proposals.release, name="release_proposal"),
    path("rules/proposals/<int:pk>/decline/", views_proposals.decline, name="decline_proposal"),
    path("rules/runs/<int:pk>/", views_drafts.run, name="run"),
    path("rules/runs/<int:pk>/step/", views_drafts.step, name="step"),
    path("rules/releases/", views_releases.release_list, name="releases"),
    path("rules/releases/<int:pk>/", views_releases.release, name="release"),
]

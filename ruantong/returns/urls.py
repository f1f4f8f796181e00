"""Addresses of the respondent's screens."""

from django.urls import path

from ruantong.returns.ledger import views as views_ledger
from ruantong.returns.views import acts as views_acts
from ruantong.returns.views import giving_up as views_giving_up
from ruantong.returns.views import history as views_history
from ruantong.returns.views import home as views_home
from ruantong.returns.views import nil as views_nil
from ruantong.returns.views import owed as views_owed
from ruantong.returns.views import paper as views_paper
from ruantong.returns.views import presence as views_presence
from ruantong.returns.views import rules as views_rules
from ruantong.returns.views import sealing as views_sealing
from ruantong.returns.views import series as views_series
from ruantong.returns.views import sheet as views_sheet
from ruantong.returns.views import stamped as views_stamped
from ruantong.returns.views import workbook as views_workbook

app_name = "returns"

urlpatterns = [
    path("returns/", views_home.home, name="home"),
    path("returns/<int:pk>/", views_sheet.overview, name="overview"),
    path("units/<int:pk>/owed/", views_owed.owed, name="owed"),
    path("rules/<slug:digest>.json", views_rules.rules, name="rules"),
    path("returns/<int:pk>/dossier.json", views_rules.dossier, name="dossier"),
    path("returns/seal-key", views_sealing.seal_key, name="seal_key"),
    path("returns/offline-worker.js", views_sealing.worker, name="offline_worker"),
    path("returns/<int:pk>/save", views_acts.save, name="save"),
    path("returns/<int:pk>/validate", views_acts.validate, name="validate"),
    path("returns/<int:pk>/submit", views_acts.submit, name="submit"),
    path("returns/<int:pk>/nil", views_nil.submit_nil, name="nil"),
    path("returns/<int:pk>/withdraw", views_acts.withdraw, name="withdraw"),
    path("returns/<int:pk>/give-up", views_giving_up.give_up, name="give_up"),
    path("returns/<int:pk>/answer", views_acts.answer, name="answer"),
    path("returns/<int:pk>/explain-again", views_acts.explain_again, name="explain_again"),
    path("returns/<int:pk>/history/", views_history.history, name="history"),
    path("returns/<int:pk>/receipt/<int:number>/", views_acts.receipt, name="receipt"),
    path("returns/<int:pk>/<slug:code>/form.pdf", views_paper.form, name="form_pdf"),
    path("returns/<int:pk>/archive/<int:number>.pdf", views_paper.archive, name="archive"),
    path("returns/<int:pk>/receipt/<int:number>/scan", views_stamped.send, name="send_scan"),
    path("returns/<int:pk>/scans/<int:copy>/", views_stamped.scan, name="scan"),
    path("blanks/", views_paper.blanks, name="blanks"),
    path("blanks/<slug:regime>/<slug:code>.pdf", views_paper.blank, name="blank_pdf"),
    path("returns/<int:pk>/workbook/", views_workbook.upload, name="upload"),
    path("returns/<int:pk>/workbook/take", views_workbook.take, name="take_workbook"),
    path("returns/<int:pk>/workbook/drop", views_workbook.drop, name="drop_workbook"),
    path("returns/<int:pk>/workbook.xlsx", views_workbook.whole, name="workbook"),
    path("returns/<int:pk>/<slug:code>/workbook.xlsx", views_workbook.single, name="form_workbook"),
    path("returns/<int:pk>/<slug:code>/ledger/", views_ledger.ledger, name="ledger"),
    path("returns/<int:pk>/<slug:code>/ledger/upload", views_ledger.upload, name="ledger_upload"),
    path("returns/<int:pk>/<slug:code>/ledger/keep", views_ledger.keep, name="ledger_keep"),
    path(
        "returns/<int:pk>/<slug:code>/ledger/preview", views_ledger.preview, name="ledger_preview"
    ),
    path("returns/<int:pk>/<slug:code>/ledger/forget", views_ledger.forget, name="ledger_forget"),
    path(
        "returns/<int:pk>/<slug:code>/ledger/restore", views_ledger.restore, name="ledger_restore"
    ),
    path("returns/<int:pk>/<slug:code>/ledger/delete", views_ledger.delete, name="ledger_delete"),
    path(
        "returns/<int:pk>/<slug:code>/ledger/mapping.csv",
        views_ledger.mapping,
        name="ledger_mapping",
    ),
    path("returns/<int:pk>/series.json", views_series.series, name="series"),
    path("returns/<int:pk>/<slug:code>/", views_sheet.form, name="form"),
    path("returns/<int:pk>/<slug:code>/here", views_presence.here, name="here"),
    path("returns/<int:pk>/<slug:code>/print/", views_sheet.printed, name="print"),
]

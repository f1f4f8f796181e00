from django.apps import AppConfig
from django.db.backends.signals import connection_created

from ruantong.web.folding import teach_sqlite


class WebConfig(AppConfig):
    name = "ruantong.web"
    verbose_name = "页面工具"

    def ready(self) -> None:
        connection_created.connect(teach_sqlite, dispatch_uid="ruantong.web.folding")

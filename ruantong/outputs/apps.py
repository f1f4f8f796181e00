from django.apps import AppConfig


class OutputsConfig(AppConfig):
    name = "ruantong.outputs"
    verbose_name = "汇总"

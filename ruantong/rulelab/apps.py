from django.apps import AppConfig


class RulelabConfig(AppConfig):
    name = "ruantong.rulelab"
    verbose_name = "审核关系"

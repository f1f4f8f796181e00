from django.apps import AppConfig


class SecondFactorConfig(AppConfig):
    name = "ruantong.accounts.second_factor"
    label = "second_factor"
    verbose_name = "双因素登录"

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ruantong.accounts"
    verbose_name = "账户"

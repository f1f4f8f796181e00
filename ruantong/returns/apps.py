from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "ruantong.returns"
    verbose_name = "报表"

    def ready(self) -> None:
        from ruantong.registry import consequences
        from ruantong.returns.expected import follow_register

        consequences.register(follow_register)

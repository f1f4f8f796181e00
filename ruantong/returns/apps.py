from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "ruantong.returns"
    verbose_name = "报表"

    def ready(self) -> None:
        from ruantong.registry.hooks import consequences, open_work
        from ruantong.returns.moving.expected import follow_register
        from ruantong.returns.pages.queries import open_labels

        consequences.register(follow_register)
        open_work.register(open_labels)

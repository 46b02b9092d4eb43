from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from accounts import desk, desk_sections, personal_data, signals  # noqa: PLC0415 -- models are loaded only now
        from accounts.search_tokens import tokens_of  # noqa: PLC0415 -- models are loaded only now
        from search import access  # noqa: PLC0415 -- models are loaded only now

        desk.register(desk_sections.own_account, order=10)
        desk.register(desk_sections.outbox, order=20)
        desk.register(desk_sections.search_index, order=22)
        desk.register(desk_sections.saved_searches, order=56)
        personal_data.register()
        signals.connect()
        access.register(tokens_of)

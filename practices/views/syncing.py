"""wagtail-localize’s screen that brings translations up to date, without publishing what nobody has translated yet."""

from django.core.exceptions import PermissionDenied
from wagtail_localize.views.update_translations import UpdateTranslationsForm, UpdateTranslationsView

from practices import rules
from practices.models import PracticePage


class SyncForm(UpdateTranslationsForm):
    """Publishing is done on the translation’s own screen, where missing pieces are refused."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["publish_translations"]

    def clean(self):
        return {**super().clean(), "publish_translations": False}


class SyncView(UpdateTranslationsView):
    def get_form(self):
        return SyncForm(self.request.POST if self.request.method == "POST" else None)

    def dispatch(self, request, *args, **kwargs):
        page = self.get_object().get_source_instance()
        if isinstance(page, PracticePage) and not rules.may_translate(request.user, page):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

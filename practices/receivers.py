"""Where Wagtail and Django tell us that a page, or the organisation it names, has changed. One line each."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from clusters.models import Organisation
from practices.actions.listing import touch_listing
from practices.models import PracticePage


@receiver(page_published, sender=PracticePage, dispatch_uid="practices.listing.published")
@receiver(page_unpublished, sender=PracticePage, dispatch_uid="practices.listing.unpublished")
@receiver(post_delete, sender=PracticePage, dispatch_uid="practices.listing.deleted")
@receiver(post_save, sender=Organisation, dispatch_uid="practices.listing.organisation")
@receiver(post_page_move, dispatch_uid="practices.listing.moved")
@receiver(post_save, sender=PageViewRestriction, dispatch_uid="practices.listing.restricted")
@receiver(post_delete, sender=PageViewRestriction, dispatch_uid="practices.listing.opened")
def listing_changed(**_details):
    touch_listing()

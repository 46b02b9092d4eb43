from core.models.files import ImageRendition, SiteDocument, SiteImage
from core.models.mail import MailMessage
from core.models.pages import BasePage

__all__ = ["BasePage", "ImageRendition", "MailMessage", "SiteDocument", "SiteImage"]

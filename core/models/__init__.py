from core.models.files import ImageRendition, SiteDocument, SiteImage
from core.models.mail import MailMessage
from core.models.pages import BasePage
from core.models.rounds import Round

__all__ = ["BasePage", "ImageRendition", "MailMessage", "Round", "SiteDocument", "SiteImage"]

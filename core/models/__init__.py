from core.models.files import ImageRendition, SiteDocument, SiteImage
from core.models.mail import MailMessage
from core.models.pages import BasePage
from core.models.rounds import Round
from core.models.texts import CheckedText

__all__ = ["BasePage", "CheckedText", "ImageRendition", "MailMessage", "Round", "SiteDocument", "SiteImage"]

"""An example of a machine translator for wagtail-localize: any service that answers JSON over HTTP. Off by default.

Switch it on with the environment:

    MACHINE_TRANSLATOR=practices.machine.HttpTranslator
    MACHINE_TRANSLATOR_URL=https://translate.example/v1/translate
    MACHINE_TRANSLATOR_KEY=…

It sends `{"source": "bg", "target": "fr", "format": "html", "texts": ["…"]}` with `Authorization: Bearer <key>` and
expects `{"texts": ["…"]}`, as many and in the same order. What it writes is marked as machine translation until a
person has checked it. When the service fails nothing is stored, and the strings stay to be translated.
"""

import json
import logging
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.strings import StringValue

logger = logging.getLogger(__name__)
AT_ONCE = 40  # texts in one request
SECONDS = 20
MOST_BYTES = 5_000_000


class HttpTranslator(BaseMachineTranslator):
    """`OPTIONS`: URL (http or https), KEY, and SECONDS to wait (20)."""

    display_name = "HTTP"

    def can_translate(self, source_locale, target_locale):
        return bool(self.options.get("URL")) and source_locale.language_code != target_locale.language_code

    def translate(self, source_locale, target_locale, strings):
        """Translations by string; strings that the service did not answer are left out."""
        strings = list(strings)
        found = {}
        for start in range(0, len(strings), AT_ONCE):
            part = strings[start : start + AT_ONCE]
            answers = self._ask(source_locale.language_code, target_locale.language_code, [s.data for s in part])
            found |= {string: StringValue(text) for string, text in zip(part, answers, strict=False)}
        return found

    def _ask(self, source: str, target: str, texts: list[str]) -> list[str]:
        url = self.options["URL"]
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError("MACHINE_TRANSLATOR_URL must begin with https:// or http://")
        body = json.dumps({"source": source, "target": target, "format": "html", "texts": texts}).encode()
        request = Request(  # noqa: S310 -- the scheme is checked above
            url,
            data=body,
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.options.get('KEY', '')}"},
        )
        try:
            with urlopen(request, timeout=self.options.get("SECONDS", SECONDS)) as response:  # noqa: S310 -- as above
                answers = json.loads(response.read(MOST_BYTES))["texts"]
        except (URLError, OSError, ValueError, KeyError, TypeError) as error:
            logger.warning("Machine translation from %s to %s failed: %s", source, target, error)
            return []
        if not isinstance(answers, list) or len(answers) != len(texts) or not all(isinstance(a, str) for a in answers):
            logger.warning("Machine translation from %s to %s gave no usable answer", source, target)
            return []
        return answers

"""What can be wrong with a vocabulary, in sentences."""

from dataclasses import dataclass


class VocabularyError(Exception):
    """A refusal with a translated sentence for the person who asked."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = str(sentence)


@dataclass(frozen=True)
class Problem:
    """One finding. Errors stop an import or a save; warnings say what was left out or looks odd."""

    sentence: str
    subject: str = ""
    is_error: bool = True
    field: str = ""

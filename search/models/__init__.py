from search.models.changes import ExtractedText, IndexChange, RevisionCounter
from search.models.readers import Gap, SavedSearch

__all__ = ["ExtractedText", "Gap", "IndexChange", "RevisionCounter", "SavedSearch"]

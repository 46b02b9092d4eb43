from search.models.changes import ExtractedText, IndexChange, RevisionCounter

__all__ = ["ExtractedText", "IndexChange", "RevisionCounter"]

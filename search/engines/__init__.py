"""Search engines: `open_engine(url)` gives one that keeps the interface of `search.engines.base.Engine`.

>>> engine = open_engine("embedded:///tmp/example/search.sqlite3")
>>> engine.index([SearchDocument(key="practice:1:da", kind="practice", language="da", translation_key="practice:1",
...                              title="Silkeaffald bliver til garn", address="/{language}/practices/1/")])
>>> engine.search(SearchRequest(text="affald", language="fr")).hits[0].key
'practice:1:da'
"""

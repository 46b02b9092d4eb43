"""The embedded engine: SQLite FTS5 through apsw, in files of its own, for one machine and any number of processes.

`generations` which file counts and who may write; `schema` its tables; `analysing` a document as rows; `writing` rows
into a file; `columns` what is filtered and counted by, in memory; `matching` a plan as sets of documents; `ranking` the
best of them; `correction` of unknown words; `highlighting` of the hits shown; `suggestions`; `searching` one search;
`engine` the interface.
"""

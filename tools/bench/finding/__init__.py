"""The part `search` of the benchmark, run inside the environment: `python -m bench.finding.<module>` from `tools/`.

`search.py` beside this folder says which runs when. Every module prints one JSON object `{"figures": {name: value}}`,
and what a person should read goes to the standard error.
"""

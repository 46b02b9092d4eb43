"""The example of docs/search.md is true."""

import re

from django.conf import settings


def test_the_example_of_the_documentation_runs_and_prints_what_it_says(tmp_path, capsys):
    page = (settings.BASE_DIR / "docs" / "search.md").read_text()
    section = page.partition("## To plug in another engine")[2]
    code, printed = re.search(r"```python\n(.*?)```\n\nprints\n\n```\n(.*?)```", section, re.DOTALL).groups()
    exec(compile(code.replace("embedded:///tmp", f"embedded://{tmp_path}"), "docs/search.md", "exec"), {})  # noqa: S102 -- our own page

    assert capsys.readouterr().out == printed

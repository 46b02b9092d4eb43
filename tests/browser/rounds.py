"""The exchanges’ hourly round at the moment the journey’s clock tells: `python -m tests.browser.rounds`."""

import django

django.setup()

from exchanges import clock  # noqa: E402 -- needs Django
from exchanges.actions.deadlines import run_deadlines  # noqa: E402
from tests.browser.clock import told  # noqa: E402

if __name__ == "__main__":
    moment = told()
    if moment is None:
        run_deadlines()
    else:
        with clock.at(moment):
            run_deadlines()

"""A worker that loads a list two lines at a time, slowly, so that a test can kill it in the middle."""

import os
import sys
import time


def main(pk: int) -> None:
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["CLOTH_TEST_DATABASE"]
    django.setup()
    from ecosystem.actions import list_loading

    load = list_loading._load

    def slowly(members, lines):
        load(members, lines)
        time.sleep(0.1)

    list_loading.BATCH, list_loading._load = 2, slowly
    list_loading.load_some(pk)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cloth.settings.test")
    main(int(sys.argv[1]))

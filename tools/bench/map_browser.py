"""One side of `bench.ecosystem_map`: `fill <count>` makes the organisations, `browse <port> <rounds>` measures.

The bare page is what one writes who follows the first examples of Leaflet and markercluster: the pins as JSON, plain
marks, no land. Its clock stops, as ours does, when the marks of the first view are on the page.
"""

import gzip
import http.server
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import urllib.request
from functools import partial
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent.parent
VENDOR = ROOT / "static" / "vendor"
PINS = ROOT / "build" / "bench" / "map" / "pins.json"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TOWNS = ((42.7, 23.3), (43.85, 25.95), (47.2, 27.6), (44.4, 26.1), (45.8, 4.8), (50.7, 3.2), (43.5, 5.4), (41.4, 2.2),
         (41.6, 2.0), (37.4, -6.0), (56.1, 9.0), (55.7, 12.5))  # fmt: skip
DRAGS = 12
SLOW = 100  # ms
BARE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>bare</title>
<link rel="stylesheet" href="leaflet.css"><link rel="stylesheet" href="MarkerCluster.css">
<style>#map { height: 680px } .leaflet-div-icon { border-radius: 50% }</style><div id="map"></div>
<script src="leaflet.js"></script><script src="leaflet.markercluster.js"></script>
<script>
const map = L.map("map", {maxZoom: 13}).fitBounds([[35, -11], [60, 31]]);
fetch("pins.json").then(answer => answer.json()).then(pins => {
  const group = L.markerClusterGroup();
  group.addLayers(pins.map(([at, title]) => L.marker(at, {title, icon: L.divIcon()})));
  map.addLayer(group);
  document.documentElement.dataset.ready = "true";
});
</script></html>"""
READY = """selector => new Promise(done => {
  const look = () => document.querySelector(selector)
    ? requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))) : setTimeout(look, 4);
  look();
})"""
WATCH = """() => { window.frames_ = []; let last = performance.now();
  const next = now => { window.frames_.push(now - last); last = now; requestAnimationFrame(next); };
  requestAnimationFrame(next); }"""


def fill(count: int) -> None:
    from django.db import transaction  # noqa: PLC0415 -- Django is set up only now

    from clusters.models import Membership, Organisation, Place  # noqa: PLC0415 -- as above
    from search import revisions, service, sources  # noqa: PLC0415 -- as above
    from tests.factories import clusters  # noqa: PLC0415 -- as above

    dice = random.Random(10)  # noqa: S311 -- the same pins each time
    with transaction.atomic():
        known = [clusters.cluster(f"bench{number}") for number in range(5)]
        made = Organisation.objects.bulk_create(
            [Organisation(name=f"Mill {number}", country="BG", languages=["en"]) for number in range(count)], 500
        )
        places = [
            Place(
                organisation=each,
                town="Town",
                country="BG",
                latitude=town[0] + dice.gauss(0, 0.8),
                longitude=town[1] + dice.gauss(0, 1.0),
            )
            for each in made
            for town in [dice.choice(TOWNS)]
        ]
        Place.objects.bulk_create(places, 500)
        Membership.objects.bulk_create(
            [Membership(organisation=each, cluster=dice.choice(known)) for each in made], 500
        )
    source, revision = sources.get("organisation"), revisions.take()
    service.engine().index(sources.read(source, source.codes(), revision=revision))
    service.engine().refresh()
    PINS.write_text(json.dumps([[[place.latitude, place.longitude], place.organisation.name] for place in places]))


def bare_site(folder: Path) -> http.server.ThreadingHTTPServer:
    for file in ("leaflet/leaflet.js", "leaflet/leaflet.css", "leaflet.markercluster/leaflet.markercluster.js",
                 "leaflet.markercluster/MarkerCluster.css"):  # fmt: skip
        shutil.copy(VENDOR / file, folder)
    shutil.copy(PINS, folder / "pins.json")
    (folder / "index.html").write_text(BARE)

    class Silent(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_arguments) -> None:
            """Nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def browse(port: int, rounds: int) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- not needed to fill

    own = (f"http://127.0.0.1:{port}/en/map/", "[data-map][data-ready]", ".map-room")
    told: dict[str, list[float]] = {"own": [], "bare": [], "own_slow": [], "bare_slow": []}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = bare_site(Path(folder))
        bare = (f"http://127.0.0.1:{server.server_address[1]}/", "[data-ready]", "#map")
        chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        if chromium is None:
            sys.exit("✗ Chromium is missing. On Debian, as root: apt-get install chromium")
        for number in range(rounds + 1):  # the first opens what the server keeps
            for name, page in (("own", own), ("bare", bare)):
                browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
                ready, slow = _visit(browser, *page)
                browser.close()
                if number:
                    told[name].append(ready)
                    told[f"{name}_slow"].append(slow)
        server.shutdown()
    address = f"http://127.0.0.1:{port}/en/map/cells/?box=35,-11,60,31&zoom=6"
    told["bytes"] = [len(gzip.compress(urllib.request.urlopen(address).read()))]
    print(json.dumps(told))


def _visit(browser, address: str, ready: str, canvas: str) -> tuple[float, int]:
    """Milliseconds to the first marks, and frames of more than SLOW ms while the map is dragged about."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.on("pageerror", lambda error: sys.exit(f"✗ {address}: {error}"))
    page.goto(address, wait_until="commit")
    spent = page.evaluate(READY, ready)
    page.wait_for_load_state("networkidle")
    page.locator(canvas).scroll_into_view_if_needed()
    box = page.locator(canvas).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + min(box["height"], 800) / 2
    page.evaluate(WATCH)
    for number in range(DRAGS):
        step = 160 if number % 2 else -160
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + step, y + step / 3, steps=20)
        page.mouse.up()
        page.wait_for_timeout(250)
    frames = page.evaluate("window.frames_.slice(2)")
    page.close()
    return spent, sum(frame > SLOW for frame in frames)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cloth.settings.dev")
    django.setup()
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    else:
        browse(int(sys.argv[2]), int(sys.argv[3]))

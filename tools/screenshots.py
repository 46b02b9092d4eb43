"""`make screenshots`: the main pages as a reader sees them, drawn from a site that it starts itself."""

import io
import re
import shutil
import sys
import urllib.request

import serve
import setup
from setup import ROOT, stop

FOLDER = ROOT / "docs" / "screenshots"
WIDTHS = (390, 1280)
LARGEST = 300_000  # bytes of one picture
TALLEST = 2400  # pixels; a page is cut below
VAR = ROOT / "build" / "screenshots"
PAGES = {
    "home": ("/en/", "light"),
    "home-dark": ("/en/", "dark"),
    "list": ("/en/practices/", "light"),
    "practice-fr": ("/fr/practices/", "light"),
    "practice-bg": ("/bg/practices/", "light"),
    "search-fr": ("/fr/search/?q=déchets de soie", "light"),
    "search-bg": ("/bg/search/?q=отпадъци от коприна", "dark"),
    "cluster": ("/en/clusters/", "light"),
    "concept": ("/en/words/", "light"),
    "map": ("/en/map/", "light"),
    "map-dark": ("/en/map/", "dark"),
    "map-bulgaria-bg": ("/bg/map/?country=BG", "light"),
    "map-without-scripts-bg": ("/bg/map/?country=BG", "light"),
    "gaps": ("/en/gaps/", "light"),
    "desk": ("/en/desk/", "light"),
    "style-guide": ("/en/styleguide/", "light"),
}


def read(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return answer.read().decode()


def first(address: str, pattern: str) -> str:
    """The first link of a page that looks like `pattern`."""
    found = re.search(f'href="({pattern})"', read(address))
    return found[1] if found else stop(f"{address} has no link like {pattern}")


def path_of(name: str, path: str, base: str) -> str:
    """Lists lead to their first entry, save the list itself."""
    language = path.split("/")[1]
    if name.startswith("practice-"):
        return first(f"{base}{path}?language={language}", rf"{path}[2-9a-z]{{6}}/[^\"/?]+/")
    if name == "cluster":
        return first(base + path, r"/en/clusters/[a-z-]+/")
    if name == "concept":
        return first(base + first(base + path, r"/en/words/[a-z-]+/"), r"/en/words/[a-z-]+/[a-z0-9-]+/")
    return path


def save(png: bytes, name: str) -> None:
    """A palette picture small enough for the repository."""
    from PIL import Image  # noqa: PLC0415 -- installed by the set-up above

    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))
    for colours in (128, 64, 32, 16):
        out = io.BytesIO()
        picture.quantize(colours).save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            break
    else:
        stop(f"{name} stays above {LARGEST} bytes")
    (FOLDER / f"{name}.png").write_bytes(out.getvalue())


ALL_PICTURES = """() => Promise.all([...document.images].map(picture => {
    picture.loading = "eager";
    return picture.decode();
}))"""  # also those below the first screen, which wait for a reader


def sign_in(page, base: str) -> None:
    """The demonstration's first member: an account without a second factor."""
    from playwright.sync_api import expect  # noqa: PLC0415 -- as above

    page.goto(f"{base}/en/accounts/login/")
    page.fill("main [name=login]", "member.modacc@cloth.example")
    page.fill("main [name=password]", "cloth demonstration")
    page.locator("main form button").first.click()
    expect(page.locator("h1")).to_be_visible()


def draw(base: str) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- as above

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        stop("Chromium is missing. On Debian, as root: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, (path, scheme) in PAGES.items():
            address = base + path_of(name, path, base)
            for width in WIDTHS:
                context = browser.new_context(
                    viewport={"width": width, "height": 900},
                    color_scheme=scheme,
                    reduced_motion="reduce",
                    java_script_enabled="without-scripts" not in name,
                )
                page = context.new_page()
                if name == "desk":
                    sign_in(page, base)
                page.goto(address)
                if name.startswith("map") and "without-scripts" not in name:
                    page.locator("[data-map][data-ready]").wait_for()
                page.evaluate("document.fonts.ready")
                height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
                page.set_viewport_size({"width": width, "height": height})  # what is fixed stands along all of it
                page.evaluate(ALL_PICTURES)
                save(page.screenshot(), f"{name}-{width}")
                context.close()
        browser.close()


def main() -> None:
    setup.environment("dev.txt")
    if sys.prefix != str(setup.VENV):  # the packages are in the environment: go on there
        setup.run(setup.PYTHON, __file__)
        return
    setup.messages()
    FOLDER.mkdir(parents=True, exist_ok=True)
    VAR.mkdir(parents=True, exist_ok=True)
    port = serve.free_port()
    env = serve.environment(port, var=VAR)
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["load_demo"]):
        serve.manage(*command, env=env)
    process = serve.server(port, env=env)
    try:
        serve.wait_until_it_answers(process, port)
        draw(f"http://127.0.0.1:{port}")
    finally:
        serve.end(process)


if __name__ == "__main__":
    main()

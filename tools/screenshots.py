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
    "import-repair": ("", "light"),
    "exchanges": ("/en/exchanges/", "light"),
    "mission": ("/en/missions/", "light"),
    "desk": ("/en/desk/", "light"),
    "style-guide": ("/en/styleguide/", "light"),
}
MANAGER = "manager.bfa@cloth.example"
# A list as a cluster keeps it, with things to mend.
MEMBERS = """\
Фирма;Населено място;Дейности;Мин. поръчка (бр.);Срок (дни)
Белоградска вълна ЕООД;Сливен;предене;120;21
Лен и коноп ООД;Русе;тъкнае;60;14
Шивашко ателие Игла;Пловдив;шиене;около сто;10
Багрила Родопи АД;Смолян;багрене;=SUM(D2:D4);
Нов крой ЕООД;Габрово;кроене;30;-4
Топъл пуловер ООД;Горна Оряховица;плетене;50;28
"""


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
    if name == "mission":
        return first(base + path, r"/en/missions/[2-9a-z]{6}/")
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


def sign_in(page, base: str, email: str) -> None:
    """An account of the demonstration; where it has a second factor, the page names the code of the moment."""
    from playwright.sync_api import expect  # noqa: PLC0415 -- as above

    page.goto(f"{base}/en/accounts/login/")
    page.fill("main [name=login]", email)
    page.fill("main [name=password]", "cloth demonstration")
    page.locator("main form button").first.click()
    if email == MANAGER:
        page.locator("main [name=code]").wait_for()
        page.fill("main [name=code]", re.search(r"code now is (\d{6})", page.inner_text("main"))[1])
        page.locator("main form button").first.click()
    expect(page.locator("h1")).to_be_visible()


def list_to_repair(browser, base: str) -> tuple[str, dict]:
    """Upload a list of members as its manager; the first line to repair, and the session that may see it."""
    page = browser.new_context().new_page()
    sign_in(page, base, MANAGER)
    page.goto(f"{base}/en/lists/")
    file = {"name": "Членове.csv", "mimeType": "text/csv", "buffer": MEMBERS.encode("cp1251")}
    page.locator("main input[name=file]").set_input_files(file)
    page.get_by_role("button", name="Read this file").click()
    page.get_by_role("button", name="Read the lines").click()
    page.get_by_role("link", name="Repair line by line").click(timeout=120_000)  # the worker reads; the page follows
    page.wait_for_url("**/lines/*/")
    return page.url.removeprefix(base), page.context.storage_state()


def draw(base: str) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- as above

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        stop("Chromium is missing. On Debian, as root: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        repair, session = list_to_repair(browser, base)
        for name, (path, scheme) in PAGES.items():
            address = base + (path_of(name, path, base) if path else repair)
            for width in WIDTHS:
                context = browser.new_context(
                    viewport={"width": width, "height": 900},
                    color_scheme=scheme,
                    reduced_motion="reduce",
                    java_script_enabled="without-scripts" not in name,
                    storage_state=None if path else session,
                )
                page = context.new_page()
                if name == "desk":
                    sign_in(page, base, "member.modacc@cloth.example")
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
    process, worker = serve.server(port, env=env), serve.worker(env=env)
    try:
        serve.wait_until_it_answers(process, port)
        draw(f"http://127.0.0.1:{port}")
    finally:
        serve.end(process, worker)


if __name__ == "__main__":
    main()

/* Shows how far some work is without loading the page anew; without this module the page refreshes by itself. */

const PAUSE = 2000;
const LONGEST = 15000;

const shown = document.querySelector("[data-progress]");
let pause = PAUSE;

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-progress]");
    if (answer.ok && !now) {
      location.reload();
      return;
    }
    if (now && now.textContent !== shown.textContent) shown.replaceChildren(...now.childNodes);
    pause = PAUSE;
  } catch {
    pause = Math.min(pause * 2, LONGEST); // the network is away: ask less often
  }
  setTimeout(look, pause);
}

if (shown) setTimeout(look, PAUSE);

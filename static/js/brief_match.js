/* Counts the makers that match a brief whenever it was saved in the background; without this module a button does. */

const place = document.querySelector("[data-brief-match]");
const form = place?.closest("form");

async function count() {
  try {
    const response = await fetch(place.dataset.briefMatch, { credentials: "same-origin" });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    place.replaceChildren(...page.body.childNodes);
  } catch {
    // no connection: the numbers stay as they were, and the form says that it was not saved
  }
}

if (form) {
  form.addEventListener("autosaved", count);
  count();
}

/* Saves a long form in the background while somebody writes; without this module the button does the same. */

const PAUSE = 4000;
const AGAIN = 15000;

for (const form of document.querySelectorAll("[data-autosave]")) {
  const status = form.querySelector("[data-autosave-status]");
  let timer;
  let busy = false;
  let waiting = false;
  let failed = false;

  const later = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  };

  const typed = () => {
    const data = new FormData(form);
    for (const field of form.querySelectorAll("input[type=file]")) data.delete(field.name); // files go with the button
    return data;
  };

  async function save() {
    if (busy) {
      waiting = true;
      return;
    }
    busy = true;
    try {
      const response = await fetch(form.action || location.href, {
        method: "POST",
        body: typed(),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
      if (!response.ok && !answer.problem) throw new Error(String(response.status));
      status.textContent = answer.problem ?? answer.saved ?? "";
      failed = false;
      form.dispatchEvent(new CustomEvent("autosaved"));
    } catch {
      status.textContent = form.dataset.offline;
      failed = true;
      later(AGAIN);
    } finally {
      busy = false;
      if (waiting) {
        waiting = false;
        later(PAUSE);
      }
    }
  }

  form.addEventListener("input", (event) => {
    if (event.target.type !== "file") later(PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  addEventListener("online", () => {
    if (failed) later(0);
  });
}

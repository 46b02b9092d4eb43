/* Suggests organisations while somebody types; without this module the search button finds the same. */

const PAUSE = 250;
const SHORTEST = 2;

for (const form of document.querySelectorAll("[data-suggest-organisations]")) {
  const input = form.elements.q;
  const list = document.createElement("datalist");
  list.id = `${input.id}-suggestions`;
  form.append(list);
  input.setAttribute("list", list.id);
  let timer;
  let latest = 0;

  const suggest = async () => {
    const number = ++latest;
    const address = `${form.dataset.suggestOrganisations}?${new URLSearchParams({ q: input.value })}`;
    try {
      const response = await fetch(address, { headers: { Accept: "application/json" } });
      if (!response.ok || number !== latest) return;
      const { matches } = await response.json();
      list.replaceChildren(...matches.map((match) => new Option(match.label, match.name)));
    } catch {
      list.replaceChildren(); // no net: the button still works
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim().length >= SHORTEST) timer = setTimeout(suggest, PAUSE);
  });
}

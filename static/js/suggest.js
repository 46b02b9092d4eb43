/* Suggestions below every search line: the combobox of the ARIA Authoring Practices (1.2, list, manual selection).
   Without this module, without a network or with an engine that is down, the search button finds the same. */

const PAUSE = 150; // milliseconds after the last key
const SHORTEST = 2;
const MOST_KEPT = 50; // answers of this page view
const PATIENCE = 4000;

class Combobox {
  constructor(line) {
    this.line = line;
    this.input = line.querySelector("input[type=search]");
    this.kept = new Map();
    this.active = -1;
    this.quietUntil = 0;
    this.list = document.createElement("ul");
    this.list.id = `${this.input.id}-suggestions`;
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", line.dataset.suggestLabel);
    this.status = document.createElement("p");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    line.append(this.list, this.status);
    this.set({ role: "combobox", "aria-autocomplete": "list", "aria-controls": this.list.id, "aria-expanded": "false" });
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays where it is
    this.list.addEventListener("click", (event) => this.go(event.target.closest("[role=option]")));
    addEventListener("pageshow", () => this.close()); // also when the reader comes back
  }

  set(attributes) {
    for (const [name, value] of Object.entries(attributes)) this.input.setAttribute(name, value);
  }

  get text() {
    return this.input.value.trim();
  }

  get options() {
    return [...this.list.children];
  }

  later() {
    clearTimeout(this.timer);
    this.question?.abort();
    if (this.text.length < SHORTEST) this.close();
    else this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const text = this.text;
    if (text.length < SHORTEST || Date.now() < this.quietUntil) return;
    this.question = new AbortController();
    const own = this.question;
    try {
      const answer = this.kept.get(text) ?? (await this.fetch(text, own.signal));
      if (own.signal.aborted || document.activeElement !== this.input) return;
      this.show(answer);
    } catch {
      if (!own.signal.aborted) this.close(); // no net: the button still works
    }
  }

  async fetch(text, signal) {
    const address = `${this.line.dataset.suggest}?${new URLSearchParams({ q: text })}`;
    const patience = AbortSignal.any ? AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]) : signal;
    const response = await fetch(address, { headers: { Accept: "application/json" }, signal: patience });
    if (!response.ok) {
      this.quietUntil = Date.now() + 1000 * (Number(response.headers.get("Retry-After")) || 10);
      return { suggestions: [], said: "" };
    }
    const answer = await response.json();
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    this.kept.set(text, answer);
    return answer;
  }

  show({ suggestions, said }) {
    this.list.replaceChildren(...suggestions.map((each, number) => this.option(each, number)));
    this.status.textContent = said;
    this.mark(-1);
    this.list.hidden = suggestions.length === 0;
    this.set({ "aria-expanded": String(!this.list.hidden) });
  }

  option({ text, kind, language, address }, number) {
    const option = document.createElement("li");
    const name = document.createElement("span");
    const note = document.createElement("span");
    option.id = `${this.list.id}-${number}`;
    option.setAttribute("role", "option");
    option.dataset.address = address;
    name.textContent = text;
    if (language) name.lang = language;
    note.textContent = kind;
    note.className = "suggestion-kind";
    option.append(name, " ", note);
    return option;
  }

  mark(number) {
    this.active = number;
    this.options.forEach((option, each) => option.setAttribute("aria-selected", String(each === number)));
    if (number < 0) this.input.removeAttribute("aria-activedescendant");
    else {
      this.set({ "aria-activedescendant": this.options[number].id });
      this.options[number].scrollIntoView({ block: "nearest" });
    }
  }

  close() {
    clearTimeout(this.timer);
    this.question?.abort();
    if (this.list.hidden) return;
    this.list.hidden = true;
    this.status.textContent = "";
    this.set({ "aria-expanded": "false" });
    this.mark(-1);
  }

  key(event) {
    if (event.isComposing) return;
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" && !open) {
      event.preventDefault();
      this.ask();
    } else if (event.key === "ArrowDown" || (event.key === "ArrowUp" && open)) {
      event.preventDefault();
      const places = this.options.length + 1; // the line itself is one of them
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.mark(((this.active + 1 + step + places) % places) - 1);
    } else if (event.key === "Escape" && open) {
      event.preventDefault(); // the first closes, the next one empties the line
      this.close();
    } else if (event.key === "Enter" && open && this.active >= 0) {
      event.preventDefault();
      this.go(this.options[this.active]);
    }
  }

  go(option) {
    if (!option) return;
    this.close();
    location.assign(option.dataset.address);
  }
}

for (const line of document.querySelectorAll("[data-suggest]")) new Combobox(line);

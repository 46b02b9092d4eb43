/* Wagtail’s editor saves a new page by itself. Whoever presses a button while that first save is under way would make a
   second page, for the form does not yet know the address of the first: the button waits until it does. */

const PATIENCE = 10000;
const saving = new WeakSet();
const waiting = new WeakMap();

const go = (form) => {
  saving.delete(form);
  const button = waiting.get(form);
  if (!button) return;
  waiting.delete(form);
  button.disabled = false;
  form.requestSubmit(button);
};

addEventListener("w-autosave:save", (event) => {
  if (!event.defaultPrevented) saving.add(event.target);
});
addEventListener("w-autosave:success", (event) => go(event.target));
addEventListener("w-autosave:error", (event) => go(event.target));

addEventListener(
  "submit",
  (event) => {
    if (!saving.has(event.target) || !event.submitter) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting.set(event.target, event.submitter);
    setTimeout(go, PATIENCE, event.target);
  },
  { capture: true },
);

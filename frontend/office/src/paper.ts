import { clearProblems, forgive, problemsIn, showProblems } from "./validation.ts";

/**
 * `form[data-paper]`: copying filled-in paper forms by keyboard alone. Enter goes to the next field, Ctrl+Enter sends, and
 * after each load the first field waits for typing. What is sent is looked at first: the focus goes to what is not right yet.
 */
export function paper(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-paper]")) {
    if (form.dataset["paperReady"]) continue;
    form.dataset["paperReady"] = "yes";
    form.addEventListener("keydown", (event) => onKey(form, event));
    form.addEventListener("submit", (event) => check(form, event), { capture: true });
    // While it is typed: gone only when the field is left, the message would move the very button that is being pressed.
    for (const kind of ["input", "change"]) form.addEventListener(kind, (event) => forgive(event.target));
    // An error summary has the first word.
    if (!document.querySelector(".error-summary")) stops(form)[0]?.focus();
  }
}

function stops(form: HTMLFormElement): HTMLElement[] {
  return [...form.elements].filter(
    (element): element is HTMLElement =>
      element instanceof HTMLElement &&
      !element.matches("fieldset, output, object, [type=hidden], [tabindex='-1'], :disabled") &&
      !element.closest("[hidden]"),
  );
}

function check(form: HTMLFormElement, event: SubmitEvent): void {
  const problems = problemsIn(form, form);
  if (problems.length === 0) {
    clearProblems(form);
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  // What the server said of the sending before is told anew when it is sent again.
  form.querySelector(".error-summary:not([data-made])")?.remove();
  showProblems(form, problems);
}

function onKey(form: HTMLFormElement, event: KeyboardEvent): void {
  if (event.key !== "Enter" || event.isComposing) return;
  const at = event.target;
  // A search inside the form has a form of its own.
  if (at instanceof HTMLInputElement && at.form !== form) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (at instanceof HTMLButtonElement || at instanceof HTMLAnchorElement || at instanceof HTMLTextAreaElement) return;
  event.preventDefault();
  const all = stops(form);
  const next = all[all.indexOf(at as HTMLElement) + 1];
  next?.focus();
  if (next instanceof HTMLInputElement && next.type !== "checkbox" && next.type !== "radio") next.select();
}

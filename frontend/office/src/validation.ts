import { controls, type Control } from "./fields.ts";
import { word } from "./words.ts";

/** One field that is not right yet. */
export interface Problem {
  /** What gets the focus. */
  control: HTMLElement;
  /** What the user is told, ending in a full stop. */
  text: string;
}

/**
 * Looks at the fields of `part` with the browser's own rules (`required`, `pattern`, `min` …), at
 * `fieldset[data-require-one]`, where at least one box must be ticked, and at `fieldset[data-require-value="names"]`, where
 * one of these fields must have a value. `data-error` replaces the standard words.
 */
export function problemsIn(form: HTMLFormElement, part: Element): Problem[] {
  const found: Problem[] = [];
  const groups = new Set<string>();
  for (const control of controls(form)) {
    if (!part.contains(control) || !control.willValidate) continue;
    const isRadio = control instanceof HTMLInputElement && control.type === "radio";
    if (isRadio && groups.has(control.name)) continue;
    if (isRadio) groups.add(control.name);
    if (!control.validity.valid) found.push({ control, text: textFor(control) });
  }
  for (const group of part.querySelectorAll<HTMLFieldSetElement>("fieldset[data-require-one]")) {
    const boxes = [...group.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
    const first = boxes[0];
    if (first && !group.disabled && !boxes.some((box) => box.checked)) found.push({ control: first, text: group.dataset["error"] ?? word("validate.choose", { label: legendOf(group) }) });
  }
  for (const group of part.querySelectorAll<HTMLFieldSetElement>("fieldset[data-require-value]")) {
    const first = group.querySelector<HTMLElement>("input:not([type=hidden]):not([hidden]), select");
    const sent = new FormData(form);
    const has = (group.dataset["requireValue"] ?? "").split(/\s+/).some((name) => sent.getAll(name).some((value) => value !== ""));
    if (first && !group.disabled && !has) found.push({ control: first, text: group.dataset["error"] ?? word("validate.choose", { label: legendOf(group) }) });
  }
  return found.sort((a, b) => (a.control.compareDocumentPosition(b.control) & Node.DOCUMENT_POSITION_PRECEDING ? 1 : -1));
}

function textFor(control: Control): string {
  const own = control.dataset["error"];
  if (own) return own;
  const group = control.closest("fieldset");
  const isChoice = control instanceof HTMLSelectElement || (control instanceof HTMLInputElement && ["radio", "checkbox", "file"].includes(control.type));
  const label = control instanceof HTMLInputElement && control.type === "radio" && group ? legendOf(group) : labelOf(control);
  if (control.validity.valueMissing) return word(isChoice ? "validate.choose" : "validate.required", { label });
  return word("validate.wrong", { label });
}

function clean(text: string | null | undefined): string {
  return (text ?? "").replace(/\s+/g, " ").replace(/[\s:*.]+$/, "").trim() || word("validate.thisField");
}

function legendOf(group: HTMLFieldSetElement): string {
  return clean(group.querySelector("legend")?.textContent);
}

function labelOf(control: Control): string {
  return clean(control.getAttribute("aria-label") ?? control.labels?.[0]?.textContent);
}

/** Takes back what `showProblems` put on the page. */
export function clearProblems(part: Element): void {
  part.querySelector(":scope > .error-summary[data-made]")?.remove();
  for (const error of part.querySelectorAll<HTMLElement>(".error[data-made]")) error.remove();
  for (const field of part.querySelectorAll(".field.is-invalid")) field.classList.remove("is-invalid");
  for (const control of part.querySelectorAll("[aria-invalid]")) unmark(control);
}

function unmark(control: Element): void {
  control.removeAttribute("aria-invalid");
  const described = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && !id.endsWith("-problem"));
  if (described.length > 0) control.setAttribute("aria-describedby", described.join(" "));
  else control.removeAttribute("aria-describedby");
}

/** An error summary on top of `part`, a message at each field, and the focus in the first one. */
export function showProblems(part: Element, problems: Problem[]): void {
  clearProblems(part);
  part.prepend(summary(problems));
  for (const problem of problems) mark(problem);
  problems[0]?.control.focus();
}

function summary(problems: Problem[]): HTMLElement {
  const box = document.createElement("div");
  box.className = "error-summary";
  box.dataset["made"] = "yes";
  box.setAttribute("role", "alert");
  const head = document.createElement("h2");
  head.textContent = word("validate.summary");
  const list = document.createElement("ul");
  for (const { control, text } of problems) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${idOf(control)}`;
    link.textContent = text;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      control.focus();
    });
    item.append(link);
    list.append(item);
  }
  box.append(head, list);
  return box;
}

let made = 0;
function idOf(control: HTMLElement): string {
  if (!control.id) control.id = `field-${++made}`;
  return control.id;
}

function mark({ control, text }: Problem): void {
  control.setAttribute("aria-invalid", "true");
  const field = control.closest<HTMLElement>(".field, fieldset");
  field?.classList.add("is-invalid");
  const error = document.createElement("p");
  error.className = "error";
  error.dataset["made"] = "yes";
  error.id = `${idOf(control)}-problem`;
  error.textContent = text;
  const inGroup = control instanceof HTMLInputElement && (control.type === "radio" || control.type === "checkbox");
  const legend = inGroup ? field?.querySelector("legend") : null;
  if (legend) legend.insertAdjacentElement("afterend", error);
  else control.insertAdjacentElement("beforebegin", error);
  const described = control.getAttribute("aria-describedby");
  control.setAttribute("aria-describedby", described ? `${described} ${error.id}` : error.id);
}

/** A field that became right stops looking wrong at once; it starts looking wrong only when the user moves on. */
export function forgive(target: EventTarget | null): void {
  if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement)) return;
  const group = target.closest("fieldset[data-require-one], fieldset[data-require-value]");
  const marked = target.hasAttribute("aria-invalid") ? target : group?.querySelector("[aria-invalid]");
  if (!marked || !target.validity.valid) return;
  unmark(marked);
  const field = marked.closest(".field, fieldset");
  field?.classList.remove("is-invalid");
  field?.querySelector(".error[data-made]")?.remove();
  const links = document.querySelectorAll<HTMLAnchorElement>(".error-summary[data-made] a");
  const link = [...links].find((a) => a.hash === `#${marked.id}`);
  const box = link?.closest(".error-summary");
  link?.closest("li")?.remove();
  if (box && !box.querySelector("a")) box.remove();
}

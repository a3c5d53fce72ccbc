import { clearProblems, forgive, problemsIn, showProblems } from "./validation.ts";
import { word } from "./words.ts";

interface Stepper {
  form: HTMLFormElement;
  steps: HTMLElement[];
  trail: HTMLOListElement;
  at: number;
  title: string;
}

/** Which step a history entry stands for. */
interface StepState {
  slrtStep: number;
  /** The step that the entry before this one shows, when we made that entry. */
  slrtFrom?: number;
}

/**
 * `form[data-stepper]` with `<section data-step="Siapa">` parts: one at a time, `[data-next]` and `[data-back]` buttons, the
 * browser's Back goes one step back. Nothing is ever unloaded between steps, so nothing can be lost. Without scripts all
 * parts show as one long form. `data-stepper="Nomor layanan"` names a last mark of the trail that comes after sending.
 */
export function stepper(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-stepper]")) {
    if (form.dataset["stepperReady"]) continue;
    form.dataset["stepperReady"] = "yes";
    start(form);
  }
}

function start(form: HTMLFormElement): void {
  const steps = [...form.querySelectorAll<HTMLElement>("[data-step]")];
  if (steps.length === 0) return;
  // Fields of hidden steps would block the browser's own validation without a word; we look at every step ourselves.
  form.noValidate = true;
  const it: Stepper = { form, steps, trail: trailOf(form, steps), at: 0, title: document.title };
  form.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[data-next]")) forward(it);
    else if (target?.closest("[data-back]")) backward(it);
  });
  form.addEventListener("submit", (event) => onSubmit(it, event), { capture: true });
  // While it is typed: gone only when the field is left, the message would move the very button that is being pressed.
  for (const kind of ["input", "change"]) form.addEventListener(kind, (event) => forgive(event.target));
  const onBack = (event: PopStateEvent): void => {
    if (!form.isConnected) removeEventListener("popstate", onBack);
    else show(it, stepOf(event.state), true);
  };
  addEventListener("popstate", onBack);
  open(it);
}

/** Where to begin: a step that the server found errors in, else the step before a reload, as far as the ones before it are complete. */
function open(it: Stepper): void {
  const refused = it.steps.findIndex((step) => step.querySelector(".is-invalid, [aria-invalid=true]"));
  const wanted = refused >= 0 ? refused : Math.min(stepOf(history.state), it.steps.length - 1);
  const incomplete = it.steps.slice(0, wanted).findIndex((step) => problemsIn(it.form, step).length > 0);
  const at = refused < 0 && incomplete >= 0 ? incomplete : wanted;
  const now: unknown = history.state;
  history.replaceState({ ...(now && typeof now === "object" ? now : {}), slrtStep: at }, "");
  show(it, at, false);
}

function go(it: Stepper, step: number, focus: boolean): void {
  history.pushState({ slrtStep: step, slrtFrom: it.at } satisfies StepState, "");
  show(it, step, focus);
}

function stepOf(state: unknown): number {
  const step = state && typeof state === "object" ? (state as Partial<StepState>).slrtStep : undefined;
  return typeof step === "number" && step >= 0 ? step : 0;
}

function show(it: Stepper, step: number, focus: boolean): void {
  it.at = Math.min(step, it.steps.length - 1);
  it.steps.forEach((section, index) => {
    section.hidden = index !== it.at;
  });
  [...it.trail.children].forEach((mark, index) => {
    mark.classList.toggle("done", index < it.at);
    if (index === it.at) mark.setAttribute("aria-current", "step");
    else mark.removeAttribute("aria-current");
  });
  const section = it.steps[it.at];
  document.title = word("stepper.title", { step: section?.dataset["step"] ?? "", title: it.title });
  if (!focus || !section) return;
  const head = section.querySelector<HTMLElement>("h1, h2, legend") ?? section;
  head.tabIndex = -1;
  head.focus();
  window.scrollTo?.(0, 0);
}

function forward(it: Stepper): void {
  const section = it.steps[it.at];
  if (!section || it.at + 1 >= it.steps.length) return;
  const problems = problemsIn(it.form, section);
  if (problems.length > 0) {
    showProblems(section, problems);
    return;
  }
  clearProblems(section);
  go(it, it.at + 1, true);
}

function backward(it: Stepper): void {
  if (it.at === 0) return;
  const from = (history.state as Partial<StepState> | null)?.slrtFrom;
  // Where the entry before ours is that step, our Back and the browser's Back are the same walk.
  if (from === it.at - 1) {
    history.back();
    return;
  }
  history.replaceState({ slrtStep: it.at - 1 } satisfies StepState, "");
  show(it, it.at - 1, true);
}

function onSubmit(it: Stepper, event: SubmitEvent): void {
  const isLast = it.at === it.steps.length - 1;
  if (!isLast) {
    // Enter in a field sends a form; before the last step it means "on".
    stop(event);
    forward(it);
    return;
  }
  for (const [index, step] of it.steps.entries()) {
    const problems = problemsIn(it.form, step);
    if (problems.length === 0) {
      clearProblems(step);
      continue;
    }
    stop(event);
    if (index !== it.at) {
      go(it, index, false);
    }
    showProblems(step, problems);
    return;
  }
}

function stop(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function trailOf(form: HTMLFormElement, steps: HTMLElement[]): HTMLOListElement {
  const given = form.querySelector<HTMLOListElement>("ol.trail") ?? form.parentElement?.querySelector<HTMLOListElement>(":scope > ol.trail");
  if (given) return given;
  const trail = document.createElement("ol");
  trail.className = "trail";
  const after = form.dataset["stepper"];
  for (const name of [...steps.map((step) => step.dataset["step"] ?? ""), ...(after ? [after] : [])]) {
    const mark = document.createElement("li");
    mark.textContent = name;
    trail.append(mark);
  }
  form.prepend(trail);
  return trail;
}

/**
 * `data-shows="#id"` on a checkbox, radio or option: the part with that id shows while it is chosen. A hidden fieldset is
 * disabled, so what cannot be seen is neither required nor sent. Without scripts everything shows.
 */
export function toggle(root: ParentNode): void {
  refresh(root);
}

function isOn(source: Element): boolean {
  if (source instanceof HTMLOptionElement) return source.selected;
  return source instanceof HTMLInputElement && source.checked;
}

function targetsOf(source: Element): string[] {
  return (source.getAttribute("data-shows") ?? "").split(/[\s,]+/).filter(Boolean);
}

/** Brings every conditional part below `root` in line with what is chosen. Twice: what a hidden part chooses shows nothing. */
export function refresh(root: ParentNode): void {
  askedFor(root);
  askedFor(root);
}

function askedFor(root: ParentNode): void {
  const shown = new Map<string, boolean>();
  for (const source of root.querySelectorAll("[data-shows]")) {
    const on = isOn(source) && !source.closest("fieldset:disabled");
    for (const target of targetsOf(source)) shown.set(target, (shown.get(target) ?? false) || on);
  }
  for (const [selector, on] of shown) {
    const part = document.querySelector<HTMLElement>(selector);
    if (!part) continue;
    part.hidden = !on;
    if (part instanceof HTMLFieldSetElement) part.disabled = !on;
  }
}

/** One listener for the whole document: radios tell only the newly chosen one, so the whole form is looked at again. */
export function listenForToggles(): void {
  document.addEventListener("change", (event) => {
    const form = event.target instanceof Element ? event.target.closest("form") : null;
    refresh(form ?? document);
  });
  document.addEventListener("reset", (event) => {
    const form = event.target;
    if (form instanceof HTMLFormElement) setTimeout(() => refresh(form));
  });
}

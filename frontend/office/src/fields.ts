/** Reading a form's fields into plain values and putting them back. */

/** A control that holds a value. */
export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
/** Names and values in the order of the form. */
export type Entries = [string, string][];

const SECRET_NAME = /pass|sandi|(^|[_-])pin([_-]|$)|otp|csrf/i;

/** Password, PIN or token: never kept on the device. Marked by type, name or `data-secret`. */
export function isSecret(control: Control): boolean {
  return (
    (control instanceof HTMLInputElement && control.type === "password") ||
    control.hasAttribute("data-secret") ||
    /one-time-code|password/.test(control.getAttribute("autocomplete") ?? "") ||
    SECRET_NAME.test(control.name)
  );
}

/** The controls of a form, also those of hidden steps and switched-off parts. */
export function controls(form: HTMLFormElement): Control[] {
  return [...form.elements].filter(
    (element): element is Control => element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement,
  );
}

function isKept(control: Control): boolean {
  if (!control.name || isSecret(control)) return false;
  if (!(control instanceof HTMLInputElement)) return true;
  return !["hidden", "file", "submit", "button", "image", "reset"].includes(control.type);
}

function isChoice(control: Control): control is HTMLInputElement {
  return control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio");
}

/**
 * What a draft keeps: everything the user typed or chose. No secrets, no files, no hidden fields: a draft comes back under
 * the page's own `operation_id`, for its old one may have been done with other words. What waits in the queue keeps its own.
 */
export function draftOf(form: HTMLFormElement): Entries {
  const entries: Entries = [];
  for (const control of controls(form)) {
    if (!isKept(control)) continue;
    if (isChoice(control)) {
      if (control.checked) entries.push([control.name, control.value]);
    } else if (control instanceof HTMLSelectElement && control.multiple) {
      for (const option of control.selectedOptions) entries.push([control.name, option.value]);
    } else {
      entries.push([control.name, control.value]);
    }
  }
  return entries;
}

/** Puts a draft back. Fields that the draft does not know are left alone, except choices, which it unchecks. */
export function fill(form: HTMLFormElement, entries: Entries): void {
  const values = new Map<string, string[]>();
  for (const [name, value] of entries) values.set(name, [...(values.get(name) ?? []), value]);
  const next = new Map<string, number>();
  for (const control of controls(form)) {
    if (!isKept(control)) continue;
    const kept = values.get(control.name) ?? [];
    if (isChoice(control)) {
      control.checked = kept.includes(control.value);
    } else if (control instanceof HTMLSelectElement && control.multiple) {
      for (const option of control.options) option.selected = kept.includes(option.value);
    } else {
      const index = next.get(control.name) ?? 0;
      next.set(control.name, index + 1);
      const value = kept[index];
      if (value !== undefined) control.value = value;
    }
  }
}

/** Whether a control holds something else than the page gave it. */
export function differs(control: Control): boolean {
  if (isChoice(control)) return control.checked !== control.defaultChecked;
  if (!(control instanceof HTMLSelectElement)) return control.value !== control.defaultValue;
  const options = [...control.options];
  // A list without a default shows its first choice.
  const given = control.multiple || options.some((option) => option.hasAttribute("selected"));
  return options.some((option, at) => option.selected !== (given ? option.hasAttribute("selected") : at === 0));
}

/** Whether a form asks for something that must never wait on the device. */
export function hasSecret(form: HTMLFormElement): boolean {
  return controls(form).some((control) => control.name !== "csrf_token" && isSecret(control) && control.value !== "");
}

import { word } from "./words.ts";

interface Held {
  button: HTMLButtonElement | HTMLInputElement;
  content: Node[] | string;
}

const held = new WeakMap<HTMLFormElement, Held[]>();

/** Whether a form is being sent (or waits) and must not be sent again. */
export function isBusy(form: HTMLFormElement): boolean {
  return held.has(form);
}

/** Disables every submit button of a form; the pressed one (or the first) says why. Call again to change the words. */
export function hold(form: HTMLFormElement, pressed: HTMLElement | null, text: string): void {
  const before = held.get(form);
  if (before) {
    const spoken = before.find(({ button }) => button === pressed) ?? before[0];
    if (spoken) say(spoken.button, text);
    return;
  }
  const buttons = [...form.elements].filter(
    (element): element is HTMLButtonElement | HTMLInputElement => element instanceof HTMLElement && element.matches("button:not([type=button]):not([type=reset]), input[type=submit]") && !element.matches(":disabled"),
  );
  held.set(
    form,
    buttons.map((button) => ({ button, content: button instanceof HTMLInputElement ? button.value : [...button.childNodes] })),
  );
  const speaking = buttons.find((button) => button === pressed) ?? buttons[0];
  for (const button of buttons) button.disabled = true;
  if (speaking) say(speaking, text);
}

function say(button: HTMLButtonElement | HTMLInputElement, text: string): void {
  if (button instanceof HTMLInputElement) button.value = text;
  else button.replaceChildren(text);
}

/** Makes the form sendable again, with its own words. */
export function release(form: HTMLFormElement): void {
  for (const { button, content } of held.get(form) ?? []) {
    button.disabled = false;
    if (button instanceof HTMLInputElement) button.value = String(content);
    else if (typeof content !== "string") button.replaceChildren(...content);
  }
  held.delete(form);
}

const LONG_MS = 20_000;

/** For forms that the browser sends by itself: a second press within seconds does nothing. */
export function guardAgainstDoubleSubmit(): void {
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method !== "post" || form.target) return;
    if (isBusy(form)) {
      event.preventDefault();
      return;
    }
    const pressed = event.submitter;
    // After the browser has read the form: a disabled button's name and value would be missing.
    setTimeout(() => hold(form, pressed, word("form.sending")));
    setTimeout(() => {
      // Files take long on slow lines: a second press would only send them twice.
      if (form.enctype === "multipart/form-data") {
        if (isBusy(form)) hold(form, pressed, word("form.stillSending"));
      }
      // A download leaves the page where it is, and so does a lost connection.
      else release(form);
    }, LONG_MS);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) release(form);
  });
}

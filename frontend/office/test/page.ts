import { vi } from "vitest";
import { forgetWords } from "../src/words.ts";

/** A page as the server would send it: account 7, token, and this in `<main>`. */
export function page(main: string, account = "7"): HTMLElement {
  document.head.innerHTML = `<meta name="slrt-account" content="${account}"><meta name="csrf-token" content="token-1"><meta name="slrt-login" content="/masuk">`;
  document.body.innerHTML = `<div id="flash" role="alert"></div><main>${main}</main><div id="resend-status" role="status"></div>`;
  document.title = "Layanan baru";
  delete document.body.dataset["words"];
  forgetWords();
  const found = document.querySelector("main");
  if (!found) throw new Error("no main");
  return found;
}

/** The element, or a failed test. */
export function one<T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`nothing is ${selector}`);
  return found;
}

/** Types as a person would, with the event that scripts listen to. */
export function type(selector: string, value: string): void {
  const control = one<HTMLInputElement>(selector);
  control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Ticks or unticks a box. */
export function tick(selector: string, checked = true): void {
  const box = one<HTMLInputElement>(selector);
  box.checked = checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

/** A device whose storage is full: reading works, writing does not. Undone by `vi.unstubAllGlobals()`. */
export function fillDevice(): void {
  const real = localStorage;
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => real.getItem(key),
    removeItem: (key: string) => real.removeItem(key),
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  });
}

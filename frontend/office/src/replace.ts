/** Told on `document` when `<main>` was replaced, so that its forms and buttons come to life. */
export const MAIN_REPLACED = "slrt:main-replaced";

/** Puts the `<main>` of an answer in place of ours, with its title and token, and the focus on what matters; false when it has none. */
export function replaceMain(html: string): boolean {
  const page = new DOMParser().parseFromString(html, "text/html");
  const next = page.querySelector("main");
  const old = document.querySelector("main");
  if (!next || !old) return false;
  const main = document.importNode(next, true);
  old.replaceWith(main);
  if (page.title) document.title = page.title;
  const token = page.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
  const ours = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]');
  if (token && ours) ours.content = token;
  document.dispatchEvent(new CustomEvent(MAIN_REPLACED, { detail: main }));
  const first = main.querySelector<HTMLElement>(".error-summary") ?? main.querySelector<HTMLElement>("h1");
  if (first) {
    first.tabIndex = -1;
    first.focus();
  }
  window.scrollTo?.(0, 0);
  return true;
}

/** A page that came back with something to correct says so first, also to whoever hears it. */
export function focusErrors(): void {
  document.querySelector<HTMLElement>(".error-summary")?.focus();
}

import { hasDrafts, hasWaiting } from "./device.ts";

/** `[data-kept=sent|typed|lost]` on the log-in page: only this device knows whether something waits on it for whoever logs in, and says nothing of what or whose. */
export function tellOfKept(): void {
  const part = (which: string): HTMLElement | null => document.querySelector(`[data-kept=${which}]`);
  const sent = part("sent");
  const typed = part("typed");
  const lost = part("lost");
  const waits = hasWaiting();
  // Drafts may be of long ago: they are told where a session ended just now.
  const drafts = !waits && hasDrafts();
  if (sent) sent.hidden = !waits;
  if (typed) typed.hidden = !drafts;
  if (lost) lost.hidden = waits || drafts;
}

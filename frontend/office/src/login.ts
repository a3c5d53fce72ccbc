import { hasDrafts, hasWaiting, takeSentDraft } from "./device.ts";

/**
 * `[data-kept=sent|typed|lost]` on the log-in page: only this device knows whether something waits on it for whoever logs in, and says nothing of what or
 * whose. The server shows `lost` where a form was sent without a session: what it held is still here only where it was a form that keeps its draft.
 */
export function tellOfKept(): void {
  const part = (which: string): HTMLElement | null => document.querySelector(`[data-kept=${which}]`);
  const sent = part("sent");
  const typed = part("typed");
  const lost = part("lost");
  const waits = hasWaiting();
  // The form was not taken, and its draft stays: nothing on the next page tells otherwise.
  const sentDraft = takeSentDraft() !== null;
  // Drafts may be of long ago: they are told where a session ended just now.
  const drafts = lost ? sentDraft : !waits && hasDrafts();
  if (sent) sent.hidden = !waits;
  if (typed) typed.hidden = !drafts;
  if (lost) lost.hidden = drafts;
}

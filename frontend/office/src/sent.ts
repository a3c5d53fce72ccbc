import { forget, keep, recall, sentKey } from "./device.ts";
import { account } from "./page.ts";

/** How long a result is kept for whoever did not look at it. */
export const RESULTS_KEPT_MS = 24 * 60 * 60 * 1000;

/** What waited and has arrived, until its result was looked at. */
export interface Sent {
  id: string;
  /** What the form was called. */
  title: string;
  /** Its result, where the server named one. */
  url: string;
  at: number;
}

/** Results that nobody has looked at yet, the newest first. */
export function unseen(): Sent[] {
  if (!account()) return [];
  return (recall<Sent[]>(sentKey(account())) ?? []).filter(({ at }) => Date.now() - at < RESULTS_KEPT_MS);
}

/** Keeps where a result is to be found: the page may be left before it is opened. */
export function addUnseen(result: Omit<Sent, "at">): void {
  if (account()) keep(sentKey(account()), [{ ...result, at: Date.now() }, ...unseen().filter(({ id }) => id !== result.id)]);
}

/** The results of this page are seen now. */
export function markSeen(address: string): void {
  const path = new URL(address, location.href).pathname;
  keepOnly(({ url }) => new URL(url, location.href).pathname !== path);
}

/** None of them is asked for any more. */
export function forgetUnseen(): void {
  keepOnly(() => false);
}

function keepOnly(which: (one: Sent) => boolean): void {
  const all = unseen();
  const left = all.filter(which);
  if (!account() || left.length === all.length) return;
  if (left.length > 0) keep(sentKey(account()), left);
  else forget(sentKey(account()));
}

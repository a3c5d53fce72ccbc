import { bodyOf } from "./parcel.ts";
import { asksToLogIn, csrfToken } from "./page.ts";
import type { Waiting } from "./queue.ts";

/** What became of one attempt. */
export type Outcome =
  | { kind: "unreachable"; retryAfterMs?: number }
  | { kind: "session"; status: number }
  | { kind: "answered"; status: number; ok: boolean; redirected: boolean; url: string; html: string };

/** On every answer of our server. */
const OURS = "x-slrt";
/** On answers that a log-in, a new password or today's token would have changed: `ended`, `password`, `token`. */
export const SESSION = "x-slrt-session";
const GIVES_UP_AFTER_MS = 60_000;
const GIVES_UP_ON_FILES_AFTER_MS = 240_000;
/** The way is blocked, not the request wrong: keep it and come back. */
const COME_BACK = new Set([408, 425, 429, 502, 503, 504]);
/** A proxy may find a file too large; coming back would not make it smaller. */
const TOO_LARGE = 413;

/** Sends one submission once. */
export async function send(entry: Waiting): Promise<Outcome> {
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), entry.multipart ? GIVES_UP_ON_FILES_AFTER_MS : GIVES_UP_AFTER_MS);
  try {
    const response = await fetch(entry.action, {
      method: "POST",
      body: bodyOf(entry),
      headers: { "X-Requested-With": "slrt", "X-CSRF-Token": csrfToken() },
      credentials: "same-origin",
      redirect: "follow",
      signal: clock.signal,
    });
    if (COME_BACK.has(response.status)) return { kind: "unreachable", ...retryAfter(response) };
    // The log-in page of a wireless network also says 200: only our own server's word counts.
    if (!response.headers.has(OURS) && response.status !== TOO_LARGE) return { kind: "unreachable" };
    if (response.status === 401 || response.headers.has(SESSION)) return { kind: "session", status: response.status };
    if (response.redirected && asksToLogIn(response.url)) return { kind: "session", status: 401 };
    return {
      kind: "answered",
      status: response.status,
      ok: response.ok,
      redirected: response.redirected,
      url: response.url || entry.action,
      html: await response.text(),
    };
  } catch {
    return { kind: "unreachable" };
  } finally {
    clearTimeout(timer);
  }
}

function retryAfter(response: Response): { retryAfterMs?: number } {
  const seconds = Number(response.headers.get("Retry-After"));
  return seconds > 0 ? { retryAfterMs: seconds * 1000 } : {};
}

/** What is kept on the device, in localStorage, always under the account that typed it. */

/** A value that was kept, or undefined when there is none, it is broken, or storage is switched off. */
export function recall<T>(key: string): T | undefined {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

/** Keeps a value; false when the device has no room (or refuses). */
export function keep(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** Removes a value. */
export function forget(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // Storage is switched off: then nothing was kept either.
  }
}

/** Key of a draft. */
export function draftKey(account: string, form: string): string {
  return `slrt:draft:${account}:${form}`;
}

/** Key of the submissions that wait to be sent. */
export function queueKey(account: string): string {
  return `slrt:queue:${account}`;
}

/** Key of results that nobody has looked at yet. */
export function sentKey(account: string): string {
  return `slrt:sent:${account}`;
}

/** Whether a submission of anybody waits here to be sent. */
export function hasWaiting(): boolean {
  const queues = allKeys().filter((key) => key.startsWith(queueKey("")));
  return queues.some((key) => recall<{ refused?: number }[]>(key)?.some((entry) => !entry.refused));
}

/** Whether a draft of anybody is kept here. */
export function hasDrafts(): boolean {
  return allKeys().some((key) => key.startsWith("slrt:draft:"));
}

function allKeys(): string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

/** Removes everything of an account: computers at a counter are shared. */
export function forgetAccount(account: string): void {
  const drafts = draftKey(account, "");
  for (const key of allKeys()) if (key.startsWith(drafts)) forget(key);
  forget(queueKey(account));
  forget(sentKey(account));
}

/**
 * Removes drafts of any account that nobody came back for, and results that nobody looked at: personal data does not stay on a shared device, whoever
 * used it before.
 */
export function forgetOld(now: number, draftsMs: number, resultsMs: number): void {
  for (const key of allKeys()) {
    if (key.startsWith(draftKey("", "").slice(0, -1))) {
      const at = recall<{ at?: number }>(key)?.at ?? 0;
      if (now - at > draftsMs) forget(key);
    } else if (key.startsWith(sentKey(""))) {
      const left = (recall<{ at?: number }[]>(key) ?? []).filter(({ at }) => now - (at ?? 0) < resultsMs);
      if (left.length > 0) keep(key, left);
      else forget(key);
    }
  }
}

const SENT_DRAFT = "slrt:sent-draft";

/** Notes that the browser sends a form by itself, by the name of its draft. */
export function markSentDraft(form: string): void {
  sessionStorage.setItem(SENT_DRAFT, form);
}

/** The form that was sent last, told once. */
export function takeSentDraft(): string | null {
  const sent = sessionStorage.getItem(SENT_DRAFT);
  sessionStorage.removeItem(SENT_DRAFT);
  return sent;
}

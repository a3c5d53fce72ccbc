import { keep, forget, queueKey, recall } from "./device.ts";
import { account } from "./page.ts";

/** A field as it is sent; a file travels as a data URL while it waits. */
export type Field = { name: string; value: string } | { name: string; file: string; type: string; data: string };

/** A submission that has not been answered yet. */
export interface Waiting {
  /** The form's `operation_id`: the server does it once, however often it arrives. */
  id: string;
  action: string;
  multipart: boolean;
  fields: Field[];
  /** Path of the page that the form stands on, to go back and correct it. */
  page: string;
  /** Key of the draft that goes with it. */
  draft?: string;
  /** What the form is called, for its own user. */
  title?: string;
  /** The session ended before it arrived: after a log-in the user is led to what becomes of it. */
  ended?: boolean;
  /** How often the server said 403: once may be an old token, twice is an answer. */
  denied?: number;
  /** The status with which the server refused it, while the user was elsewhere. */
  refused?: number;
}

/** What found no room on the device; it lives as long as this page. */
const inMemory: Waiting[] = [];

function stored(): Waiting[] {
  return recall<Waiting[]>(queueKey(account())) ?? [];
}

function store(entries: Waiting[]): boolean {
  if (entries.length > 0) return keep(queueKey(account()), entries);
  forget(queueKey(account()));
  return true;
}

/** All submissions of this account that wait, in the order in which they were made. */
export function waiting(): Waiting[] {
  return account() ? [...stored(), ...inMemory] : [...inMemory];
}

/** Whether some of them would be lost with this page. */
export function isOnlyInMemory(): boolean {
  return inMemory.length > 0;
}

/** Adds a submission, or replaces the one with the same id in its place. */
export function put(entry: Waiting): void {
  const entries = stored();
  const at = entries.findIndex(({ id }) => id === entry.id);
  if (at >= 0) entries[at] = entry;
  else entries.push(entry);
  const inPlace = inMemory.findIndex(({ id }) => id === entry.id);
  if (inPlace >= 0) inMemory.splice(inPlace, 1);
  if (!account() || !store(entries)) inMemory.push(entry);
}

/** Removes a submission: answered, withdrawn or thrown away. */
export function take(id: string): void {
  const inPlace = inMemory.findIndex((entry) => entry.id === id);
  if (inPlace >= 0) inMemory.splice(inPlace, 1);
  if (account()) store(stored().filter((entry) => entry.id !== id));
}

/**
 * Photos that were chosen and not sent yet, in the browser's database of this device: the text beside them fits into localStorage, they do not. They
 * live exactly as long as the draft that they belong to, and only under the account that chose them. Where there is no such database nothing is kept.
 */
import { draftKey, recall } from "./device.ts";

const DATABASE = "slrt";
const PHOTOS = "photos";
/** A database that does not answer must not keep anybody from logging out. */
const PATIENCE_MS = 1_500;

/** The photos of one field. */
interface Kept {
  /** Key of the draft. */
  draft: string;
  /** Name of the field. */
  field: string;
  at: number;
  files: { name: string; type: string; bytes: ArrayBuffer }[];
}

/** Told on a file field into which photos were brought back. */
export const BROUGHT = "slrt:photos-brought";

/** Keeps the photos of a field with its draft, in place of those before; false when the device has no room. */
export async function keepPhotos(draft: string, field: string, files: File[]): Promise<boolean> {
  try {
    const packed = await Promise.all(files.map(async (file) => ({ name: file.name, type: file.type, bytes: await file.arrayBuffer() })));
    await within("readwrite", (photos) => {
      if (packed.length > 0) photos.put({ draft, field, at: Date.now(), files: packed } satisfies Kept);
      else photos.delete([draft, field]);
    });
    return true;
  } catch {
    return false;
  }
}

/** The photos that were kept with a draft, by field. */
export async function recallPhotos(draft: string): Promise<Map<string, File[]>> {
  const kept = (await all()).filter((one) => one.draft === draft);
  return new Map(kept.map(({ field, files }) => [field, files.map(({ name, type, bytes }) => new File([bytes], name, { type }))]));
}

/** Removes the photos of a draft. */
export function forgetPhotos(draft: string): Promise<void> {
  return forgetWhere((one) => one.draft === draft);
}

/** Removes the photos of an account; undefined where there is nothing to wait for. */
export function forgetPhotosOf(account: string): Promise<void> | undefined {
  if (!hasDatabase()) return undefined;
  const patience = new Promise<void>((done) => setTimeout(done, PATIENCE_MS));
  return Promise.race([forgetWhere((one) => isOf(one, account)), patience]);
}

/** At the beginning of a page: removes photos of everybody but who is logged in, those of drafts that are gone, and those that nobody came back for. */
export function forgetStrayPhotos(account: string, now: number, longestMs: number): Promise<void> {
  return forgetWhere((one) => (account !== "" && !isOf(one, account)) || now - one.at > longestMs || recall(one.draft) === undefined);
}

function isOf(one: Kept, account: string): boolean {
  return one.draft.startsWith(draftKey(account, ""));
}

async function forgetWhere(which: (one: Kept) => boolean): Promise<void> {
  const gone = (await all()).filter(which);
  if (gone.length === 0) return;
  await within("readwrite", (photos) => {
    for (const { draft, field } of gone) photos.delete([draft, field]);
  }).catch(() => undefined);
}

async function all(): Promise<Kept[]> {
  let found: Kept[] = [];
  await within("readonly", (photos) => {
    const asked = photos.getAll();
    asked.onsuccess = () => (found = asked.result as Kept[]);
  }).catch(() => undefined);
  return found;
}

function hasDatabase(): boolean {
  return typeof indexedDB !== "undefined";
}

function opened(): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    if (!hasDatabase()) throw new Error("no database");
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(PHOTOS, { keyPath: ["draft", "field"] });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error ?? new Error("closed database"));
  });
}

/** Does something in one transaction; done when it is written. */
async function within(mode: IDBTransactionMode, work: (photos: IDBObjectStore) => void): Promise<void> {
  const database = await opened();
  try {
    await new Promise<void>((done, failed) => {
      const tx = database.transaction(PHOTOS, mode);
      tx.oncomplete = () => done();
      tx.onabort = () => failed(tx.error ?? new Error("no room"));
      work(tx.objectStore(PHOTOS));
    });
  } finally {
    database.close();
  }
}

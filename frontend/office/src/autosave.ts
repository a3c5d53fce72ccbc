import { isBusy } from "./busy.ts";
import { draftKey, forget, forgetOld, keep, markSentDraft, recall, takeSentDraft } from "./device.ts";
import { controls, differs, draftOf, fill, isSecret, type Entries } from "./fields.ts";
import { notice } from "./notice.ts";
import { account, button, navigation } from "./page.ts";
import { BROUGHT, forgetPhotos, forgetStrayPhotos, keepPhotos, recallPhotos } from "./photos.ts";
import { isOnlyInMemory, waiting } from "./queue.ts";
import { RESULTS_KEPT_MS } from "./sent.ts";
import { refresh } from "./toggle.ts";
import { word } from "./words.ts";

const AFTER_TYPING_MS = 400;
const LONGEST_KEPT_MS = 7 * 24 * 60 * 60 * 1000;

interface Draft {
  at: number;
  entries: Entries;
}

/** After log-out nothing may be written again, not even what was typed a moment before. */
let stopped = false;
const timers = new WeakMap<HTMLFormElement, ReturnType<typeof setTimeout>>();

/**
 * `form[data-autosave=KEY]`: kept on the device while it is typed, put back when the page is opened again, removed when it
 * was sent. Where a form edits something that exists, KEY should name its version, so that an old draft never meets newer data.
 */
export function autosave(root: ParentNode): void {
  if (!account()) return;
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-autosave]")) {
    if (form.dataset["autosaveReady"]) continue;
    form.dataset["autosaveReady"] = "yes";
    restore(form);
    form.addEventListener("input", () => later(form));
    form.addEventListener("change", () => later(form));
  }
}

/** Listeners for the whole page: what was typed just before leaving, and plain submissions that succeeded. */
export function listenForLeaving(): void {
  forgetOld(Date.now(), LONGEST_KEPT_MS, RESULTS_KEPT_MS);
  void forgetStrayPhotos(account(), Date.now(), LONGEST_KEPT_MS);
  settleSent();
  addEventListener("pagehide", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-autosave]")) if (timers.has(form)) save(form);
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    stopped = false;
    // Back to a page that was left: it may show somebody else's data or an ended session. What is only in memory stays.
    if (account() && !isOnlyInMemory()) navigation.again();
  });
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !form.dataset["autosave"]) return;
    save(form);
    markSentDraft(form.dataset["autosave"]);
  });
}

/** Ends saving on this page: the account is leaving. */
export function stopSaving(): void {
  stopped = true;
}

/** The key under which this form's draft is kept, if it has one. */
export function draftKeyOf(form: HTMLFormElement): string | undefined {
  const key = form.dataset["autosave"];
  return key && account() ? draftKey(account(), key) : undefined;
}

/** Forgets a draft with its photos. */
export function forgetDraft(key: string): void {
  forget(key);
  void forgetPhotos(key);
}

/** Removes a form's draft: it was sent, or waits in the queue. */
export function dropDraft(form: HTMLFormElement): void {
  clearTimeout(timers.get(form));
  timers.delete(form);
  const key = draftKeyOf(form);
  if (key) forgetDraft(key);
  form.querySelector(".notice.restored")?.remove();
}

function later(form: HTMLFormElement): void {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), AFTER_TYPING_MS));
}

function save(form: HTMLFormElement): void {
  clearTimeout(timers.get(form));
  timers.delete(form);
  const key = draftKeyOf(form);
  if (!key || stopped) return;
  tellRoom(form, keep(key, { at: Date.now(), entries: draftOf(form) } satisfies Draft));
}

/** Keeps what a photo field of a form holds, beside the form's draft. */
export function keepPhotosOf(input: HTMLInputElement): void {
  const { form } = input;
  const key = form ? draftKeyOf(form) : undefined;
  if (!form || !key || stopped || !input.name || isSecret(input)) return;
  // A photo without a draft would be nobody's.
  save(form);
  void keepPhotos(key, input.name, [...(input.files ?? [])]).then((room) => room || tellRoom(form, false));
}

function tellRoom(form: HTMLFormElement, room: boolean): void {
  const warned = form.querySelector(".notice.no-room");
  if (room) warned?.remove();
  else if (!warned) {
    const warning = notice("late", word("autosave.full"));
    warning.classList.add("no-room");
    warning.setAttribute("role", "alert");
    form.prepend(warning);
  }
}

function restore(form: HTMLFormElement): void {
  const key = draftKeyOf(form);
  const draft = key ? recall<Draft>(key) : undefined;
  // A page with errors already shows what was sent.
  if (!key || !draft || document.querySelector(".error-summary")) return;
  // The queue holds it already: brought back, it would be sent a second time.
  if (waiting().some((entry) => entry.draft === key)) return;
  const before = draftOf(form);
  void bringPhotos(form, key, before);
  if (JSON.stringify(before) === JSON.stringify(draft.entries)) return;
  fill(form, draft.entries);
  tellRestored(form, before);
  const folded = form.closest("details");
  if (folded) folded.open = true;
  // What was brought back is seen, not sent unseen: a day on which it happened stands in a folded part.
  for (const part of form.querySelectorAll("details")) {
    if (controls(form).some((control) => part.contains(control) && differs(control))) part.open = true;
  }
}

/** Puts photos back into the fields that they were chosen in. What was chosen since, or is on its way, is left alone. */
async function bringPhotos(form: HTMLFormElement, key: string, before: Entries): Promise<void> {
  const kept = await recallPhotos(key);
  if (kept.size === 0 || !form.isConnected || isBusy(form) || recall(key) === undefined) return;
  for (const input of form.querySelectorAll<HTMLInputElement>("input[type=file][data-photo]")) {
    const photos = kept.get(input.name);
    if (!photos || (input.files?.length ?? 0) > 0) continue;
    const transfer = new DataTransfer();
    for (const photo of photos) transfer.items.add(photo);
    input.files = transfer.files;
    input.dispatchEvent(new Event(BROUGHT));
    tellRestored(form, before);
  }
}

function tellRestored(form: HTMLFormElement, before: Entries): void {
  if (form.querySelector(".notice.restored")) return;
  const strip = notice(
    "act",
    word("autosave.restored"),
    button(word("autosave.discard"), () => {
      dropDraft(form);
      form.reset();
      fill(form, before);
      refresh(form);
    }),
  );
  strip.classList.add("restored");
  strip.setAttribute("role", "status");
  form.prepend(strip);
}

/**
 * A form that the browser sent by itself has arrived when the next page answers without an error and does not show the
 * same form again; or when the page says so with `<meta name="slrt-saved" content="KEY">`.
 */
function settleSent(): void {
  const saved = document.querySelector<HTMLMetaElement>('meta[name="slrt-saved"]')?.content;
  if (saved && account()) forgetDraft(draftKey(account(), saved));
  if (!account()) return;
  const sent = takeSentDraft();
  if (!sent) return;
  const [arrival] = performance.getEntriesByType("navigation") as Partial<PerformanceNavigationTiming>[];
  const failed = (arrival?.responseStatus ?? 200) >= 400;
  const again = document.querySelector(`form[data-autosave="${CSS.escape(sent)}"]`);
  if (!failed && !again) forgetDraft(draftKey(account(), sent));
}

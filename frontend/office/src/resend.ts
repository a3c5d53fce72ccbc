import { dropDraft, forgetDraft } from "./autosave.ts";
import { hold, isBusy, release } from "./busy.ts";
import { draftOf as fieldsOf, fill, hasSecret } from "./fields.ts";
import { isListed, openKept, settleKept, tellKept } from "./kept.ts";
import { flash, notice } from "./notice.ts";
import { account, asksToLogIn, button, logInAddress, navigation } from "./page.ts";
import { fileOf, newId, pack } from "./parcel.ts";
import { put, take, waiting, type Waiting } from "./queue.ts";
import { replaceMain } from "./replace.ts";
import { addUnseen, markSeen } from "./sent.ts";
import { send, type Outcome } from "./send.ts";
import { showStatus } from "./status.ts";
import { refresh } from "./toggle.ts";
import { word } from "./words.ts";

const CONFLICT = 409;
const BACK_OFF_MS = [3_000, 10_000, 30_000, 60_000, 120_000, 300_000];

interface Open {
  form: HTMLFormElement;
  pressed: HTMLElement | null;
  /** Whether the user went on typing while it was on its way. */
  typed: boolean;
}

/** What the server refused just now; the page that says why cannot bring its files along. */
let refusedNow: Waiting | undefined;
/** The refused submission of which it was said that its form is gone. */
let toldGone: string | undefined;
/** Forms on this page whose submission has not been answered, by operation id. */
const open = new Map<string, Open>();
/** The submission that is on its way just now: what becomes of it is not known yet. */
let onItsWay: string | undefined;
let attempts = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let line: Promise<void> = Promise.resolve();

/**
 * `form[data-resend]`: sent by script; what the network loses is kept on the device and sent again, in order, until the
 * server has answered. The server does each `operation_id` once, so the user may rely on "terkirim" meaning once.
 */
export function listenForResend(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !form.hasAttribute("data-resend")) return;
    event.preventDefault();
    if (!isBusy(form)) void submit(form, event.submitter);
  });
  addEventListener("online", () => void sendWaiting());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && waiting().some((entry) => !entry.refused)) void sendWaiting();
  });
  if (!account()) return;
  markSeen(location.href);
  const ended = waiting().filter((entry) => entry.ended && !entry.refused);
  // Where a new password is asked for nothing can be sent yet.
  if (ended.length > 0 && !asksToLogIn(location.href)) openKept(ended);
  showStatus("waiting", sendWaiting);
  tellWaiting();
  if (waiting().some((entry) => !entry.refused)) void sendWaiting();
}

/** Puts a submission that the server refused, while the user was elsewhere, back into its form; of one that was refused just now, its files. */
export function bringBackRefused(root: ParentNode): void {
  const again = refusedNow ? formOf(refusedNow, root) : undefined;
  if (refusedNow && again) putFiles(again, refusedNow);
  const refused = waiting().filter((entry) => entry.refused && entry.page === location.pathname + location.search);
  const entry = refused.find((one) => formOf(one, document)) ?? refused[0];
  if (!entry) return;
  const form = formOf(entry, document);
  if (!form) {
    tellGone(entry);
    return;
  }
  if (!root.contains(form) || form.dataset["broughtBack"]) return;
  form.dataset["broughtBack"] = "yes";
  fill(form, entry.fields.flatMap((field): [string, string][] => ("value" in field ? [[field.name, field.value]] : [])));
  const operation = form.querySelector<HTMLInputElement>("input[name=operation_id]");
  // It was not done: sent again it is the same operation. In a conflict its number may belong to other words.
  if (operation && entry.refused !== CONFLICT) operation.value = entry.id;
  putFiles(form, entry);
  refresh(form);
  flash("late", word("resend.fixing"), discard(entry));
}

/** Its form is not on the page any more: it can only be dropped, and until then it would hide others. Told once a page. */
function tellGone(entry: Waiting): void {
  if (toldGone === entry.id) return;
  toldGone = entry.id;
  flash("late", word("resend.gone"), discard(entry));
}

function discard(entry: Waiting): HTMLButtonElement {
  return button(word("autosave.discard"), () => {
    take(entry.id);
    navigation.go(location.href);
  });
}

function formOf(entry: Waiting, root: ParentNode): HTMLFormElement | undefined {
  const path = new URL(entry.action).pathname;
  return [...root.querySelectorAll<HTMLFormElement>("form[data-resend]")].find((form) => new URL(form.action, location.href).pathname === path);
}

function putFiles(form: HTMLFormElement, entry: Waiting): void {
  for (const input of form.querySelectorAll<HTMLInputElement>("input[type=file]")) {
    const transfer = new DataTransfer();
    for (const field of entry.fields) if (field.name === input.name && "file" in field && field.file) transfer.items.add(fileOf(field));
    input.files = transfer.files;
  }
}

async function submit(form: HTMLFormElement, pressed: HTMLElement | null): Promise<void> {
  hold(form, pressed, word("form.sending"));
  const entry = await pack(form, pressed);
  const mine: Open = { form, pressed, typed: false };
  open.set(entry.id, mine);
  const typing = new AbortController();
  form.addEventListener(
    "input",
    () => {
      if (open.get(entry.id) !== mine) typing.abort();
      else if (onItsWay === entry.id) mine.typed = true;
      else if (waiting().some(({ id }) => id === entry.id)) withdraw(entry.id);
    },
    { signal: typing.signal },
  );
  if (hasSecret(form)) {
    const outcome = await send(entry);
    if (outcome.kind === "unreachable") flash("late", word("resend.noSecret"));
    if (outcome.kind === "session") navigation.go(logInAddress("lost"));
    if (outcome.kind === "answered") answer(entry, outcome);
    else letGo(entry);
    return;
  }
  // Kept before it is sent: a battery that dies now loses nothing.
  put(entry);
  await sendWaiting();
}

/** Sends what waits, one after the other; a second call waits for the first. */
export function sendWaiting(): Promise<void> {
  line = line.then(() => oneTabAtATime(sendInOrder)).catch(() => later());
  return line;
}

function oneTabAtATime(work: () => Promise<void>): Promise<void> {
  // Locks need TLS; without them two tabs may send the same twice, and the server does it once.
  const locks = navigator.locks as LockManager | undefined;
  return locks ? locks.request(`slrt-send-${account()}`, work) : work();
}

async function sendInOrder(): Promise<void> {
  clearTimeout(timer);
  for (const entry of waiting()) {
    if (entry.refused) continue;
    if (!open.has(entry.id)) showStatus("sending", sendWaiting);
    onItsWay = entry.id;
    const outcome = await send(entry).finally(() => (onItsWay = undefined));
    if (outcome.kind === "unreachable") {
      if (open.get(entry.id)?.typed) {
        withdraw(entry.id);
        flash("late", word("error.network"));
      }
      waitFor(outcome.retryAfterMs);
      settle();
      return;
    }
    if (outcome.kind === "session") {
      endOfSession(entry, outcome.status);
      settle();
      return;
    }
    attempts = 0;
    take(entry.id);
    if (entry.draft && outcome.ok) forgetDraft(entry.draft);
    answer(entry, outcome);
  }
  showStatus("waiting", sendWaiting);
  settle();
}

function settle(): void {
  settleKept(waiting());
  tellWaiting();
}

/** A form whose submission still waits, perhaps made on an earlier page, says so: it would be typed twice. */
function tellWaiting(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-resend]:not([data-next-form])")) {
    const told = form.querySelector(".notice.still-waits");
    const waits = waiting().some((entry) => !entry.refused && !open.has(entry.id) && entry.page === location.pathname + location.search && formOf(entry, form.parentNode ?? document) === form);
    if (!waits) told?.remove();
    if (!waits || told) continue;
    const strip = notice("wait", word("resend.stillWaits"));
    strip.classList.add("still-waits");
    form.prepend(strip);
  }
}

function waitFor(retryAfterMs: number | undefined): void {
  // It is told once: whoever goes on working now is not stopped by it on every page.
  for (const { ended, ...entry } of waiting()) if (ended) put(entry);
  for (const [id, { form, pressed }] of open) {
    if (!waiting().some((entry) => entry.id === id)) continue;
    hold(form, pressed, word("resend.queued"));
    // The queue holds it now; a draft of the same would only come back as a second one.
    dropDraft(form);
    if (form.hasAttribute("data-next-form")) flash("wait", word("resend.nextReady"), button(word("resend.next"), () => nextForm(id)));
  }
  showStatus("waiting", sendWaiting);
  later(retryAfterMs);
}

function later(retryAfterMs?: number): void {
  const pause = retryAfterMs ?? BACK_OFF_MS[Math.min(attempts, BACK_OFF_MS.length - 1)];
  attempts += 1;
  clearTimeout(timer);
  timer = setTimeout(() => void sendWaiting(), pause);
}

/** The user goes on typing in a form that waits: it is theirs again. */
function withdraw(id: string): void {
  const mine = open.get(id);
  if (!mine) return;
  open.delete(id);
  take(id);
  release(mine.form);
  showStatus("waiting", sendWaiting);
}

/** `form[data-next-form="names"]`: what waits is in the queue; the next one may be typed at once, with these fields as they were. */
function nextForm(id: string): void {
  const mine = open.get(id);
  if (!mine) return;
  open.delete(id);
  const { form } = mine;
  const stay = (form.dataset["nextForm"] ?? "").split(/\s+/).filter(Boolean);
  const kept = fieldsOf(form).filter(([name]) => stay.includes(name));
  release(form);
  form.reset();
  fill(form, [...fieldsOf(form).filter(([name]) => !stay.includes(name)), ...kept]);
  const operation = form.querySelector<HTMLInputElement>("input[name=operation_id]");
  if (operation) operation.value = newId();
  refresh(form);
  document.getElementById("flash")?.replaceChildren();
  form.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea, button")?.focus();
}

function endOfSession(entry: Waiting, status: number): void {
  const denied = (entry.denied ?? 0) + (status === 403 ? 1 : 0);
  if (status === 403 && denied > 1) put({ ...entry, denied, refused: status });
  else put({ ...entry, denied, ended: true });
  if (open.has(entry.id)) navigation.go(logInAddress());
  else showStatus("session", sendWaiting);
}

function letGo(entry: Waiting): void {
  const mine = open.get(entry.id);
  if (mine) release(mine.form);
  open.delete(entry.id);
}

function answer(entry: Waiting, outcome: Extract<Outcome, { kind: "answered" }>): void {
  const mine = open.get(entry.id);
  if (!mine?.form.isConnected) {
    open.delete(entry.id);
    if (outcome.ok && outcome.redirected) addUnseen({ id: entry.id, title: entry.title ?? "", url: outcome.url });
    if (!outcome.ok) put({ ...entry, refused: outcome.status });
    if (isListed(entry.id)) tellKept(entry, outcome);
    else if (outcome.ok) showStatus("sent", sendWaiting, !outcome.redirected);
    return;
  }
  if (outcome.ok) dropDraft(mine.form);
  if (outcome.ok && outcome.redirected) {
    // The form stays busy: the page is on its way.
    navigation.go(outcome.url);
    return;
  }
  letGo(entry);
  if (outcome.status >= 500) {
    flash("late", word("error.server"));
    return;
  }
  refusedNow = entry;
  const replaced = replaceMain(outcome.html);
  refusedNow = undefined;
  if (!replaced) {
    if (outcome.ok) navigation.go(outcome.url);
    else flash("late", word("error.server"));
  }
}

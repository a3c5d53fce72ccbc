import { button, linkTo, navigation } from "./page.ts";
import type { Waiting } from "./queue.ts";
import { replaceMain } from "./replace.ts";
import { unseen } from "./sent.ts";
import type { Outcome } from "./send.ts";
import { word, type WordKey } from "./words.ts";

type State = "sending" | "waiting" | "sent" | "refused";

interface Line {
  entry: Waiting;
  state: State;
  /** What leads to the result, or back to the form. */
  way?: HTMLElement;
}

const says: Record<State, WordKey> = { sending: "form.sending", waiting: "kept.waiting", sent: "kept.sent", refused: "kept.refused" };

let lines: Line[] = [];

/**
 * After a log-in: what an ended session left on the device stands in place of the page, so that no empty form asks for it again. A single one leads to its
 * result by itself; of several, or where something fails, the list stays.
 */
export function openKept(entries: Waiting[]): void {
  const main = document.querySelector("main");
  if (!main) return;
  lines = entries.map((entry) => ({ entry, state: "sending" }));
  const flash = main.querySelector("#flash");
  const head = document.createElement("h1");
  head.textContent = word("kept.title");
  head.tabIndex = -1;
  const lead = document.createElement("p");
  lead.textContent = word("kept.lead");
  const list = document.createElement("ul");
  list.className = "sheet mb-4 kept";
  const told = document.createElement("div");
  told.setAttribute("role", "status");
  told.append(list);
  const on = document.createElement("p");
  on.append(linkTo(location.href, word("kept.on")));
  main.replaceChildren(...(flash ? [flash] : []), head, lead, told, on);
  document.title = word("kept.title");
  show();
  head.focus();
}

/** Whether a submission stands in the list. */
export function isListed(id: string): boolean {
  return lines.some(({ entry }) => entry.id === id);
}

/** What the server said of one of them. */
export function tellKept(entry: Waiting, outcome: Extract<Outcome, { kind: "answered" }>): void {
  const line = lines.find((one) => one.entry.id === entry.id);
  if (!line) return;
  line.state = outcome.ok ? "sent" : "refused";
  if (!outcome.ok) line.way = wayBack(entry);
  else if (outcome.redirected) line.way = wayTo(outcome.url);
  else line.way = button(word("resend.open"), () => void replaceMain(outcome.html));
  if (lines.length === 1 && outcome.ok && outcome.redirected) navigation.go(outcome.url);
  else if (lines.length === 1 && outcome.ok && replaceMain(outcome.html)) lines = [];
  show();
}

/** The sending is over for now: what was not answered waits, or another window has sent it. */
export function settleKept(waiting: Waiting[]): void {
  for (const line of lines) {
    if (line.state !== "sending" && line.state !== "waiting") continue;
    const left = waiting.find(({ id }) => id === line.entry.id);
    // Another window may have been told no.
    line.state = left?.refused ? "refused" : left ? "waiting" : "sent";
    if (line.state === "refused") line.way = wayBack(line.entry);
    const result = unseen().find(({ id }) => id === line.entry.id);
    if (line.state === "sent" && result) line.way = wayTo(result.url);
  }
  show();
}

function wayBack(entry: Waiting): HTMLElement {
  return button(word("resend.fix"), () => navigation.go(entry.page));
}

function wayTo(address: string): HTMLAnchorElement {
  const link = linkTo(address, word("resend.open"));
  link.className = "btn btn-quiet btn-small";
  return link;
}

function show(): void {
  document.querySelector("ul.kept")?.replaceChildren(...lines.map(item));
}

function item({ entry, state, way }: Line): HTMLElement {
  const made = document.createElement("li");
  made.className = "task";
  const name = document.createElement("div");
  name.className = "what";
  name.textContent = entry.title || word("kept.form");
  const about = document.createElement("div");
  about.className = "who";
  about.textContent = word(says[state]);
  const both = document.createElement("div");
  both.append(name, about);
  made.append(both);
  if (way) made.append(way);
  return made;
}

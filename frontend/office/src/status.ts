import { notice, region } from "./notice.ts";
import { button, logInAddress, navigation } from "./page.ts";
import { isOnlyInMemory, waiting } from "./queue.ts";
import { word } from "./words.ts";

/** waiting: the network is gone; sending: on its way; session: log-in needed; sent: one more arrived. */
export type Line = "waiting" | "sending" | "session" | "sent";

let sent = 0;
let sentTo: string | undefined;

/** `#resend-status` (role=status): how many submissions wait, were refused, or arrived since the page opened. */
export function showStatus(now: Line, sendNow: () => Promise<void>, address?: string): void {
  if (now === "sent") {
    sent += 1;
    sentTo = address;
  }
  const all = waiting();
  const refused = all.filter((entry) => entry.refused);
  const count = all.length - refused.length;
  const strips: HTMLElement[] = [];
  if (count > 0 && now !== "sent") strips.push(waitingStrip(now, count, sendNow));
  const [first] = refused;
  if (first) strips.push(notice("late", word("resend.refused", { count: refused.length }), button(word("resend.fix"), () => navigation.go(first.page))));
  if (sent > 0 && count === 0) {
    const link = sentTo ? [linkTo(sentTo, word("resend.open"))] : [];
    strips.push(notice("act", word("resend.sent", { count: sent }), ...link));
  }
  if (strips.length > 0 || document.getElementById("resend-status")) region("resend-status", "status").replaceChildren(...strips);
}

function waitingStrip(now: Line, count: number, sendNow: () => Promise<void>): HTMLElement {
  if (now === "sending") return notice("wait", word("resend.sending"));
  if (now === "session") return notice("wait", word("resend.session", { count }), linkTo(logInAddress(), word("error.logIn")));
  const text = word(isOnlyInMemory() ? "resend.memory" : "resend.waiting", { count });
  return notice("wait", text, button(word("resend.now"), () => void sendNow()));
}

function linkTo(address: string, text: string): HTMLAnchorElement {
  const made = document.createElement("a");
  made.href = address;
  made.textContent = text;
  return made;
}

import { notice, region } from "./notice.ts";
import { button, linkTo, logInAddress, navigation } from "./page.ts";
import { isOnlyInMemory, waiting } from "./queue.ts";
import { forgetUnseen, unseen } from "./sent.ts";
import { word } from "./words.ts";

/** waiting: the network is gone; sending: on its way; session: log-in needed; sent: one more arrived. */
export type Line = "waiting" | "sending" | "session" | "sent";

/** How many arrived whose answer names no page. */
let unnamed = 0;

/** `#resend-status` (role=status): how many submissions wait, were refused, or arrived and were not looked at yet. */
export function showStatus(now: Line, sendNow: () => Promise<void>, isUnnamed = false): void {
  if (isUnnamed) unnamed += 1;
  const all = waiting();
  const refused = all.filter((entry) => entry.refused);
  const count = all.length - refused.length;
  const strips: HTMLElement[] = [];
  if (count > 0 && now !== "sent") strips.push(waitingStrip(now, count, sendNow));
  // The list of what an ended session left says of each what became of it.
  const isListed = document.querySelector("ul.kept") !== null;
  const [first] = isListed ? [] : refused;
  if (first) strips.push(notice("late", word("resend.refused", { count: refused.length }), button(word("resend.fix"), () => navigation.go(first.page))));
  if (count === 0 && !isListed) strips.push(...sentStrips(sendNow));
  if (strips.length > 0 || document.getElementById("resend-status")) region("resend-status", "status").replaceChildren(...strips);
}

/** Results stay until they were opened or waved away: with a number and a PIN somebody may wait at the counter. */
function sentStrips(sendNow: () => Promise<void>): HTMLElement[] {
  const results = unseen();
  const count = results.length + unnamed;
  if (count === 0) return [];
  const links = results.map(({ url, title }) => linkTo(url, results.length === 1 || !title ? word("resend.open") : title));
  const close = button(word("resend.close"), () => {
    unnamed = 0;
    forgetUnseen();
    showStatus("waiting", sendNow);
  });
  return [notice("act", word("resend.sent", { count }), ...links, close)];
}

function waitingStrip(now: Line, count: number, sendNow: () => Promise<void>): HTMLElement {
  if (now === "sending") return notice("wait", word("resend.sending"));
  if (now === "session") return notice("wait", word("resend.session", { count }), linkTo(logInAddress(), word("error.logIn")));
  const text = word(isOnlyInMemory() ? "resend.memory" : "resend.waiting", { count });
  return notice("wait", text, button(word("resend.now"), () => void sendNow()));
}

import { icon } from "./page.ts";

/** wait: something is under way; late: something failed; act: for the user's attention. Green is for help that came, never for a message. */
export type NoticeKind = "wait" | "late" | "act";

const icons: Record<NoticeKind, string> = { wait: "clock", late: "exclamation-circle", act: "info-circle" };

/** A message strip: icon, words, and what can be done about it. */
export function notice(kind: NoticeKind, text: string, ...actions: Node[]): HTMLElement {
  const strip = document.createElement("div");
  strip.className = `notice ${kind}`;
  const say = document.createElement("div");
  say.className = "say";
  say.textContent = text;
  strip.append(icon(icons[kind]), say, ...actions);
  return strip;
}

/** The region with this id, made at the end of `main` (or the body) when the page has none, so that a message is never lost. */
export function region(id: string, role: "alert" | "status"): HTMLElement {
  const found = document.getElementById(id);
  if (found) return found;
  const made = document.createElement("div");
  made.id = id;
  made.setAttribute("role", role);
  (document.querySelector("main") ?? document.body)[role === "alert" ? "prepend" : "append"](made);
  return made;
}

/** Says something in `#flash` (role=alert), replacing what stood there. */
export function flash(kind: NoticeKind, text: string, ...actions: Node[]): void {
  region("flash", "alert").replaceChildren(notice(kind, text, ...actions));
}

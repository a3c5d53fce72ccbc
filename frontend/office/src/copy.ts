import { word } from "./words.ts";

const SHOWN_FOR_MS = 2500;

/** `[data-copy="text"]` or `[data-copy="#id"]`: copies, and says so in the button itself. */
export function copy(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLElement>("[data-copy]")) {
    if (button.dataset["copyReady"]) continue;
    button.dataset["copyReady"] = "yes";
    button.addEventListener("click", () => void press(button));
  }
}

function textOf(button: HTMLElement): string {
  const wanted = button.dataset["copy"] ?? "";
  return (wanted.startsWith("#") ? document.querySelector(wanted)?.textContent : wanted)?.trim() ?? "";
}

async function press(button: HTMLElement): Promise<void> {
  const done = await write(textOf(button));
  let say = button.querySelector<HTMLElement>(".copied");
  if (!say) {
    say = document.createElement("span");
    say.className = "copied";
    say.setAttribute("role", "status");
    button.append(say);
  }
  say.textContent = word(done ? "copy.done" : "copy.failed");
  setTimeout(() => say.replaceChildren(), SHOWN_FOR_MS);
}

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeBySelection(text);
  }
}

/** Offices reach a server in their own network without TLS, where browsers offer no clipboard. */
function writeBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

import { BROUGHT } from "./photos.ts";
import { word } from "./words.ts";

let made = 0;

/**
 * `input[type=file]`: a button of ours and the names that were chosen, in the page's language instead of the browser's. The field itself stays where
 * the keyboard finds it, only unseen, and its focus shows on the button. Without scripts it is what the browser makes of it.
 */
export function files(root: ParentNode): void {
  for (const input of root.querySelectorAll<HTMLInputElement>("input[type=file]")) {
    if (input.dataset["filesReady"]) continue;
    input.dataset["filesReady"] = "yes";
    dress(input);
  }
}

function dress(input: HTMLInputElement): void {
  made += 1;
  if (!input.id) input.id = `file-${made}`;
  const place = document.createElement("div");
  place.className = "file-pick";
  const button = document.createElement("label");
  button.className = "btn btn-quiet";
  button.htmlFor = input.id;
  button.textContent = word(input.hasAttribute("data-photo") ? "file.photo" : input.multiple ? "file.several" : "file.one");
  const names = document.createElement("span");
  names.className = "file-names";
  input.replaceWith(place);
  input.classList.add("visually-hidden");
  place.append(input, button, names);
  const tell = (): void => {
    const chosen = [...(input.files ?? [])].map((file) => file.name);
    // What becomes of a photo is told below it, with its name.
    names.textContent = chosen.length === 0 ? word("file.none") : input.hasAttribute("data-photo") ? "" : chosen.join(", ");
  };
  tell();
  input.addEventListener("change", tell);
  input.addEventListener(BROUGHT, tell);
  input.form?.addEventListener("reset", () => setTimeout(tell));
}

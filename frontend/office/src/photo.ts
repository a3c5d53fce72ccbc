import { keepPhotosOf } from "./autosave.ts";
import { BROUGHT } from "./photos.ts";
import { word } from "./words.ts";

const LONGEST_SIDE_PX = 1600;
const JPEG_QUALITY = 0.8;

/** Forms whose photos are still being shrunk; they are sent when that is done. */
const shrinking = new WeakMap<HTMLFormElement, Promise<void>>();

/**
 * `input[type=file][data-photo]`: shrinks photos on the device before they cross a village network (longest side
 * `data-photo` or 1600 px, JPEG). Drawing anew also drops the place and time that cameras write into files.
 */
export function photo(root: ParentNode): void {
  for (const input of root.querySelectorAll<HTMLInputElement>("input[type=file][data-photo]")) {
    if (input.dataset["photoReady"]) continue;
    input.dataset["photoReady"] = "yes";
    showBrought(input);
    input.addEventListener(BROUGHT, () => showBrought(input));
    input.form?.addEventListener("reset", () => setTimeout(() => placeAfter(input)));
    input.addEventListener("change", () => {
      const work = shrinkAll(input);
      if (!input.form) return;
      const form = input.form;
      shrinking.set(form, work);
      void work.finally(() => {
        if (shrinking.get(form) === work) shrinking.delete(form);
      });
    });
  }
}

/** A photo that was brought back was shrunk before. */
function showBrought(input: HTMLInputElement): void {
  const brought = [...(input.files ?? [])];
  if (brought.length > 0) placeAfter(input).replaceChildren(...brought.flatMap((file) => card(file, plainText(file))));
}

/** Holds a form back until its photos are ready. Must be registered before anything else that listens to `submit`. */
export function holdUntilShrunk(): void {
  addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const work = form instanceof HTMLFormElement ? shrinking.get(form) : undefined;
      if (!work || !(form instanceof HTMLFormElement)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const submitter = event instanceof SubmitEvent ? event.submitter : null;
      void work.finally(() => form.requestSubmit(submitter));
    },
    { capture: true },
  );
}

async function shrinkAll(input: HTMLInputElement): Promise<void> {
  const place = placeAfter(input);
  const originals = [...(input.files ?? [])];
  if (originals.length === 0) {
    keepPhotosOf(input);
    return;
  }
  const say = document.createElement("span");
  say.textContent = word("photo.shrinking");
  place.append(say);
  const ready: File[] = [];
  const cards: Node[] = [];
  for (const original of originals) {
    const { file, text } = await prepared(original, Number(input.dataset["photo"]) || LONGEST_SIDE_PX);
    if (await isPicture(file)) {
      ready.push(file);
      cards.push(...card(file, text));
    } else cards.push(refusal(original));
  }
  put(input, ready);
  // The field says anew what it holds.
  if (ready.length < originals.length) input.dispatchEvent(new Event(BROUGHT));
  place.replaceChildren(...cards);
  keepPhotosOf(input);
}

/** By its first bytes, as the server looks at it: JPEG, PNG or WebP. */
async function isPicture(file: File): Promise<boolean> {
  const head = [...new Uint8Array(await file.slice(0, 12).arrayBuffer())].map((byte) => String.fromCharCode(byte)).join("");
  return head.startsWith("\xff\xd8\xff") || head.startsWith("\x89PNG\r\n\x1a\n") || (head.startsWith("RIFF") && head.slice(8) === "WEBP");
}

/** Told while the officer still holds the paper, not after the whole form was sent. */
function refusal(file: File): HTMLElement {
  const words = document.createElement("p");
  words.className = "error mb-0";
  words.textContent = word("photo.notPicture", { name: file.name });
  return words;
}

function placeAfter(input: HTMLInputElement): HTMLElement {
  const anchor = input.closest(".file-pick") ?? input;
  const next = anchor.nextElementSibling;
  if (next instanceof HTMLElement && next.classList.contains("photo")) {
    for (const image of next.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    next.replaceChildren();
    return next;
  }
  const place = document.createElement("div");
  place.className = "photo";
  place.setAttribute("role", "status");
  anchor.insertAdjacentElement("afterend", place);
  return place;
}

function card(file: File, text: string): Node[] {
  const words = document.createElement("span");
  words.textContent = text;
  if (!file.type.startsWith("image/")) return [words];
  const image = document.createElement("img");
  image.alt = word("photo.preview", { name: file.name });
  image.src = URL.createObjectURL(file);
  return [image, words];
}

async function prepared(original: File, longest: number): Promise<{ file: File; text: string }> {
  const plain = { name: original.name, size: sizeText(original.size) };
  if (!original.type.startsWith("image/")) return { file: original, text: plainText(original) };
  try {
    const file = await shrunk(original, longest);
    if (file.size >= original.size && (await isPicture(original))) return { file: original, text: plainText(original) };
    return { file, text: word("photo.ready", { name: file.name, size: sizeText(file.size), original: plain.size }) };
  } catch {
    return { file: original, text: word("photo.kept", plain) };
  }
}

function plainText(file: File): string {
  return word("photo.file", { name: file.name, size: sizeText(file.size) });
}

async function shrunk(original: File, longest: number): Promise<File> {
  const bitmap = await createImageBitmap(original);
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  // Transparent pictures would turn black as JPEG.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", JPEG_QUALITY));
  if (!blob) throw new Error("no picture");
  return new File([blob], `${original.name.replace(/\.[^.]*$/, "") || "foto"}.jpg`, { type: "image/jpeg" });
}

function put(input: HTMLInputElement, files: File[]): void {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  input.files = transfer.files;
}

/** "312 KB", "4,1 MB", with the page's decimal sign. */
export function sizeText(bytes: number): string {
  const language = document.documentElement.lang || "id";
  const format = (value: number, digits: number): string => value.toLocaleString(language, { maximumFractionDigits: digits });
  return bytes < 1_000_000 ? `${format(Math.max(1, bytes / 1000), 0)} KB` : `${format(bytes / 1_000_000, 1)} MB`;
}

import { word } from "./words.ts";

const LENGTH = 16;

/**
 * `[data-nik]`: keeps digits only and counts aloud ("12 dari 16 angka") until the number is complete. While the box `no_…`
 * beside it says that there is no such number, what stands in the field is not checked: the server does not read it.
 */
export function nik(root: ParentNode): void {
  for (const input of root.querySelectorAll<HTMLInputElement>("input[data-nik]")) count(input);
}

function count(input: HTMLInputElement): void {
  if (input.dataset["nikCounted"]) return;
  input.dataset["nikCounted"] = "yes";
  input.inputMode = "numeric";
  const total = Number(input.dataset["nik"]) || LENGTH;
  // maxlength would cut a pasted "3201 0101 …" before the blanks are gone.
  input.removeAttribute("maxlength");
  const live = document.createElement("div");
  live.className = "live-count";
  input.insertAdjacentElement("afterend", live);
  const update = (): void => {
    const digits = input.value.replace(/\D/g, "").slice(0, total);
    if (digits !== input.value) {
      const caret = input.value.slice(0, input.selectionStart ?? input.value.length).replace(/\D/g, "").length;
      input.value = digits;
      if (document.activeElement === input) input.setSelectionRange(caret, caret);
    }
    const full = digits.length === total;
    live.classList.toggle("full", full);
    live.setAttribute("aria-live", full ? "off" : "polite");
    live.textContent = digits.length === 0 ? "" : full ? word("nik.full", { total }) : word("nik.count", { count: digits.length, total });
  };
  input.addEventListener("input", update);
  update();
  checkUnlessNone(input);
}

function checkUnlessNone(input: HTMLInputElement): void {
  const { form, pattern } = input;
  const none = form?.elements.namedItem(`no_${input.name}`);
  if (!form || !pattern || !(none instanceof HTMLInputElement)) return;
  const update = (): void => {
    if (none.checked) input.removeAttribute("pattern");
    else input.pattern = pattern;
  };
  none.addEventListener("change", update);
  form.addEventListener("reset", () => setTimeout(update));
  update();
}

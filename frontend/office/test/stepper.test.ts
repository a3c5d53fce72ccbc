import { beforeEach, describe, expect, it } from "vitest";
import { stepper } from "../src/stepper.ts";
import { one, page, tick, type } from "./page.ts";

const FORM = `<form data-stepper="Nomor layanan" method="post" action="/layanan">
  <section data-step="Siapa"><h1>Siapa yang datang?</h1>
    <div class="field"><label for="name">Nama:</label><input id="name" name="name" required></div>
    <button type="button" data-next>Lanjut</button></section>
  <section data-step="Kebutuhan"><h1>Apa yang dibutuhkan?</h1>
    <fieldset data-require-one><legend>Bidang</legend><label><input type="checkbox" name="sector" value="health">Kesehatan</label><label><input type="checkbox" name="sector" value="food">Pangan</label></fieldset>
    <button type="button" data-next>Lanjut</button><button type="button" data-back>Kembali</button></section>
  <section data-step="Berkas"><h1>Berkas</h1><input name="note" aria-label="Catatan" pattern="[a-z]*"><button>Kirim</button></section>
</form>`;

function shown(): string[] {
  return [...document.querySelectorAll<HTMLElement>("[data-step]")].filter((step) => !step.hidden).map((step) => step.dataset["step"] ?? "");
}

function press(selector: string): void {
  one(`[data-step]:not([hidden]) ${selector}`).click();
}

function submit(): SubmitEvent {
  const event = new SubmitEvent("submit", { bubbles: true, cancelable: true });
  one("form").dispatchEvent(event);
  return event;
}

beforeEach(() => {
  history.replaceState(null, "");
  stepper(page(FORM));
});

describe("stepper", () => {
  it("shows one step, and a trail with what comes after", () => {
    expect(shown()).toEqual(["Siapa"]);
    expect([...document.querySelectorAll(".trail li")].map((mark) => mark.textContent)).toEqual(["Siapa", "Kebutuhan", "Berkas", "Nomor layanan"]);
    expect(one(".trail [aria-current=step]").textContent).toBe("Siapa");
    expect(document.title).toBe("Siapa · Layanan baru");
  });

  it("goes on only once one of the fields that a part asks for has a value", () => {
    stepper(
      page(`<form data-stepper><section data-step="Siapa"><fieldset data-require-value="pick person" data-error="Pilih dahulu orangnya."><legend>Cari</legend>
      <div class="field"><input id="q" form="elsewhere"></div><input type="radio" name="pick" id="pick" value="p1"><input name="person" hidden value=""></fieldset>
      <button type="button" data-next>Lanjut</button></section><section data-step="Kebutuhan"></section></form>`),
    );
    press("[data-next]");
    expect(shown()).toEqual(["Siapa"]);
    expect(one(".error-summary li").textContent).toBe("Pilih dahulu orangnya.");
    expect(document.activeElement?.id).toBe("q");
    tick("#pick");
    expect(one("#q").hasAttribute("aria-invalid")).toBe(false);
    press("[data-next]");
    expect(shown()).toEqual(["Kebutuhan"]);
  });

  it("checks numbers and days as the server does, in the server's words", () => {
    stepper(
      page(`<form data-stepper><section data-step="Siapa"><div class="field"><label for="phone">Nomor HP</label><input id="phone" name="phone" pattern="([^0-9A-Za-z]*[0-9]){8,17}[^0-9A-Za-z]*" data-error="Nomor HP belum lengkap."></div>
      <button type="button" data-next>Lanjut</button></section><section data-step="Kebutuhan"></section></form>`),
    );
    type("#phone", "0812");
    press("[data-next]");
    expect(shown()).toEqual(["Siapa"]);
    expect(one(".error-summary li").textContent).toBe("Nomor HP belum lengkap.");
    type("#phone", "+62 (0)812-3456-7890");
    press("[data-next]");
    expect(shown()).toEqual(["Kebutuhan"]);
  });

  it("stays on an incomplete step, says why, and goes to the field", () => {
    press("[data-next]");
    expect(shown()).toEqual(["Siapa"]);
    expect(one(".error-summary").getAttribute("role")).toBe("alert");
    expect(one(".error-summary li").textContent).toBe("Nama: belum diisi.");
    expect(document.activeElement?.id).toBe("name");
    expect(one("#name").getAttribute("aria-invalid")).toBe("true");
    expect(document.getElementById(one("#name").getAttribute("aria-describedby") ?? "")?.textContent).toBe("Nama: belum diisi.");
  });

  it("forgives a field as soon as it is right", () => {
    press("[data-next]");
    type("#name", "Sumiati");
    expect(one("#name").hasAttribute("aria-invalid")).toBe(false);
    expect(document.querySelector(".error-summary")).toBeNull();
    press("[data-next]");
    expect(shown()).toEqual(["Kebutuhan"]);
  });

  it("moves the focus to the heading of the next step", () => {
    type("#name", "Sumiati");
    press("[data-next]");
    expect(document.activeElement?.textContent).toBe("Apa yang dibutuhkan?");
    expect(one(".trail .done").textContent).toBe("Siapa");
  });

  it("asks for at least one of a group", () => {
    type("#name", "Sumiati");
    press("[data-next]");
    press("[data-next]");
    expect(one(".error-summary li").textContent).toBe("Bidang: belum dipilih.");
    tick("[value=food]");
    expect(document.querySelectorAll("[aria-invalid]").length).toBe(0);
    expect(document.querySelector(".error-summary")).toBeNull();
    press("[data-next]");
    expect(shown()).toEqual(["Berkas"]);
  });

  it("goes a step back with the browser's Back and loses nothing", () => {
    type("#name", "Sumiati");
    press("[data-next]");
    window.dispatchEvent(new PopStateEvent("popstate", { state: { slrtStep: 0 } }));
    expect(shown()).toEqual(["Siapa"]);
    expect(one<HTMLInputElement>("#name").value).toBe("Sumiati");
    window.dispatchEvent(new PopStateEvent("popstate", { state: { slrtStep: 1 } }));
    expect(shown()).toEqual(["Kebutuhan"]);
  });

  it("takes Enter before the last step as Lanjut", () => {
    type("#name", "Sumiati");
    expect(submit().defaultPrevented).toBe(true);
    expect(shown()).toEqual(["Kebutuhan"]);
  });

  it("sends only when every step is right, and goes back to the one that is not", () => {
    type("#name", "Sumiati");
    press("[data-next]");
    tick("[value=health]");
    press("[data-next]");
    type("#name", "");
    expect(submit().defaultPrevented).toBe(true);
    expect(shown()).toEqual(["Siapa"]);
    type("#name", "Sumiati");
    press("[data-next]");
    press("[data-next]");
    expect(submit().defaultPrevented).toBe(false);
  });

  it("opens at the step in which the server found an error", () => {
    history.replaceState(null, "");
    stepper(page(FORM.replace('name="note"', 'name="note" aria-invalid="true"')));
    expect(shown()).toEqual(["Berkas"]);
  });

  it("after a reload opens no further than the first incomplete step", () => {
    history.replaceState({ slrtStep: 2 }, "");
    stepper(page(FORM));
    expect(shown()).toEqual(["Siapa"]);
    history.replaceState({ slrtStep: 1 }, "");
    stepper(page(FORM.replace("required", 'required value="Sumiati"')));
    expect(shown()).toEqual(["Kebutuhan"]);
  });
});

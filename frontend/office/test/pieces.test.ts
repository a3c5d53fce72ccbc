import { readFileSync, readdirSync } from "node:fs";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { dates, dayWords } from "../src/dates.ts";
import { files } from "../src/files.ts";
import { nik } from "../src/nik.ts";
import { paper } from "../src/paper.ts";
import { photo, sizeText } from "../src/photo.ts";
import { listenForToggles, refresh, toggle } from "../src/toggle.ts";
import { problemsIn } from "../src/validation.ts";
import { word, wordKeys, forgetWords } from "../src/words.ts";
import { one, page, tick, type } from "./page.ts";

describe("words", () => {
  it("speaks the page's language and falls back to Indonesian", () => {
    page("");
    document.body.dataset["words"] = JSON.stringify({ "form.sending": "Sending…" });
    forgetWords();
    expect(word("form.sending")).toBe("Sending…");
    expect(word("copy.done")).toBe("Tersalin");
    document.body.dataset["words"] = "{broken";
    forgetWords();
    expect(word("form.sending")).toBe("Mengirim…");
  });

  it("fills in values and leaves unknown ones visible", () => {
    page("");
    expect(word("nik.count", { count: 12, total: 16 })).toBe("12 dari 16 angka");
    expect(word("nik.count", { count: 12 })).toContain("{total}");
  });

  it("has no key that nothing says", () => {
    const folder = `${import.meta.dirname}/../src/`;
    const code = readdirSync(folder).filter((name) => name !== "words.ts").map((name) => readFileSync(folder + name, "utf8")).join("\n");
    expect(wordKeys.filter((key) => !code.includes(`"${key}"`))).toEqual([]);
  });
});

describe("toggle", () => {
  beforeEach(() => {
    toggle(page(`<form><input type="checkbox" id="health" data-shows="#about-health"><fieldset id="about-health"><textarea required name="story"></textarea></fieldset>
      <input type="radio" name="who" value="self" id="self" checked><input type="radio" name="who" value="other" id="other" data-shows="#about-other"><div id="about-other"></div></form>`));
  });

  it("hides a part and keeps it from being sent or required until it is chosen", () => {
    const part = one<HTMLFieldSetElement>("#about-health");
    expect([part.hidden, part.disabled]).toEqual([true, true]);
    one<HTMLInputElement>("#health").checked = true;
    refresh(document);
    expect([part.hidden, part.disabled]).toEqual([false, false]);
  });

  it("hides again when another radio is chosen", () => {
    listenForToggles();
    tick("#other");
    expect(one("#about-other").hidden).toBe(false);
    one<HTMLInputElement>("#other").checked = false;
    tick("#self");
    expect(one("#about-other").hidden).toBe(true);
  });
});

describe("nik", () => {
  it("keeps digits and counts until it is complete", () => {
    nik(page('<input id="nik" data-nik maxlength="16">'));
    type("#nik", "9901 0112-3456");
    expect(one<HTMLInputElement>("#nik").value).toBe("990101123456");
    expect(one(".live-count").textContent).toBe("12 dari 16 angka");
    expect(one(".live-count").getAttribute("aria-live")).toBe("polite");
    type("#nik", "99010112345600019999");
    expect(one<HTMLInputElement>("#nik").value).toBe("9901011234560001");
    expect(one(".live-count").getAttribute("aria-live")).toBe("off");
  });

  it("does not stop a form while somebody has none", () => {
    nik(page('<form><input id="nik" name="nik" data-nik pattern="[0-9]{16}"><input type="checkbox" id="no_nik" name="no_nik"><input id="card" name="card" data-nik pattern="[0-9]{16}"></form>'));
    const form = one<HTMLFormElement>("form");
    const wrong = (): string[] => problemsIn(form, form).map(({ control }) => control.id);
    type("#nik", "9901");
    type("#card", "18");
    expect(wrong()).toEqual(["nik", "card"]);
    tick("#no_nik");
    expect(wrong()).toEqual(["card"]);
    tick("#no_nik", false);
    expect(wrong()).toEqual(["nik", "card"]);
  });

  it("knows from the start that somebody has none", () => {
    nik(page('<form><input id="nik" name="nik" data-nik value="9901" pattern="[0-9]{16}"><input type="checkbox" name="no_nik" checked></form>'));
    expect(one<HTMLInputElement>("#nik").checkValidity()).toBe(true);
  });
});

describe("paper", () => {
  it("starts in the first field and walks with Enter", () => {
    paper(page('<form data-paper><input type="hidden" name="operation_id"><input id="a"><input id="b"><textarea id="c"></textarea><button id="send">Kirim</button></form>'));
    expect(document.activeElement?.id).toBe("a");
    const enter = (id: string, more = {}): void => void one(id).dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...more }));
    enter("#a");
    expect(document.activeElement?.id).toBe("b");
    enter("#b");
    enter("#c");
    expect(document.activeElement?.id).toBe("c");
    let sent = 0;
    one("form").addEventListener("submit", (event) => {
      event.preventDefault();
      sent += 1;
    });
    enter("#c", { ctrlKey: true });
    expect(sent).toBe(1);
  });

  it("looks at what is sent, and leads to what is not right yet", () => {
    paper(
      page(`<form data-paper novalidate><div class="error-summary">Dari server</div><div class="field"><label for="nik">NIK</label><input id="nik" name="nik" pattern="[0-9]{16}" data-error="NIK harus 16 angka."></div>
      <fieldset data-require-value="kind-1 kind-2" data-error="Pilih paling sedikit satu kebutuhan."><legend>Kebutuhan</legend><select id="kind-1" name="kind-1"><option value=""></option><option value="a">A</option></select><select name="kind-2"><option value=""></option></select></fieldset></form>`),
    );
    let sent = 0;
    const form = one<HTMLFormElement>("form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      sent += 1;
    });
    const send = (): boolean => form.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
    type("#nik", "9901");
    send();
    expect([sent, document.activeElement?.id, one(".error-summary li").textContent]).toEqual([0, "nik", "NIK harus 16 angka."]);
    expect(document.querySelectorAll(".error-summary").length).toBe(1);
    type("#nik", "9901014107680001");
    expect(one("#nik").hasAttribute("aria-invalid") || one("#nik").hasAttribute("aria-describedby")).toBe(false);
    send();
    expect([sent, document.activeElement?.id, one(".error-summary li").textContent]).toEqual([0, "kind-1", "Pilih paling sedikit satu kebutuhan."]);
    one<HTMLSelectElement>("#kind-1").value = "a";
    send();
    expect([sent, document.querySelector(".error-summary")]).toEqual([1, null]);
  });
});

describe("sizeText", () => {
  it("speaks of kilobytes and megabytes", () => {
    document.documentElement.lang = "id";
    expect(sizeText(312_400)).toBe("312 KB");
    expect(sizeText(4_120_000)).toBe("4,1 MB");
    expect(sizeText(10)).toBe("1 KB");
  });
});

describe("dates", () => {
  it("says the chosen day in the page's language", () => {
    document.documentElement.lang = "id";
    dates(page(`<form><input type="date" id="day" value="2026-11-25"></form>`));
    expect(one("output.date-words").textContent).toBe("Rabu, 25 November 2026");
    type("#day", "2026-12-01");
    expect(one("output.date-words").textContent).toBe("Selasa, 1 Desember 2026");
    type("#day", "");
    expect(one("output.date-words").textContent).toBe("");
    expect(dayWords("2026-11-25", "en")).toBe("Wednesday, 25 November 2026");
    expect(dayWords("25/11/2026", "id")).toBe("");
  });
});

describe("files", () => {
  it("has a button in the page's language, and leaves the field where the keyboard finds it", () => {
    files(page(`<form><label for="f">Berkas</label><input type="file" id="f" multiple><input type="file" id="p" data-photo></form>`));
    const input = one<HTMLInputElement>("#f");
    expect(one<HTMLLabelElement>(".file-pick label[for=f]").textContent).toBe("Pilih satu atau beberapa berkas");
    expect(one<HTMLLabelElement>(".file-pick label[for=p]").textContent).toBe("Ambil atau pilih foto");
    expect(one(".file-names").textContent).toBe("Belum ada yang dipilih");
    expect(input.hidden || input.disabled || input.tabIndex < 0).toBe(false);
    Object.defineProperty(input, "files", { value: [new File(["a"], "rumah.csv"), new File(["b"], "anggota.csv")] });
    input.dispatchEvent(new Event("change", { bubbles: true }));
    expect(one(".file-names").textContent).toBe("rumah.csv, anggota.csv");
    files(document);
    expect(document.querySelectorAll(".file-pick").length).toBe(2);
  });
});

describe("photo", () => {
  const choose = async (...chosen: File[]): Promise<HTMLInputElement> => {
    const root = page(`<form><label for="p">Foto</label><input type="file" id="p" name="photo" accept="image/*" data-photo multiple></form>`);
    files(root);
    photo(root);
    const input = one<HTMLInputElement>("#p");
    const transfer = new DataTransfer();
    for (const file of chosen) transfer.items.add(file);
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    await vi.waitFor(() => expect(one(".photo").textContent).not.toContain("Mengecilkan"));
    return input;
  };
  const jpeg = new File([new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2])], "ktp.jpg", { type: "image/jpeg" });

  it.each([
    new File(["Surat keterangan"], "surat.pdf", { type: "application/pdf" }),
    // What a file is called does not make it one.
    new File(["bukan gambar"], "ktp.jpg", { type: "image/jpeg" }),
  ])("tells at once that $name is no photo, and empties the field", async (file) => {
    const input = await choose(file);
    expect(one(".photo .error").textContent).toContain(`${file.name}: berkas ini bukan foto`);
    expect(input.files).toHaveLength(0);
    expect(one(".file-names").textContent).toBe("Belum ada yang dipilih");
  });

  it("keeps the photo that was chosen beside it", async () => {
    const input = await choose(jpeg, new File(["x"], "surat.txt", { type: "text/plain" }));
    expect([...(input.files ?? [])].map(({ name }) => name)).toEqual(["ktp.jpg"]);
    expect(one(".photo").textContent).toContain("surat.txt: berkas ini bukan foto");
    expect(one(".photo").textContent).toContain("ktp.jpg: dikirim apa adanya");
  });
});

describe("requests", () => {
  it("copy no style, which the content security policy refuses", async () => {
    const config: { attributesToSettle?: string[]; includeIndicatorStyles?: boolean } = {};
    vi.doMock("htmx.org", () => ({ default: { config } }));
    const { prepareRequests } = await import("../src/requests.ts");
    vi.doUnmock("htmx.org");
    prepareRequests(() => undefined);
    expect(config.attributesToSettle).toEqual(["class", "width", "height"]);
    expect(config.includeIndicatorStyles).toBe(false);
  });
});

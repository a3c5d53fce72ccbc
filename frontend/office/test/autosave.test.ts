import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { autosave, dropDraft, listenForLeaving } from "../src/autosave.ts";
import { forgetAccount } from "../src/device.ts";
import { fillDevice, one, page, tick, type } from "./page.ts";

const FORM = `<form data-autosave="intake" method="post" action="/layanan">
  <input type="hidden" name="csrf_token" value="secret-token"><input type="hidden" name="operation_id" value="OP">
  <input id="name" name="name"><textarea id="story" name="story"></textarea>
  <input id="pin" name="pin"><input id="password" name="word" type="password"><input id="file" name="file" type="file">
  <input id="health" type="checkbox" name="sector" value="health"><input id="food" type="checkbox" name="sector" value="food" checked>
  <select id="village" name="village"><option value="a">A</option><option value="b">B</option></select>
</form>`;
const KEY = "slrt:draft:7:intake";

function open(operation = "OP", account = "7"): void {
  autosave(page(FORM.replace('"OP"', `"${operation}"`), account));
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  sessionStorage.clear();
  open();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("autosave", () => {
  it("keeps what is typed 400 ms later, without secrets, files and tokens", () => {
    type("#name", "Sumiati");
    type("#pin", "123456");
    type("#password", "rahasia");
    vi.advanceTimersByTime(399);
    expect(localStorage.getItem(KEY)).toBeNull();
    vi.advanceTimersByTime(1);
    const kept = localStorage.getItem(KEY) ?? "";
    expect(kept).toContain("Sumiati");
    for (const secret of ["123456", "rahasia", "secret-token", '"file"']) expect(kept).not.toContain(secret);
  });

  it("puts everything back and says so", () => {
    type("#name", "Sumiati");
    type("#story", "Kartu mati");
    type("#village", "b");
    tick("#health");
    tick("#food", false);
    vi.advanceTimersByTime(400);
    open();
    expect(one<HTMLInputElement>("#name").value).toBe("Sumiati");
    expect(one<HTMLTextAreaElement>("#story").value).toBe("Kartu mati");
    expect(one<HTMLSelectElement>("#village").value).toBe("b");
    expect(one<HTMLInputElement>("#health").checked).toBe(true);
    expect(one<HTMLInputElement>("#food").checked).toBe(false);
    expect(one(".notice.restored").textContent).toContain("Isian Ibu/Bapak yang belum terkirim dikembalikan");
  });

  it("comes back under the page's own operation id, for the old one may have been done", () => {
    type("#name", "Sumiati");
    vi.advanceTimersByTime(400);
    open("NEWER");
    expect(one<HTMLInputElement>("#name").value).toBe("Sumiati");
    expect(one<HTMLInputElement>("[name=operation_id]").value).toBe("NEWER");
  });

  it("stays away while the queue holds the same", () => {
    type("#name", "Sumiati");
    vi.advanceTimersByTime(400);
    localStorage.setItem("slrt:queue:7", JSON.stringify([{ id: "OP", draft: KEY, fields: [] }]));
    open("NEWER");
    expect(one<HTMLInputElement>("#name").value).toBe("");
  });

  it("throws a draft away on request, and starts fresh", () => {
    type("#name", "Sumiati");
    vi.advanceTimersByTime(400);
    open("NEWER");
    one<HTMLButtonElement>(".notice.restored button").click();
    expect(localStorage.getItem(KEY)).toBeNull();
    expect(one<HTMLInputElement>("#name").value).toBe("");
    expect(one<HTMLInputElement>("[name=operation_id]").value).toBe("NEWER");
    expect(document.querySelector(".notice.restored")).toBeNull();
  });

  it("does not speak when there is nothing to put back", () => {
    open("NEWER");
    expect(document.querySelector(".notice.restored")).toBeNull();
    expect(one<HTMLInputElement>("[name=operation_id]").value).toBe("NEWER");
  });

  it("does not write over a page that shows errors in what was sent", () => {
    type("#name", "Sumiati");
    vi.advanceTimersByTime(400);
    autosave(page(`<div class="error-summary"></div>${FORM}`));
    expect(one<HTMLInputElement>("#name").value).toBe("");
  });

  it("shows a draft to nobody but the account that typed it", () => {
    type("#name", "Sumiati");
    vi.advanceTimersByTime(400);
    open("OP", "8");
    expect(one<HTMLInputElement>("#name").value).toBe("");
    open("OP", "");
    expect(one<HTMLInputElement>("#name").value).toBe("");
  });

  it("forgets when it was sent, even if a save was still to come", () => {
    type("#name", "Sumiati");
    dropDraft(one<HTMLFormElement>("form"));
    vi.advanceTimersByTime(1000);
    expect(localStorage.getItem(KEY)).toBeNull();
  });

  it("forgets one account at log-out and leaves the others", () => {
    localStorage.setItem("slrt:draft:8:intake", "{}");
    type("#name", "Sumiati");
    vi.advanceTimersByTime(400);
    forgetAccount("7");
    expect(Object.keys(localStorage)).toEqual(["slrt:draft:8:intake"]);
  });

  it("writes nothing after log-out, not even what was typed a moment before", async () => {
    vi.resetModules();
    const fresh = await import("../src/autosave.ts");
    page(FORM);
    fresh.autosave(document);
    type("#name", "Sumiati");
    fresh.stopSaving();
    vi.advanceTimersByTime(1000);
    expect(localStorage.getItem(KEY)).toBeNull();
  });

  it("forgets drafts that nobody came back for in a week", () => {
    type("#name", "Sumiati");
    vi.advanceTimersByTime(400);
    vi.advanceTimersByTime(8 * 24 * 60 * 60 * 1000);
    listenForLeaving();
    expect(localStorage.getItem(KEY)).toBeNull();
  });

  it("forgets a form that the browser sent, once another page answers", () => {
    listenForLeaving();
    type("#name", "Sumiati");
    one("form").dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
    expect(localStorage.getItem(KEY)).not.toBeNull();
    page("<h1>Nomor layanan</h1>");
    listenForLeaving();
    expect(localStorage.getItem(KEY)).toBeNull();
  });

  it("keeps it when the same form comes back", () => {
    listenForLeaving();
    type("#name", "Sumiati");
    one("form").dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
    page(FORM);
    listenForLeaving();
    expect(localStorage.getItem(KEY)).not.toBeNull();
  });

  it("opens only the folded parts in which something else stands than the page gave", () => {
    const folded = `<form data-autosave="intake"><input id="name" name="name">
      <details id="quiet"><summary>Cara</summary><input type="radio" name="way" value="counter" checked><input type="radio" name="way" value="phone"><select name="unit"><option value="a">A</option><option value="b">B</option></select><input name="given" value="1813"></details>
      <details id="told"><summary>Waktu</summary><input id="day" name="day"></details>
      <details id="other"><summary>Kantor</summary><select id="office" name="office"><option value="a">A</option><option value="b" selected>B</option></select></details>
      <details id="unticked"><summary>Bidang</summary><input id="food" type="checkbox" name="sector" value="food" checked></details></form>`;
    autosave(page(folded));
    type("#name", "Sumiati");
    type("#day", "2026-11-20");
    type("#office", "a");
    tick("#food", false);
    vi.advanceTimersByTime(400);
    autosave(page(folded));
    const open = [...document.querySelectorAll("details")].filter((part) => part.open).map((part) => part.id);
    expect(open).toEqual(["told", "other", "unticked"]);
  });

  it("says when the device has no room", () => {
    fillDevice();
    type("#name", "Sumiati");
    vi.advanceTimersByTime(400);
    expect(one(".no-room").textContent).toContain("Ruang simpan");
  });
});

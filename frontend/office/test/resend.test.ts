import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fillDevice, one, page, type } from "./page.ts";

const FORM = `<form data-resend data-autosave="intake" method="post" action="/layanan">
  <input type="hidden" name="csrf_token" value="token-0"><input type="hidden" name="operation_id" value="OP1">
  <input id="name" name="name" value="Sumiati"><button name="act" value="save">Kirim</button></form>`;
const QUEUE = "slrt:queue:7";

interface Sent {
  url: string;
  body: URLSearchParams;
  headers: Record<string, string>;
}
let sent: Sent[] = [];
let answers: (() => Response | Promise<Response>)[] = [];
let went: string[] = [];
let resend: typeof import("../src/resend.ts");

const lost = (): Promise<Response> => Promise.reject(new TypeError("Failed to fetch"));
const OURS = { "x-slrt": "1" };
const status = (code: number, html = "", headers: Record<string, string> = {}) => (): Response => new Response(html, { status: code, headers: { ...OURS, ...headers } });
const redirected = (url: string) => (): Response => {
  const response = new Response("<main>ok</main>", { headers: OURS });
  Object.defineProperties(response, { redirected: { value: true }, url: { value: url } });
  return response;
};

async function settle(): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
  await vi.advanceTimersByTimeAsync(0);
  for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
}

async function send(): Promise<void> {
  one("form").dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true, submitter: one("button") }));
  await settle();
}

function queue(): { id: string; refused?: number; ended?: boolean; title?: string; fields: { name: string; value: string }[] }[] {
  return JSON.parse(localStorage.getItem(QUEUE) ?? "[]");
}

function waitingEntry(id: string, more: object = {}): object {
  return { id, action: "http://slrt.test/layanan", multipart: false, fields: [{ name: "operation_id", value: id }, { name: "name", value: `Nama ${id}` }], page: "/layanan/lain", ...more };
}

const say = (): string => one("#resend-status").textContent ?? "";
let removeListeners = (): void => undefined;

/** Listeners of one case must not answer in the next. */
function collectListeners(): void {
  const spies = [document, window].map((target) => vi.spyOn(target, "addEventListener"));
  removeListeners = () => {
    for (const [index, spy] of spies.entries()) {
      const target = index === 0 ? document : window;
      for (const [event, listener] of spy.mock.calls) if (listener) target.removeEventListener(event as string, listener as EventListener);
      spy.mockRestore();
    }
  };
}

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  localStorage.clear();
  sent = [];
  answers = [];
  went = [];
  vi.stubGlobal("fetch", (url: string, init: { body: URLSearchParams; headers: Record<string, string> }) => {
    sent.push({ url, body: init.body, headers: init.headers });
    return Promise.resolve((answers.shift() ?? lost)());
  });
  // Without TLS there are no locks, and the tests need none.
  vi.stubGlobal("navigator", { onLine: true });
  collectListeners();
  page(FORM);
  resend = await import("../src/resend.ts");
  const { navigation } = await import("../src/page.ts");
  vi.spyOn(navigation, "go").mockImplementation((address) => void went.push(address));
});
afterEach(() => {
  removeListeners();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("resend", () => {
  it("sends plain form encoding with our headers and today's token, and follows the redirect", async () => {
    resend.listenForResend();
    answers = [redirected("http://slrt.test/layanan/1813")];
    await send();
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url).toBe("http://slrt.test/layanan");
    expect(Object.fromEntries(sent[0]?.body ?? [])).toEqual({ csrf_token: "token-1", operation_id: "OP1", name: "Sumiati", act: "save" });
    expect(sent[0]?.headers["X-Requested-With"]).toBe("slrt");
    expect(went).toEqual(["http://slrt.test/layanan/1813"]);
    expect(queue()).toEqual([]);
  });

  it("is on the device before it is on the wire", async () => {
    resend.listenForResend();
    let before = 0;
    answers = [
      () => {
        before = queue().length;
        return redirected("http://slrt.test/x")();
      },
    ];
    await send();
    expect(before).toBe(1);
  });

  it("cannot be pressed twice", async () => {
    resend.listenForResend();
    answers = [() => new Promise<Response>(() => undefined)];
    await send();
    expect(one<HTMLButtonElement>("button").disabled).toBe(true);
    expect(one("button").textContent).toBe("Mengirim…");
    await send();
    expect(sent).toHaveLength(1);
  });

  it("keeps what the network lost, says so, and sends it with back-off", async () => {
    resend.listenForResend();
    answers = [lost, status(503), redirected("http://slrt.test/layanan/1813")];
    await send();
    expect(queue().map(({ id }) => id)).toEqual(["OP1"]);
    expect(say()).toContain("1 isian tersimpan di perangkat ini");
    expect(one("button[name=act]").textContent).toBe("Menunggu sambungan");
    await vi.advanceTimersByTimeAsync(3_000);
    expect(sent).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(9_000);
    expect(sent).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map(({ body }) => body.get("operation_id")))).toEqual(new Set(["OP1"]));
    expect(went).toEqual(["http://slrt.test/layanan/1813"]);
    expect(queue()).toEqual([]);
  });

  it.each([502, 503, 504, 429])("takes %i as a blocked way", async (code) => {
    resend.listenForResend();
    answers = [status(code, "", { "Retry-After": "7" })];
    await send();
    expect(queue()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(6_900);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(sent).toHaveLength(2);
  });

  it("sends at once when the network is back, and on the button", async () => {
    resend.listenForResend();
    await send();
    dispatchEvent(new Event("online"));
    await settle();
    expect(sent).toHaveLength(2);
    one<HTMLButtonElement>("#resend-status button").click();
    await settle();
    expect(sent).toHaveLength(3);
  });

  it("sends what waits from an earlier page in order, the oldest first, and stops at a lost one", async () => {
    localStorage.setItem(QUEUE, JSON.stringify([waitingEntry("A"), waitingEntry("B"), waitingEntry("C")]));
    answers = [redirected("http://slrt.test/a"), lost];
    resend.listenForResend();
    await settle();
    expect(sent.map(({ body }) => body.get("operation_id"))).toEqual(["A", "B"]);
    expect(queue().map(({ id }) => id)).toEqual(["B", "C"]);
    expect(went).toEqual([]);
    answers = [redirected("http://slrt.test/b"), redirected("http://slrt.test/c")];
    await vi.advanceTimersByTimeAsync(3_000);
    expect(queue()).toEqual([]);
    expect(say()).toContain("3 isian yang menunggu sudah terkirim");
    expect(one<HTMLAnchorElement>("#resend-status a").href).toBe("http://slrt.test/c");
  });

  it("sends what waits before what is new", async () => {
    localStorage.setItem(QUEUE, JSON.stringify([waitingEntry("A")]));
    answers = [lost, redirected("http://slrt.test/a"), redirected("http://slrt.test/new")];
    resend.listenForResend();
    await settle();
    await send();
    expect(sent.map(({ body }) => body.get("operation_id"))).toEqual(["A", "A", "OP1"]);
    expect(went).toEqual(["http://slrt.test/new"]);
  });

  it("puts the page of an answer with errors in place, and gives the words back", async () => {
    resend.listenForResend();
    answers = [status(422, `<html><head><title>Periksa</title><meta name="csrf-token" content="token-2"></head><body><main><div class="error-summary">NIK</div>${FORM}</main></body></html>`)];
    await send();
    expect(document.title).toBe("Periksa");
    expect(document.activeElement?.className).toBe("error-summary");
    expect(one<HTMLMetaElement>("meta[name=csrf-token]").content).toBe("token-2");
    expect(one<HTMLButtonElement>("button").disabled).toBe(false);
    expect(queue()).toEqual([]);
  });

  it.each([
    [401, "ended"],
    [401, "password"],
    [403, "token"],
  ])("goes to the log-in page on %i (%s) and keeps the submission", async (code, why) => {
    resend.listenForResend();
    answers = [status(code, "", { "x-slrt-session": why })];
    await send();
    expect(went).toEqual(["http://slrt.test/masuk?next=%2Flayanan%2Fbaru&sesi=berakhir"]);
    expect(queue().map(({ id }) => id)).toEqual(["OP1"]);
  });

  it.each(["/masuk?next=x", "/akun/sandi"])("takes a redirect to %s for what it is", async (address) => {
    resend.listenForResend();
    answers = [redirected(`http://slrt.test${address}`)];
    await send();
    expect(queue()).toHaveLength(1);
    expect(went[0]).toContain("/masuk");
  });

  it("loses nothing that waits when the account first needs a new password", async () => {
    localStorage.setItem(QUEUE, JSON.stringify([waitingEntry("A"), waitingEntry("B")]));
    answers = [redirected("http://slrt.test/akun/sandi")];
    resend.listenForResend();
    await settle();
    expect(queue().map(({ id, refused }) => [id, refused])).toEqual([["A", undefined], ["B", undefined]]);
    answers = [redirected("http://slrt.test/a"), redirected("http://slrt.test/b")];
    await resend.sendWaiting();
    expect(queue()).toEqual([]);
  });

  it("believes nobody but our own server", async () => {
    resend.listenForResend();
    answers = [() => new Response("<main>Selamat datang di Wi-Fi Hotel</main>"), redirected("http://slrt.test/layanan/1813")];
    await send();
    expect(queue()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(went).toEqual(["http://slrt.test/layanan/1813"]);
  });

  it("shows the page of a refusal that no log-in would change", async () => {
    resend.listenForResend();
    answers = [status(403, "<main><h1>Peran ini belum mengizinkan</h1></main>")];
    await send();
    expect(went).toEqual([]);
    expect(one("main").textContent).toContain("belum mengizinkan");
    expect(queue()).toEqual([]);
  });

  it("asks to log in, without leaving the page, when a waiting one meets an ended session", async () => {
    localStorage.setItem(QUEUE, JSON.stringify([waitingEntry("A")]));
    answers = [status(401)];
    resend.listenForResend();
    await settle();
    expect(went).toEqual([]);
    expect(say()).toContain("Masuk lagi");
    expect(queue()).toHaveLength(1);
  });

  it("sets a waiting one that the server refuses aside, lets the others pass, and leads back to it", async () => {
    localStorage.setItem(QUEUE, JSON.stringify([waitingEntry("A"), waitingEntry("B")]));
    answers = [status(422, "<main></main>"), redirected("http://slrt.test/b")];
    resend.listenForResend();
    await settle();
    expect(queue().map(({ id, refused }) => [id, refused])).toEqual([["A", 422]]);
    expect(say()).toContain("1 isian belum diterima server");
    one<HTMLButtonElement>("#resend-status button").click();
    expect(went).toEqual(["/layanan/lain"]);
  });

  it("takes a second 403 after a fresh log-in for an answer", async () => {
    localStorage.setItem(QUEUE, JSON.stringify([waitingEntry("A", { denied: 1 })]));
    answers = [status(403, "", { "x-slrt-session": "token" })];
    resend.listenForResend();
    await settle();
    expect(queue()[0]?.refused).toBe(403);
  });

  it("keeps a photo when the server refuses the form and shows it again", async () => {
    const FORM_WITH_PHOTO = `<form data-resend method="post" action="/layanan" enctype="multipart/form-data"><input type="hidden" name="operation_id" value="OP1">
      <input name="phone"><input type="file" id="photo" name="photo-ktp" data-photo><button>Kirim</button></form>`;
    page(FORM_WITH_PHOTO);
    const { MAIN_REPLACED } = await import("../src/replace.ts");
    const { photo } = await import("../src/photo.ts");
    document.addEventListener(MAIN_REPLACED, (event) => {
      const main = (event as CustomEvent<HTMLElement>).detail;
      resend.bringBackRefused(main);
      photo(main);
    });
    resend.listenForResend();
    const chosen = new DataTransfer();
    chosen.items.add(new File(["gambar"], "ktp.jpg", { type: "image/jpeg" }));
    one<HTMLInputElement>("#photo").files = chosen.files;
    answers = [status(422, `<main><div class="error-summary">Nomor HP</div>${FORM_WITH_PHOTO.replace("OP1", "OP2")}</main>`)];
    vi.useRealTimers();
    one("form").dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true, submitter: one("button") }));
    await vi.waitFor(() => expect(document.querySelector(".error-summary")).not.toBeNull());
    const back = one<HTMLInputElement>("#photo").files?.[0];
    expect([back?.name, back?.type, await back?.text()]).toEqual(["ktp.jpg", "image/jpeg", "gambar"]);
    expect(one(".photo").textContent).toContain("ktp.jpg");
    expect(queue()).toEqual([]);
  });

  it("fills a refused one back into its form, under the same operation id", () => {
    localStorage.setItem(QUEUE, JSON.stringify([waitingEntry("A", { page: "/layanan/baru", refused: 422 })]));
    resend.bringBackRefused(document);
    expect(one<HTMLInputElement>("#name").value).toBe("Nama A");
    expect(one<HTMLInputElement>("[name=operation_id]").value).toBe("A");
    expect(one("#flash").textContent).toContain("belum diterima server");
  });

  it("fills one that met a conflict back in under the page's own operation id", () => {
    localStorage.setItem(QUEUE, JSON.stringify([waitingEntry("A", { page: "/layanan/baru", refused: 409 })]));
    resend.bringBackRefused(document);
    expect(one<HTMLInputElement>("#name").value).toBe("Nama A");
    expect(one<HTMLInputElement>("[name=operation_id]").value).toBe("OP1");
  });

  it("lets a refused one be dropped whose form is not on the page any more", () => {
    page("<h1>Informasi tercatat</h1>");
    localStorage.setItem(QUEUE, JSON.stringify([waitingEntry("A", { page: "/layanan/baru", refused: 409 })]));
    resend.bringBackRefused(document);
    expect(one("#flash").textContent).toContain("tidak bisa dilakukan lagi");
    one("#flash button").click();
    expect(queue()).toEqual([]);
    expect(went).toEqual([location.href]);
  });

  it("fills a refused one back in though the form of an earlier one is gone", () => {
    const gone = waitingEntry("A", { action: "http://slrt.test/informasi/1/batal", page: "/layanan/baru", refused: 409 });
    localStorage.setItem(QUEUE, JSON.stringify([gone, waitingEntry("B", { page: "/layanan/baru", refused: 422 })]));
    resend.bringBackRefused(document);
    expect(one<HTMLInputElement>("#name").value).toBe("Nama B");
    one("#flash button").click();
    expect(queue().map(({ id }) => id)).toEqual(["A"]);
  });

  it("does not say so where a part of the page is looked at that never had the form", () => {
    localStorage.setItem(QUEUE, JSON.stringify([waitingEntry("A", { page: "/layanan/baru", refused: 422 })]));
    resend.bringBackRefused(document.createElement("div"));
    expect(one("#flash").textContent).toBe("");
  });

  it("lets nobody withdraw what is on its way", async () => {
    resend.listenForResend();
    await send();
    let arrive: (response: Response) => void = () => undefined;
    answers = [() => new Promise<Response>((done) => (arrive = done))];
    await vi.advanceTimersByTimeAsync(3_000);
    type("#name", "Sumiyati");
    expect(queue()).toHaveLength(1);
    expect(one<HTMLButtonElement>("button").disabled).toBe(true);
    arrive(redirected("http://slrt.test/layanan/1813")());
    await settle();
    expect(went).toEqual(["http://slrt.test/layanan/1813"]);
    expect(queue()).toEqual([]);
  });

  it("gives the form back when it was changed on the way and did not arrive", async () => {
    resend.listenForResend();
    let fail: (error: Error) => void = () => undefined;
    answers = [() => new Promise<Response>((_, failed) => (fail = failed))];
    await send();
    type("#name", "Sumiyati");
    fail(new TypeError("Failed to fetch"));
    await settle();
    expect(queue()).toEqual([]);
    expect(one<HTMLButtonElement>("form button").disabled).toBe(false);
    expect(one("#flash").textContent).toContain("Sambungan terputus");
  });

  it("offers the next form while one waits, under an operation of its own", async () => {
    page(FORM.replace("data-resend", 'data-resend data-next-form="day"').replace("<button", '<input id="day" name="day" value="2026-11-22"><button'));
    resend.listenForResend();
    type("#day", "2026-11-20");
    type("#name", "Marlina");
    await send();
    expect(one("#flash").textContent).toContain("formulir berikutnya");
    one<HTMLButtonElement>("#flash button").click();
    expect(one<HTMLInputElement>("#name").value).toBe("Sumiati");
    expect(one<HTMLInputElement>("#day").value).toBe("2026-11-20");
    const second = one<HTMLInputElement>("[name=operation_id]").value;
    expect(second).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    await send();
    expect(queue().map(({ id }) => id)).toEqual(["OP1", second]);
  });

  it("gives a waiting form back to whoever goes on typing", async () => {
    resend.listenForResend();
    await send();
    type("#name", "Sumiyati");
    expect(queue()).toEqual([]);
    expect(one<HTMLButtonElement>("button").disabled).toBe(false);
    expect(one("button").textContent).toBe("Kirim");
    answers = [redirected("http://slrt.test/ok")];
    await send();
    expect(sent.at(-1)?.body.get("name")).toBe("Sumiyati");
    expect(sent.at(-1)?.body.get("operation_id")).toBe("OP1");
  });

  it("says so when the server fails, and keeps the form as it is", async () => {
    resend.listenForResend();
    answers = [status(500, "<main>oops</main>")];
    await send();
    expect(one("#flash").textContent).toContain("Server sedang bermasalah");
    expect(one<HTMLInputElement>("#name").value).toBe("Sumiati");
    expect(one<HTMLButtonElement>("form button").disabled).toBe(false);
    expect(queue()).toEqual([]);
  });

  it("never keeps a password", async () => {
    page(FORM.replace('id="name" name="name"', 'id="name" name="password" type="password"'));
    resend.listenForResend();
    await send();
    expect(localStorage.getItem(QUEUE)).toBeNull();
    expect(one("#flash").textContent).toContain("kata sandi");
    expect(one<HTMLButtonElement>("form button").disabled).toBe(false);
  });

  it("holds it in this page when the device has no room, and says not to close it", async () => {
    fillDevice();
    resend.listenForResend();
    answers = [lost, redirected("http://slrt.test/ok")];
    await send();
    expect(say()).toContain("Jangan tutup halaman ini");
    await vi.advanceTimersByTimeAsync(3_000);
    expect(went).toEqual(["http://slrt.test/ok"]);
  });

  it("does not touch what another account left behind", async () => {
    localStorage.setItem("slrt:queue:8", JSON.stringify([waitingEntry("A")]));
    resend.listenForResend();
    await settle();
    expect(sent).toEqual([]);
  });

  it("sends what an ended session left, after the log-in, and leads to its result", async () => {
    resend.listenForResend();
    answers = [status(401, "", { "x-slrt-session": "ended" })];
    await send();
    expect(queue().map(({ id, ended, title }) => [id, ended, title])).toEqual([["OP1", true, "Layanan baru"]]);
    // The same person is back on the page; its form would be empty.
    vi.resetModules();
    removeListeners();
    collectListeners();
    page(FORM);
    went = [];
    const again = await import("../src/resend.ts");
    vi.spyOn((await import("../src/page.ts")).navigation, "go").mockImplementation((address) => void went.push(address));
    answers = [redirected("http://slrt.test/layanan/1813/nomor")];
    again.listenForResend();
    expect(document.querySelector("main form"), "nothing is typed twice").toBeNull();
    expect(one("main h1").textContent).toBe("Isian yang tersimpan di perangkat ini");
    await settle();
    expect(sent.at(-1)?.body.get("operation_id")).toBe("OP1");
    expect(went).toEqual(["http://slrt.test/layanan/1813/nomor"]);
    expect(queue()).toEqual([]);
  });

  it("lists several that an ended session left, with the way to each result and to what was refused", async () => {
    const left = (id: string): object => waitingEntry(id, { ended: true, title: `Formulir ${id}` });
    localStorage.setItem(QUEUE, JSON.stringify([left("A"), left("B"), left("C")]));
    answers = [redirected("http://slrt.test/layanan/1/nomor"), status(422, "<main></main>"), lost];
    resend.listenForResend();
    await settle();
    expect(went).toEqual([]);
    const items = [...document.querySelectorAll("ul.kept li")].map((li) => li.textContent);
    expect(items[0]).toContain("Formulir A");
    expect(items[0]).toContain("Sudah terkirim");
    expect(one<HTMLAnchorElement>("ul.kept a").href).toBe("http://slrt.test/layanan/1/nomor");
    expect(items[1]).toContain("Belum diterima server");
    expect(items[2]).toContain("Menunggu sambungan");
    expect(say(), "nothing is said twice").not.toContain("belum diterima");
    one<HTMLButtonElement>("ul.kept button").click();
    expect(went).toEqual(["/layanan/lain"]);
    // What waits for the network now does not stand in the way of every page.
    expect(queue().map(({ id, ended }) => [id, ended])).toEqual([["C", undefined], ["B", undefined]]);
  });

  it("keeps the way to a result until it was opened", async () => {
    localStorage.setItem(QUEUE, JSON.stringify([waitingEntry("A")]));
    answers = [redirected("http://slrt.test/layanan/1/nomor")];
    resend.listenForResend();
    await settle();
    const { unseen, markSeen } = await import("../src/sent.ts");
    expect(unseen().map(({ url }) => url)).toEqual(["http://slrt.test/layanan/1/nomor"]);
    markSeen("http://slrt.test/layanan/2");
    expect(unseen()).toHaveLength(1);
    markSeen("http://slrt.test/layanan/1/nomor");
    expect(unseen()).toEqual([]);
  });

  it("removes what is old, whoever's it was", async () => {
    const { forgetOld } = await import("../src/device.ts");
    const result = (id: string, at: number): object => ({ id, title: "Betulkan data", url: "/keluarga/1", at });
    localStorage.setItem("slrt:sent:8", JSON.stringify([result("A", 950), result("B", 100)]));
    localStorage.setItem("slrt:sent:9", JSON.stringify([result("C", 100)]));
    localStorage.setItem("slrt:draft:8:a", JSON.stringify({ at: 100, entries: [] }));
    localStorage.setItem("slrt:draft:8:b", JSON.stringify({ at: 300, entries: [] }));
    forgetOld(1000, 800, 200);
    expect(Object.keys(localStorage).sort()).toEqual(["slrt:draft:8:b", "slrt:sent:8"]);
    expect(localStorage.getItem("slrt:sent:8")).not.toContain("\"B\"");
  });

  it("tells in the list what another window was refused", async () => {
    const { openKept, settleKept } = await import("../src/kept.ts");
    const entry = waitingEntry("A", { ended: true, title: "Layanan baru" }) as Parameters<typeof openKept>[0][number];
    openKept([entry]);
    settleKept([{ ...entry, refused: 422 }]);
    expect(one("ul.kept li").textContent).not.toContain("Menunggu sambungan");
    expect(one("ul.kept li button")).not.toBeNull();
  });

  it("says in a form that what was sent from it still waits", async () => {
    localStorage.setItem(QUEUE, JSON.stringify([waitingEntry("A", { page: "/layanan/baru" })]));
    answers = [lost];
    resend.listenForResend();
    await settle();
    expect(one("form").textContent).toContain("masih menunggu dikirim");
    answers = [redirected("http://slrt.test/a")];
    await resend.sendWaiting();
    expect(one("form").textContent).not.toContain("masih menunggu dikirim");
  });

  it("shows nobody else what an ended session left", async () => {
    localStorage.setItem("slrt:queue:8", JSON.stringify([waitingEntry("A", { ended: true, title: "Layanan baru" })]));
    resend.listenForResend();
    await settle();
    expect(sent).toEqual([]);
    expect(document.querySelector("main form")).not.toBeNull();
    expect(say()).toBe("");
    expect(JSON.parse(localStorage.getItem("slrt:queue:8") ?? "[]")).toHaveLength(1);
  });
});

describe("the log-in page", () => {
  const PARTS = `<p data-kept="lost">hilang</p><p data-kept="sent" hidden>dikirim</p><p data-kept="typed" hidden>dikembalikan</p>`;
  const shown = (): string[] => [...document.querySelectorAll<HTMLElement>("[data-kept]")].filter((part) => !part.hidden).map((part) => part.textContent ?? "");

  const ENDED = PARTS.replace(/<p data-kept="lost">.*?<\/p>/, "");
  const told = async (parts: string): Promise<string[]> => {
    page(parts, "");
    const { tellOfKept } = await import("../src/login.ts");
    tellOfKept();
    return shown();
  };

  it.each([
    ["slrt:queue:8", [waitingEntry("A")], ["dikirim"]],
    ["slrt:queue:8", [waitingEntry("A", { refused: 422 })], []],
    ["slrt:draft:8:intake", { at: 1, entries: [] }, ["dikembalikan"]],
    ["slrt:other", [], []],
  ])("knows what %s keeps where a session ended", async (key, value, expected) => {
    localStorage.setItem(key, JSON.stringify(value));
    expect(await told(ENDED)).toEqual(expected);
  });

  it("says that a form is lost, whatever else waits or is kept of whomever", async () => {
    localStorage.setItem("slrt:draft:8:intake", JSON.stringify({ at: 1, entries: [] }));
    expect(await told(PARTS)).toEqual(["hilang"]);
    localStorage.setItem("slrt:queue:8", JSON.stringify([waitingEntry("A")]));
    expect(await told(PARTS)).toEqual(["hilang", "dikirim"]);
  });

  it("says that a form comes back only of the one that was sent, and lets its draft stay", async () => {
    sessionStorage.setItem("slrt:sent-draft", "nik-5");
    expect(await told(PARTS)).toEqual(["dikembalikan"]);
    // The next page does not take it for one that arrived.
    expect(sessionStorage.getItem("slrt:sent-draft")).toBeNull();
  });
});

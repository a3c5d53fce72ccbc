import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { guardAgainstDoubleSubmit } from "../src/busy.ts";
import { focusErrors } from "../src/summary.ts";
import { one, page } from "./page.ts";

function send(): void {
  one("form").dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true, submitter: one("form button") }));
  vi.advanceTimersByTime(0);
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("gives a form back after a while: a download leaves the page where it is", () => {
  page('<form method="post"><button>Unduh</button></form>');
  guardAgainstDoubleSubmit();
  send();
  expect(one<HTMLButtonElement>("form button").disabled).toBe(true);
  vi.advanceTimersByTime(20_000);
  expect(one<HTMLButtonElement>("form button").disabled).toBe(false);
  expect(one("form button").textContent).toBe("Unduh");
});

it("never gives a form with files back while it is sent, and says that it goes on", () => {
  page('<form method="post" enctype="multipart/form-data"><button>Kirim</button></form>');
  guardAgainstDoubleSubmit();
  send();
  vi.advanceTimersByTime(60_000);
  expect(one<HTMLButtonElement>("form button").disabled).toBe(true);
  expect(one("form button").textContent).toContain("Masih mengirim berkas");
});

it("begins with what has to be corrected", () => {
  page('<div class="error-summary" tabindex="-1">Ada yang perlu diperiksa</div><form><input id="name"></form>');
  focusErrors();
  expect(document.activeElement?.className).toBe("error-summary");
});

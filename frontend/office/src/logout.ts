import { stopSaving } from "./autosave.ts";
import { forgetAccount } from "./device.ts";
import { flash } from "./notice.ts";
import { account, button } from "./page.ts";
import { waiting } from "./queue.ts";
import { sendWaiting } from "./resend.ts";
import { word } from "./words.ts";

/** `form[data-logout]`: nothing of an account stays on a shared computer; what was not sent yet is asked about first. */
export function listenForLogout(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !form.hasAttribute("data-logout")) return;
    const count = waiting().length;
    if (count > 0) {
      event.preventDefault();
      const anyway = button(word("logout.anyway"), () => {
        forgetAll();
        form.submit();
      }, "btn-refuse");
      flash("late", word("logout.waiting", { count }), button(word("resend.now"), () => void sendWaiting()), anyway);
      document.getElementById("flash")?.scrollIntoView({ block: "center" });
      return;
    }
    forgetAll();
  });
}

function forgetAll(): void {
  stopSaving();
  forgetAccount(account());
}

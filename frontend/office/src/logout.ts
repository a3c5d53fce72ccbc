import { stopSaving } from "./autosave.ts";
import { hold, isBusy } from "./busy.ts";
import { forgetAccount } from "./device.ts";
import { flash } from "./notice.ts";
import { account, button } from "./page.ts";
import { forgetPhotosOf } from "./photos.ts";
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
      const anyway = button(word("logout.anyway"), () => void leave(form), "btn-refuse");
      flash("late", word("logout.waiting", { count }), button(word("resend.now"), () => void sendWaiting()), anyway);
      document.getElementById("flash")?.scrollIntoView({ block: "center" });
      return;
    }
    event.preventDefault();
    void leave(form);
  });
}

/** Only when nothing is left: what is still being removed when the page goes would stay. */
async function leave(form: HTMLFormElement): Promise<void> {
  if (isBusy(form)) return;
  hold(form, null, word("form.sending"));
  stopSaving();
  forgetAccount(account());
  await forgetPhotosOf(account());
  form.submit();
}

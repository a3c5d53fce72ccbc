import "../styles/office.scss";
import { autosave, listenForLeaving } from "./autosave.ts";
import { guardAgainstDoubleSubmit } from "./busy.ts";
import { copy } from "./copy.ts";
import { dates } from "./dates.ts";
import { files } from "./files.ts";
import { listenForLogout } from "./logout.ts";
import { nik } from "./nik.ts";
import { paper } from "./paper.ts";
import { holdUntilShrunk, photo } from "./photo.ts";
import { listenForPrint } from "./print.ts";
import { MAIN_REPLACED } from "./replace.ts";
import { prepareRequests, tellHtmx } from "./requests.ts";
import { bringBackRefused, listenForResend } from "./resend.ts";
import { stepper } from "./stepper.ts";
import { focusErrors } from "./summary.ts";
import { listenForToggles, toggle } from "./toggle.ts";

/** Brings a part of the page to life; parts that live already are left alone. What fills fields comes first. */
function enhance(root: ParentNode): void {
  autosave(root);
  bringBackRefused(root);
  toggle(root);
  nik(root);
  copy(root);
  dates(root);
  files(root);
  photo(root);
  stepper(root);
  paper(root);
}

function start(): void {
  document.documentElement.classList.add("js");
  // The order of submit listeners matters: photos, then steps (on the form), then sending, then the guard for what is left.
  holdUntilShrunk();
  listenForToggles();
  listenForPrint();
  enhance(document);
  focusErrors();
  listenForResend();
  listenForLogout();
  guardAgainstDoubleSubmit();
  listenForLeaving();
  document.addEventListener(MAIN_REPLACED, (event) => {
    const main = (event as CustomEvent<HTMLElement>).detail;
    enhance(main);
    tellHtmx(main);
  });
}

prepareRequests(enhance);
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();

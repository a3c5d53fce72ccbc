import "../styles/public.scss";
import { guardAgainstDoubleSubmit } from "./busy.ts";
import { tellOfKept } from "./login.ts";
import { listenForPrint } from "./print.ts";
import { focusErrors } from "./summary.ts";

function start(): void {
  document.documentElement.classList.add("js");
  listenForPrint();
  tellOfKept();
  focusErrors();
  guardAgainstDoubleSubmit();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();

import "../styles/public.scss";
import { guardAgainstDoubleSubmit } from "./busy.ts";
import { listenForPrint } from "./print.ts";

function start(): void {
  document.documentElement.classList.add("js");
  listenForPrint();
  guardAgainstDoubleSubmit();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();

import htmx from "htmx.org";
import { flash } from "./notice.ts";
import { csrfToken, linkTo, logInAddress } from "./page.ts";
import { SESSION } from "./send.ts";
import { word } from "./words.ts";

/** Sets htmx up for our content security policy, our token, and people instead of consoles. */
export function prepareRequests(enhance: (root: ParentNode) => void): void {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    // A field that was made larger by hand carries a style; copied as an attribute, the policy refuses it.
    attributesToSettle: ["class", "width", "height"],
    selfRequestsOnly: true,
    // Snapshots of pages with personal data do not belong on the device.
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
    timeout: 30_000,
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "422", swap: true },
      { code: "[45]..", swap: false, error: true },
    ],
  });
  document.addEventListener("htmx:configRequest", (event) => {
    const detail = (event as CustomEvent<{ headers: Record<string, string> }>).detail;
    detail.headers["X-CSRF-Token"] = csrfToken();
  });
  document.addEventListener("htmx:beforeRequest", () => document.getElementById("flash")?.replaceChildren());
  for (const lost of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(lost, () => flash("late", word("error.network")));
  }
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
    const status = xhr.status;
    if (status === 401 || xhr.getResponseHeader(SESSION)) flash("late", word("error.sessionEnded"), linkTo(logInAddress(), word("error.logIn")));
    else flash("late", word(status === 403 ? "error.denied" : "error.server"));
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target instanceof Element) enhance(event.target.parentElement ?? event.target);
  });
}

/** Lets htmx see markup that we put on the page ourselves. */
export function tellHtmx(root: Element): void {
  htmx.process(root);
}

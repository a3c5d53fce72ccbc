/** What the server tells scripts about the page: account, token, log-in address, versioned icons. */

function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}

/** Id of the account that is logged in, or "" on pages without one. Everything kept on the device is filed under it. */
export function account(): string {
  return meta("slrt-account");
}

/** Token against forged requests, sent as header `X-CSRF-Token` and form field `csrf_token`. */
export function csrfToken(): string {
  return meta("csrf-token");
}

/** The log-in page (`<meta name="slrt-login">`), with the way back to where the user is. `lost`: what was sent could not be kept. */
export function logInAddress(why: "ended" | "lost" = "ended"): string {
  const address = new URL(meta("slrt-login") || "/masuk", location.href);
  address.searchParams.set("next", location.pathname + location.search);
  address.searchParams.set("sesi", why === "lost" ? "formulir" : "berakhir");
  return address.href;
}

/** What the page says of itself. */
export function heading(): string {
  return document.querySelector("main h1")?.textContent?.trim() || document.title;
}

/** Where a new password is chosen before anything else. */
const NEW_PASSWORD = "/akun/sandi";

/** Whether an address asks for a log-in or a new password: a redirect that ends there means that nothing was done. */
export function asksToLogIn(address: string): boolean {
  return [new URL(logInAddress()).pathname, NEW_PASSWORD].includes(new URL(address, location.href).pathname);
}

/** Replaceable in tests, where a browser cannot navigate. */
export const navigation = {
  go(address: string): void {
    location.assign(address);
  },
  again(): void {
    location.reload();
  },
};

/** An icon of the sprite, or nothing when the page shows none whose versioned address could be reused. */
export function icon(name: string): Node {
  const known = document.querySelector<SVGUseElement>('svg.bi use[href*="#"]')?.getAttribute("href");
  if (!known) return document.createTextNode("");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "bi");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${known.slice(0, known.indexOf("#"))}#${name}`);
  svg.append(use);
  return svg;
}

/** A link that only exists while scripts run. */
export function linkTo(address: string, text: string): HTMLAnchorElement {
  const made = document.createElement("a");
  made.href = address;
  made.textContent = text;
  return made;
}

/** A button that only exists while scripts run. */
export function button(text: string, press: () => void, kind = "btn-quiet"): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `btn ${kind} btn-small`;
  made.textContent = text;
  made.addEventListener("click", press);
  return made;
}

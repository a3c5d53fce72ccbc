/**
 * `input[type=date]`: says the chosen day in the page's language. Browsers write it in their own: what is 11/12/2026 to one is another day elsewhere.
 */
export function dates(root: ParentNode): void {
  for (const input of root.querySelectorAll<HTMLInputElement>("input[type=date]")) {
    if (input.dataset["datesReady"]) continue;
    input.dataset["datesReady"] = "yes";
    const said = document.createElement("output");
    said.className = "date-words";
    if (input.id) said.setAttribute("for", input.id);
    input.insertAdjacentElement("afterend", said);
    const tell = (): void => {
      said.textContent = dayWords(input.value, document.documentElement.lang);
    };
    tell();
    input.addEventListener("input", tell);
    input.addEventListener("change", tell);
    input.form?.addEventListener("reset", () => setTimeout(tell));
  }
}

/** "Rabu, 25 November 2026" for "2026-11-25"; nothing for what is no day. */
export function dayWords(value: string, language: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (!parts) return "";
  const day = new Date(Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])));
  const say = (form: Intl.DateTimeFormatOptions): string => new Intl.DateTimeFormat(language === "en" ? "en-GB" : "id-ID", { ...form, timeZone: "UTC" }).format(day);
  return `${say({ weekday: "long" })}, ${say({ day: "numeric", month: "long", year: "numeric" })}`;
}

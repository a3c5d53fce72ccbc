/** Paper that the print styles know. Numbers are roll widths in millimetres. */
const PAPER = { "58": "receipt-58", "80": "receipt-80", A5: "paper-A5", A4: "paper-A4" } as const;
type Paper = keyof typeof PAPER;

const ROLL_MARGIN_MM = { "58": "3mm 5mm", "80": "3mm 4mm" } as const;
const MM_PER_PX = 25.4 / 96;
/** Both margins and a little air, so that rounding never starts a second page. */
const ROLL_SLACK_MM = 14;
const ROLL_SHORTEST_MM = 60;

function isPaper(value: string | undefined): value is Paper {
  return value !== undefined && value in PAPER;
}

/** `[data-print]` opens the print dialogue; `data-receipt="58|80|A5|A4"` chooses the paper first. */
export function listenForPrint(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-print]") : null;
    if (!button) return;
    event.preventDefault();
    const paper = button.dataset["receipt"];
    printOn(isPaper(paper) ? paper : undefined);
  });
}

function printOn(paper: Paper | undefined): void {
  const before = document.body.className;
  let undo = (): void => undefined;
  if (paper) {
    document.body.classList.remove(...Object.values(PAPER));
    document.body.classList.add(PAPER[paper]);
    if (paper === "58" || paper === "80") undo = cutRoll(paper);
  }
  addEventListener(
    "afterprint",
    () => {
      document.body.className = before;
      undo();
    },
    { once: true },
  );
  window.print();
}

/**
 * A roll has no page length, but CSS needs one: lay the page out in the roll's width for a moment, measure it, and set a
 * page that long. A rule in our own style sheet is allowed by the content security policy, an inline style is not.
 */
function cutRoll(paper: "58" | "80"): () => void {
  const sheet = [...document.styleSheets].find((candidate) => /\/(office|public)\.css/.test(candidate.href ?? ""));
  if (!sheet) return () => undefined;
  document.body.classList.add("measuring");
  const height = Math.ceil(document.body.offsetHeight * MM_PER_PX) + ROLL_SLACK_MM;
  document.body.classList.remove("measuring");
  const size = `${paper}mm ${Math.max(height, ROLL_SHORTEST_MM)}mm`;
  const index = sheet.insertRule(`@page roll${paper} { size: ${size}; margin: ${ROLL_MARGIN_MM[paper]}; }`, sheet.cssRules.length);
  return () => sheet.deleteRule(index);
}

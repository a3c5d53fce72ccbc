// Makes catalog/areas/areas.csv.zst from the npm package `idn-area-data` (data under the ODbL).
//
//   npm pack idn-area-data@4.0.1 && tar xzf idn-area-data-4.0.1.tgz
//   node tools/areas.mjs package [--date YYYY-MM-DD]
//
// Needs the `zstd` program (Debian: apt-get install zstd), because Node 20 cannot compress to Zstandard.
// The text inside: UTF-8, one line per area, `code<TAB>name`, dotted Kemendagri codes, sorted by code as bytes
// (so that a parent stands before its children), "\n" at the end of every line. Islands are left out.
// Run twice over the same package it writes the same bytes.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const LEVELS = ["provinces", "regencies", "districts", "villages"];
const CODE = [/^\d\d$/, /^\d\d\.\d\d$/, /^\d\d\.\d\d\.\d\d$/, /^\d\d\.\d\d\.\d\d\.\d{4}$/];
// Pesisir Barat is what the catalogue's own tests look at: 11 districts, 116 pekon, 2 kelurahan.
const KNOWN = { regency: "18.13", districts: 11, rural: 116, urban: 2 };
const LOWERCASE = new Set(["dan", "di", "ke", "dari"]);
const ROMAN = /^(?=[IVXL]+$)L?X{0,4}(IX|IV|V?I{0,3})$/;
const ABBREVIATION = new Set(["DKI", "UPT", "SP", "PTPN", "KM", "HTI", "RD", "PJKA"]);
const PROVINCES_OF_FOUR = new Set(["ACEH", "RIAU", "BALI"]);

/** Rows of a CSV text with quoted fields ("" is a quote inside one); the first row names the columns. */
function parseCsv(text) {
  const rows = [];
  let row = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') field += c;
      else if (text[i + 1] === '"') { field += '"'; i += 1; }
      else quoted = false;
    } else if (c === '"' && field === "") quoted = true;
    else if (c === ",") { row.push(field); field = ""; }
    else if (c === "\n") { row.push(field); rows.push(row); row = []; field = ""; }
    else if (c !== "\r") field += c;
  }
  if (field !== "" || row.length > 0) { row.push(field); rows.push(row); }
  const [header, ...data] = rows;
  return data.map((values) => Object.fromEntries(header.map((name, i) => [name, values[i] ?? ""])));
}

/** One word in Title Case: roman numerals and known abbreviations stay, "dan" and "di" are small. */
function titleWord(word, first) {
  if (ROMAN.test(word) || ABBREVIATION.has(word)) return word;
  const lower = word.toLocaleLowerCase("id");
  if (!first && LOWERCASE.has(lower)) return lower;
  return lower.replace(/(^|[-.(])(\p{L})/gu, (_, before, letter) => before + letter.toLocaleUpperCase("id"));
}

/**
 * The name as it is printed. Names that the source already writes in mixed case keep their letters, except that each
 * word begins with a capital; names wholly in capitals are turned into Title Case. Quotes and stray marks are mended:
 * the source writes the glottal stop as `"` or `’` in a few villages.
 */
function tidyName(raw) {
  const name = raw.replace(/["’‘`]/g, "'").replace(/\*/g, "").replace(/\s+/g, " ").trim();
  // "MKCM" and "RD. PJKA" are abbreviations; "ACEH SELATAN" (older versions of the source) is a name in capitals.
  const shouting = name === name.toLocaleUpperCase("id") && (/\p{L}{5}/u.test(name) || PROVINCES_OF_FOUR.has(name));
  return name
    .split(" ")
    .map((word, i) => {
      if (shouting) return titleWord(word, i === 0);
      // Two words that were glued together in the source ("KepenuhanTengah").
      const parted = word.replace(/(\p{Ll}{3})(\p{Lu}\p{Ll}{2})/gu, "$1 $2");
      if (i > 0 && (word.length < 3 || LOWERCASE.has(word))) return parted;
      return parted.replace(/^\p{Ll}/u, (letter) => letter.toLocaleUpperCase("id"));
    })
    .join(" ");
}

function readLevel(folder, index) {
  const rows = parseCsv(readFileSync(join(folder, "data", `${LEVELS[index]}.csv`), "utf8"));
  for (const { code, name } of rows) {
    if (!CODE[index].test(code) || !name) throw new Error(`${LEVELS[index]}: odd row ${code} ${name}`);
  }
  return rows.map(({ code, name }) => [code, tidyName(name)]);
}

/** Throws when a code stands twice or an area has no parent. */
function check(areas) {
  const codes = new Set(areas.map(([code]) => code));
  if (codes.size !== areas.length) throw new Error("a code stands twice");
  for (const [code, name] of areas) {
    const dot = code.lastIndexOf(".");
    if (dot > 0 && !codes.has(code.slice(0, dot))) throw new Error(`${code} ${name} has no parent`);
    if (/[\t\n]/.test(name) || name === "") throw new Error(`${code}: unusable name`);
  }
  const inside = areas.filter(([code]) => code.startsWith(`${KNOWN.regency}.`));
  const found = {
    regency: KNOWN.regency,
    districts: inside.filter(([code]) => code.length === 8).length,
    rural: inside.filter(([code]) => code.length === 13 && code[9] !== "1").length,
    urban: inside.filter(([code]) => code.length === 13 && code[9] === "1").length,
  };
  console.log("Pesisir Barat:", JSON.stringify(found));
  if (JSON.stringify(found) !== JSON.stringify(KNOWN)) throw new Error(`expected ${JSON.stringify(KNOWN)}`);
}

function licence(version, date, levels) {
  const villages = levels[3].map(([code]) => code[9]);
  const count = (digit) => villages.filter((d) => d === digit).length;
  return `# The list of areas and its licence

\`areas.csv.zst\` is a **derivative database** of *idn-area-data*, version ${version}, by Fityannugroho and contributors
(<https://github.com/fityannugroho/idn-area-data>), which is made available under the
**Open Database License (ODbL) 1.0** (<https://opendatacommons.org/licenses/odbl/1-0/>). The source collects the codes and names
published by the Ministry of Home Affairs (Kementerian Dalam Negeri); the counts of this version equal the totals of Kepmendagri 300.2.2-2138/2025.

This file is therefore offered under the **ODbL 1.0** as well, whatever licence the program around it has: whoever passes it on, changed or
not, keeps this notice, names the source, and shares changes to the list under the same licence. What one makes *with* it
(screens, letters, reports) only needs the notice "Data wilayah: idn-area-data, ODbL 1.0".

- Taken: ${date}, from the npm package \`idn-area-data@${version}\`; made by \`tools/areas.mjs\`.
- Changed: islands left out; four tables joined into one list of \`code<TAB>name\`, sorted by code; capitals at the beginning of words; quotation
  marks that stand for a glottal stop written as \`'\`; stray marks removed; compressed with Zstandard.
- Holds: ${levels[0].length} provinces, ${levels[1].length} regencies and cities, ${levels[2].length} districts, ${levels[3].length} villages (${count("1")} kelurahan, ${count("2")} desa,
  ${count("3")} desa adat).
`;
}

function main(argv) {
  const folder = argv[0];
  if (!folder) throw new Error("usage: node tools/areas.mjs <unpacked idn-area-data package> [--date YYYY-MM-DD]");
  const at = argv.indexOf("--date");
  const date = at >= 0 ? argv[at + 1] : new Date().toISOString().slice(0, 10);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const levels = LEVELS.map((_, index) => readLevel(folder, index));
  LEVELS.forEach((level, i) => console.log(level, levels[i].length));
  const areas = levels.flat().sort(([a], [b]) => (a < b ? -1 : 1));
  check(areas);

  const target = join(dirname(fileURLToPath(import.meta.url)), "..", "catalog", "areas");
  mkdirSync(target, { recursive: true });
  const plain = join(tmpdir(), `areas-${process.pid}.csv`);
  const packed = join(target, "areas.csv.zst");
  writeFileSync(plain, areas.map(([code, name]) => `${code}\t${name}\n`).join(""));
  const run = spawnSync("zstd", ["-19", "-q", "-f", "--no-progress", plain, "-o", packed], { stdio: "inherit" });
  rmSync(plain);
  if (run.error || run.status !== 0) throw new Error("zstd failed; install it with: apt-get install zstd");
  writeFileSync(join(target, "LICENSE.md"), licence(version, date, levels));
  console.log(`${packed}: ${statSync(packed).size} bytes, ${areas.length} areas`);
}

main(process.argv.slice(2));

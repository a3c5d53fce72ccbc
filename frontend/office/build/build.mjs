// Builds ../dist: fixed names (the server adds ?v=… from manifest.json), checked against the budgets below.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const here = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(here, "..", "dist");
const modules = join(here, "node_modules");
const FONT = "plus-jakarta-sans.woff2";

/** Kilobytes over the wire at first load. The page's own HTML takes the rest of the 150 and 60 promised. */
const BUDGETS = [
  { name: "office", files: ["office.css", "office.js", FONT, "icons.svg"], most: 130 },
  { name: "public", files: ["public.css", "public.js", FONT, "icons-public.svg"], most: 48 },
];

/** htmx evaluates strings only where its settings allow it; ours and the content security policy do not, so the code goes too. */
const withoutEval = {
  name: "without-eval",
  transform(code, id) {
    if (!id.includes("htmx.org")) return null;
    const without = code.replace("return eval(str)", "return undefined");
    if (/\beval\(/.test(without)) throw new Error("htmx evaluates strings in a new place; look at it and adapt build.mjs");
    return { code: without, map: null };
  },
};

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const font = await readFile(join(modules, "@fontsource-variable/plus-jakarta-sans/files/plus-jakarta-sans-latin-wght-normal.woff2"));
await writeFile(join(dist, FONT), font);
for (const name of ["office", "public"]) {
  await bundle(name);
  await addFont(join(dist, `${name}.css`), version(font));
}
await writeFile(join(dist, "icons.svg"), await sprite("icons.txt"));
await writeFile(join(dist, "icons-public.svg"), await sprite("icons-public.txt"));
await writeFile(join(dist, "licenses.txt"), await licenses());
await writeManifest();
await pack();

/** One self-contained script and one style sheet per entry. */
async function bundle(name) {
  await build({
    root: here,
    configFile: false,
    logLevel: "warn",
    plugins: [withoutEval],
    css: { preprocessorOptions: { scss: { loadPaths: [modules], quietDeps: true, silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"] } } },
    build: {
      outDir: dist,
      emptyOutDir: false,
      target: ["chrome90", "firefox90", "safari14"],
      cssTarget: ["chrome90", "firefox90", "safari14"],
      lib: { entry: join(here, "src", `${name}.ts`), formats: ["iife"], name: "slrt", fileName: () => `${name}.js`, cssFileName: name },
    },
  });
}

/** The font's address carries its version, like every other: a preload in the page must name the same. */
async function addFont(path, v) {
  const face = `@font-face{font-family:"Plus Jakarta Sans Variable";font-style:normal;font-weight:200 800;font-display:swap;src:url(${FONT}?v=${v}) format("woff2")}`;
  await writeFile(path, face + (await readFile(path, "utf8")));
}

async function sprite(list) {
  const names = (await readFile(join(here, list), "utf8")).split(/\s+/).filter(Boolean);
  const symbols = await Promise.all(
    names.map(async (name) => {
      const svg = await readFile(join(modules, "bootstrap-icons/icons", `${name}.svg`), "utf8");
      const inner = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s*\n\s*/g, "");
      return `<symbol id="${name}" viewBox="0 0 16 16">${inner}</symbol>`;
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

async function licenses() {
  const parts = ["bootstrap", "bootstrap-icons", "htmx.org", "@fontsource-variable/plus-jakarta-sans"].map(async (name) => {
    const folder = join(modules, name);
    const file = (await readdir(folder)).find((entry) => /^licen[sc]e/i.test(entry));
    const { version: number } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    return `${name} ${number}\n\n${file ? (await readFile(join(folder, file), "utf8")).trim() : ""}\n`;
  });
  return (await Promise.all(parts)).join("\n----------------------------------------\n\n");
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

function version(bytes) {
  return sha256(bytes).slice(0, 12);
}

/** Packed once here, as small as can be, instead of by the server at every request. */
async function pack() {
  for (const name of await readdir(dist)) {
    if (!name.endsWith(".woff2")) await writeFile(join(dist, `${name}.gz`), gzipSync(await readFile(join(dist, name)), { level: 9 }));
  }
}

async function writeManifest() {
  const files = {};
  for (const name of (await readdir(dist)).sort()) {
    const bytes = await readFile(join(dist, name));
    // woff2 is compressed already and is served as it is.
    const wire = name.endsWith(".woff2") ? bytes.length : gzipSync(bytes, { level: 9 }).length;
    files[name] = { bytes: bytes.length, gzip: wire, sha256: sha256(bytes), v: version(bytes) };
  }
  await writeFile(join(dist, "manifest.json"), `${JSON.stringify({ files }, null, 2)}\n`);
  for (const [name, { bytes, gzip }] of Object.entries(files)) console.log(`${name.padEnd(26)} ${String(bytes).padStart(8)} B ${String(gzip).padStart(8)} B gz`);
  for (const { name, files: parts, most } of BUDGETS) {
    const kilobytes = parts.reduce((sum, part) => sum + files[part].gzip, 0) / 1000;
    console.log(`${name}: ${kilobytes.toFixed(1)} of ${most} kB`);
    if (kilobytes > most) {
      console.error(`The ${name} pages are too heavy.`);
      process.exitCode = 1;
    }
  }
}

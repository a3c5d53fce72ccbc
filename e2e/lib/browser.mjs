// Debian's Chromium, driven as a person would; axe must find nothing.
import { chromium } from 'playwright-core';
import { readFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve, join } from 'node:path';
import assert from 'node:assert/strict';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = resolve(import.meta.dirname, '../../docs/screenshots');

/** Opens the browser. */
export function open() {
  return chromium.launch({
    executablePath: process.env.SLRT_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** Addresses of the pages that this process opened and that were there. */
export const opened = new Set();
/** Every address that was asked for, with what stands behind its question mark. */
export const asked = new Set();

/** Who is logged in already, by server and log-in name: the cookies of one log-in serve all browsers of a test file. */
const sessions = new Map();
const servers = new WeakMap();

/** A fresh profile in a language and width; `errors` gathers what the console complains of. */
export async function visit(browser, url, { lang = 'id', width = 1366, height = 900, dark = false } = {}) {
  const context = await browser.newContext({ baseURL: url, locale: lang === 'id' ? 'id-ID' : 'en-GB', viewport: { width, height }, timezoneId: 'Asia/Jakarta', colorScheme: dark ? 'dark' : 'light' });
  await context.addCookies([{ name: 'slrt_lang', value: lang, url }]);
  const page = await context.newPage();
  servers.set(context, url);
  const errors = [];
  page.on('request', (r) => asked.add(decodeURIComponent(r.url())));
  page.on('response', (r) => r.request().isNavigationRequest() && r.request().method() === 'GET' && r.ok() && opened.add(new URL(r.url()).pathname));
  page.on('console', (m) => m.type() === 'error' && errors.push(`${m.text()} ${m.location().url}`));
  page.on('pageerror', (e) => errors.push(String(e)));
  page.setDefaultTimeout(15_000);
  return { context, page, errors };
}

/** Logs in as somebody of the demo, or of another regency by its four digits. */
export async function logIn(page, login, password = 'demo-lamban-2026', regency = null) {
  await page.goto('/masuk');
  if (regency) await page.selectOption('#regency', regency);
  await page.fill('#login', login);
  await page.fill('#password', password);
  await page.locator('main button.btn-act').click();
  await page.waitForURL((u) => !u.pathname.startsWith('/masuk'));
}

/** As somebody of the demo, without the form where they logged in before: hashing a password takes a second. */
export async function enter(page, login) {
  const context = page.context();
  const key = `${servers.get(context)} ${login}`;
  const cookies = sessions.get(key);
  if (cookies) return context.addCookies(cookies);
  await context.clearCookies({ name: 'slrt_session' });
  await logIn(page, login);
  sessions.set(
    key,
    (await context.cookies()).filter((c) => c.name !== 'slrt_lang'),
  );
}

/** Opens a service for somebody who wants no name said, up to the page with its number. */
export async function serveAnonymous(page, sector, kind) {
  await fillAnonymous(page, sector, kind);
  await page.locator('section:not([hidden]) button.btn-act').last().click();
  await page.waitForURL(/\/nomor/);
}

/** The same, up to the button that opens it. */
export async function fillAnonymous(page, sector, kind) {
  await page.goto('/layanan/baru');
  await page.locator('input[name=who][value=anonymous]').check({ force: true });
  const village = page.locator('#desa select, #desa input').first();
  if (await village.evaluate((e) => e.tagName === 'SELECT' && !e.value)) await village.selectOption({ index: 1 });
  await page.locator('section:not([hidden]) [data-next]').first().click();
  await page.locator(`input[name=sector][value=${sector}]`).check({ force: true });
  await page.locator(`#kind-${sector}`).selectOption(kind);
  while (await page.locator('section:not([hidden]) [data-next]').count()) await page.locator('section:not([hidden]) [data-next]').first().click();
}

/** Fails with what axe found on the page. */
export async function accessible(page, what) {
  // The page's own policy forbids foreign scripts: axe comes in by the debugger's door.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] }));
  const lines = found.violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(' ')).slice(0, 4).join('; ')})`);
  assert.deepEqual(lines, [], `axe on ${what}`);
}

/** The page may not be wider than the screen. */
export async function fits(page, what) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 0, `${what} is ${over} px wider than the screen`);
  // A word broken anywhere is no word: cells break between words, and within one only where it has no room at all.
  const torn = await page.evaluate(() => [...document.querySelectorAll('main td, main th')].filter((cell) => getComputedStyle(cell).overflowWrap === 'anywhere').length);
  assert.equal(torn, 0, `${what} has cells that break words anywhere`);
}

/** Keeps a picture in docs/screenshots when SLRT_SCREENSHOTS is set. */
export async function picture(page, name) {
  if (!process.env.SLRT_SCREENSHOTS) return;
  mkdirSync(shots, { recursive: true });
  // A screen as high as the page: what is fixed to its lower edge covers nothing.
  const { width, height } = page.viewportSize();
  await page.setViewportSize({ width, height: Math.max(height, await page.evaluate(() => document.documentElement.scrollHeight)) });
  await page.screenshot({ path: join(shots, `${name}.png`) });
  await page.setViewportSize({ width, height });
}

/** The same page on a wide screen and on a phone: fits, nothing for axe to find, also in what is folded away, a picture of each. */
export async function everywhere(page, name, lang, widths = [360, 1366]) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await fits(page, `${name} at ${width}`);
    await picture(page, `${name}-${width}-${lang}`);
    const folded = await page.locator('main details:not([open])').elementHandles();
    for (const part of folded) await part.evaluate((d) => (d.open = true));
    if (folded.length) await fits(page, `${name} at ${width}, unfolded`);
    await accessible(page, `${name} at ${width} in ${lang}`);
    for (const part of folded) await part.evaluate((d) => (d.open = false));
  }
}

/** Kilobytes over the wire of a page's first load. */
export async function weight(browser, url, path, login) {
  const { context, page } = await visit(browser, url);
  if (login) await logIn(page, login);
  const debug = await context.newCDPSession(page);
  await debug.send('Network.enable');
  await debug.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  debug.on('Network.loadingFinished', (e) => (bytes += e.encodedDataLength));
  await page.goto(path, { waitUntil: 'networkidle' });
  await context.close();
  return Math.round(bytes / 1024);
}

/** Presses the button for a paper and prints: how many sheets, and the size of each in millimetres. */
export async function printed(page, paper) {
  await page.evaluate(() => {
    window.print = () => {};
  });
  await page.locator(`[data-print][data-receipt="${paper}"]`).first().click();
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  const millimetres = (points) => Math.round((Number(points) * 25.4) / 72);
  const sheets = [...pdf.matchAll(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]/g)].map((m) => [millimetres(m[1]), millimetres(m[2])]);
  assert.equal(sheets.length, pdf.split(/\/Type\s*\/Page(?!s)/).length - 1, 'each sheet says its size');
  return sheets;
}

/** A picture of so many pixels, drawn by the browser: larger than what is sent after it was shrunk. */
export async function photograph(page, width, height) {
  const data = await page.evaluate(
    ([w, h]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
      canvas.getContext('2d').fillRect(0, 0, w / 2, h);
      return canvas.toDataURL('image/png');
    },
    [width, height],
  );
  return Buffer.from(data.split(',')[1], 'base64');
}

// Every page at both widths and in both languages: nothing overflows, axe finds nothing, the console is silent.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { start } from '../lib/server.mjs';
import { open, visit, logIn, accessible, fits, picture } from '../lib/browser.mjs';

const rooms = {
  ratna: ['/tugas', '/layanan/baru', '/layanan/kertas', '/layanan/formulir', '/keluarga', '/keluarga/baru', '/program', '/buku', '/lembaga', '/akun', '/akun/sandi', '/panduan', '/panduan/front-office'],
  indra: ['/tugas', '/buku/bulan'],
  dinkes: ['/tugas'],
  admin: ['/kantor', '/pengguna', '/pengguna/baru', '/katalog/periksa', '/impor', '/jurnal'],
  inspektorat: ['/jurnal', '/buku'],
};
const open_to_all = ['/', '/masuk', '/status', '/kontak', '/katalog'];

describe('pages', () => {
  let server, browser;
  before(async () => {
    server = await start({ engine: 'sqlite' });
    browser = await open();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function look(page, path, width, lang) {
    const answer = await page.goto(path);
    assert.equal(answer.status(), 200, path);
    await fits(page, `${path} at ${width}`);
    await accessible(page, `${path} at ${width} in ${lang}`);
    await picture(page, `${path === '/' ? 'beranda' : path.slice(1).replaceAll('/', '-')}-${width}-${lang}`);
  }

  for (const lang of ['id', 'en']) {
    for (const width of [360, 1366]) {
      test(`public pages at ${width} px in ${lang}`, async () => {
        const { context, page, errors } = await visit(browser, server.url, { lang, width });
        for (const path of open_to_all) await look(page, path, width, lang);
        assert.deepEqual(errors, []);
        await context.close();
      });
      for (const [login, paths] of Object.entries(rooms)) {
        test(`pages of ${login} at ${width} px in ${lang}`, async () => {
          const { context, page, errors } = await visit(browser, server.url, { lang, width });
          await logIn(page, login);
          for (const path of paths) await look(page, path, width, lang);
          assert.deepEqual(errors, []);
          await context.close();
        });
      }
    }
  }

  test('a lost connection loses nothing: what was sent waits and goes out by itself, once', async () => {
    const { context, page } = await visit(browser, server.url);
    await logIn(page, 'ratna');
    await page.goto('/layanan/baru');
    await page.locator('input[name=who][value=anonymous]').check({ force: true });
    const village = page.locator('#desa select, #desa input').first();
    if (await village.evaluate((e) => e.tagName === 'SELECT' && !e.value)) await village.selectOption({ index: 1 });
    await page.locator('section:not([hidden]) [data-next]').first().click();
    await page.locator('input[name=sector][value=pangan]').check({ force: true });
    await page.locator('#kind-pangan').selectOption({ index: 1 });
    await page.waitForTimeout(800);
    await page.reload();
    assert.ok(await page.locator('input[name=sector][value=pangan]').isChecked(), 'the draft came back');
    while (await page.locator('section:not([hidden]) [data-next]').count()) await page.locator('section:not([hidden]) [data-next]').first().click();
    await context.setOffline(true);
    await page.locator('section:not([hidden]) button.btn-act').last().click();
    await page.locator('#resend-status').filter({ hasText: /\S/ }).waitFor();
    await context.setOffline(false);
    await page.waitForURL(/\/nomor/, { timeout: 60_000 });
    assert.match((await page.locator('#nomor').textContent()).trim(), /^1813-/);
    await context.close();
  });

  test('a guide is one sheet of A4', async () => {
    const { context, page } = await visit(browser, server.url);
    await logIn(page, 'ratna');
    await page.goto('/panduan');
    const guides = await page.locator('main a[href^="/panduan/"]').evaluateAll((links) => links.map((a) => a.getAttribute('href')));
    assert.equal(guides.length, 18);
    for (const guide of guides) {
      await page.goto(guide);
      const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
      assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length, 1, `${guide} needs more than one sheet`);
    }
    await context.close();
  });

  test('an ended session says so and leads back', async () => {
    const { context, page } = await visit(browser, server.url);
    await logIn(page, 'ratna');
    await context.clearCookies({ name: 'slrt_session' });
    await page.goto('/buku');
    await page.waitForURL(/\/masuk\?next=/);
    await context.close();
  });
});

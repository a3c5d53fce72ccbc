// Every page at both widths, in both languages, light and dark, on screen and on paper: nothing overflows, axe finds nothing, the console is silent,
// and pages stay light. What a bad line or a second press could spoil is tried, too.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { start, engines } from '../lib/server.mjs';
import { open, visit, logIn, accessible, fits, picture, weight, printed } from '../lib/browser.mjs';

/** Pages of each account. A function finds its address on the page before. */
const first = (selector) => async (page) => new URL(await page.locator(selector).first().evaluate((a) => a.href)).pathname;
const rooms = {
  ratna: [
    ['tugas', '/tugas'],
    ['layanan', first('main a[href^="/layanan/"]:not([href*="baru"]):not([href*="kertas"]):not([href*="formulir"])')],
    ['berkas', async (page) => `${new URL(page.url()).pathname.split('/').slice(0, 3).join('/')}/berkas`],
    ['layanan-baru', '/layanan/baru'],
    ['layanan-kertas', '/layanan/kertas'],
    ['layanan-formulir', '/layanan/formulir'],
    ['keluarga-cari', '/keluarga'],
    ['keluarga-baru', '/keluarga/baru'],
    ['program', '/program'],
    ['program-satu', '/program/pip'],
    ['buku', '/buku'],
    ['buku-bulan', '/buku/bulan'],
    ['lembaga', '/lembaga'],
    ['akun', '/akun'],
    ['sandi', '/akun/sandi'],
    ['panduan', '/panduan'],
    ['panduan-satu', '/panduan/front-office'],
  ],
  indra: [['tugas', '/tugas'], ['buku-bulan', '/buku/bulan']],
  bpjs: [['tugas', '/tugas']],
  siti: [['tugas', '/tugas']],
  admin: [
    ['kantor', '/kantor'],
    ['kantor-satu', first('main a[href^="/kantor/"]:not([href$="baru"]):not([href$="desa"])')],
    ['kantor-ubah', async (page) => `${new URL(page.url()).pathname}/ubah`],
    ['kantor-baru', '/kantor/baru'],
    ['kantor-desa', '/kantor/desa'],
    ['pengguna', '/pengguna'],
    ['pengguna-satu', first('main a[href^="/pengguna/"]:not([href$="baru"])')],
    ['pengguna-baru', '/pengguna/baru'],
    ['katalog-periksa', '/katalog/periksa'],
    ['katalog-periksa-satu', '/katalog/periksa/pkh'],
    ['impor', '/impor'],
    ['jurnal', '/jurnal'],
  ],
  inspektorat: [['jurnal', '/jurnal'], ['jurnal-catatan', '/jurnal/catatan'], ['buku', '/buku']],
};
const open_to_all = [
  ['beranda', '/'],
  ['masuk', '/masuk'],
  ['status', '/status'],
  ['kontak', '/kontak'],
  ['kontak-desa', '/kontak?desa=1813072008'],
  ['katalog', '/katalog'],
  ['katalog-satu', '/katalog/pkh'],
  ['tidak-ada', '/tidak-ada'],
];

describe('pages', () => {
  let server, browser;
  before(async () => {
    server = await start({ engine: engines[0] });
    browser = await open();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function look(page, [name, where], width, lang, who = '') {
    const path = typeof where === 'function' ? await where(page) : where;
    const answer = await page.goto(path);
    assert.equal(answer.status(), name === 'tidak-ada' ? 404 : 200, path);
    await fits(page, `${path} at ${width}`);
    await accessible(page, `${path} at ${width} in ${lang}`);
    await picture(page, `${who ? `${who}-` : ''}${name}-${width}-${lang}`);
    return path;
  }

  for (const lang of ['id', 'en']) {
    for (const width of [360, 1366]) {
      test(`public pages at ${width} px in ${lang}`, async () => {
        const { context, page, errors } = await visit(browser, server.url, { lang, width });
        for (const at of open_to_all) await look(page, at, width, lang);
        assert.deepEqual(errors.filter((e) => !e.includes('404')), []);
        await context.close();
      });
      for (const [login, pages] of Object.entries(rooms)) {
        test(`pages of ${login} at ${width} px in ${lang}`, async () => {
          const { context, page, errors } = await visit(browser, server.url, { lang, width });
          await logIn(page, login);
          for (const at of pages) await look(page, at, width, lang, login);
          assert.deepEqual(errors, []);
          await context.close();
        });
      }
      test(`a family's pages at ${width} px in ${lang}`, async () => {
        const { context, page, errors } = await visit(browser, server.url, { lang, width });
        await logIn(page, 'ratna');
        await page.goto('/keluarga');
        await page.locator('main input[name=q]').fill('Sumiati');
        await page.locator('main form button').first().click();
        const family = page.locator('main a[href^="/keluarga/"]:not([href*="baru"]):not([href*="cari"])').first();
        await family.waitFor();
        await accessible(page, 'what a search found');
        await fits(page, 'what a search found');
        await picture(page, `keluarga-hasil-${width}-${lang}`);
        const path = new URL(await family.evaluate((a) => a.href)).pathname.split('/').slice(0, 3).join('/');
        for (const tab of ['', '/anggota', '/rumah', '/program', '/layanan', '/riwayat']) {
          await look(page, [`keluarga${tab.replace('/', '-')}`, `${path}${tab}`], width, lang);
        }
        assert.deepEqual(errors, []);
        await context.close();
      });
    }
  }

  test('in the dark everything is as readable', async () => {
    const { context, page } = await visit(browser, server.url, { dark: true });
    for (const at of open_to_all) await look(page, [`gelap-${at[0]}`.replace('gelap-tidak-ada', 'tidak-ada'), at[1]], 1366, 'id');
    await logIn(page, 'ratna');
    for (const path of ['/tugas', '/layanan/baru', '/buku', '/program']) {
      await page.goto(path);
      await accessible(page, `${path} in the dark`);
    }
    await context.close();
  });

  test('first loads are light', async () => {
    for (const [path, login, limit] of [['/', null, 60], ['/status', null, 60], ['/katalog', null, 60], ['/tugas', 'ratna', 150], ['/layanan/baru', 'ratna', 150]]) {
      const kilobytes = await weight(browser, server.url, path, login);
      assert.ok(kilobytes <= limit, `${path} weighs ${kilobytes} KB`);
    }
  });

  test('the form, the day book and the month are printed on A4', async () => {
    const { context, page } = await visit(browser, server.url);
    await logIn(page, 'ratna');
    for (const path of ['/layanan/formulir', '/buku', '/buku/bulan']) {
      await page.goto(path);
      assert.ok((await printed(page, { format: 'A4' })).pages >= 1, path);
    }
    await context.close();
  });

  test('paper entry by keyboard alone, and the next form at once', async () => {
    const { context, page } = await visit(browser, server.url);
    await logIn(page, 'ratna');
    await page.goto('/layanan/kertas');
    /** On with the tab key alone until something has the focus. */
    const tabTo = async (wanted) => {
      for (let i = 0; i < 60; i += 1) {
        if (await page.evaluate((css) => document.activeElement?.matches(css), wanted)) return;
        await page.keyboard.press('Tab');
      }
      assert.fail(`${wanted} is not reached by keyboard`);
    };
    await page.locator('#nik').focus();
    await tabTo('#name');
    await page.keyboard.type('Warga Contoh');
    await tabTo('select[name=village]');
    await page.keyboard.type('Suka Baru');
    await tabTo('select[name^=kind-]');
    await page.keyboard.press('ArrowDown');
    await tabTo('main form button.btn-act');
    await page.keyboard.press('Enter');
    await page.locator('main .notice.act').first().waitFor();
    assert.match(await page.locator('main').textContent(), /1813-\d{4}-\d{4}-\d/, 'the number of the form before');
    assert.equal(await page.locator('select[name^=kind-]').first().inputValue(), '', 'the next form is empty');
    await context.close();
  });

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

  test('pressed twice is done once', async () => {
    const { context, page } = await visit(browser, server.url);
    await logIn(page, 'ratna');
    await page.goto('/tugas');
    const path = await first('main a[href*="/kebutuhan/"], main a[href^="/layanan/"]:not([href*="baru"])')(page);
    const need = path.includes('/kebutuhan/') ? path.split('/').slice(0, 5).join('/') : null;
    if (!need) return;
    await page.goto(`${need}/catat`);
    await page.locator('#langkah textarea').first().fill('Dicatat sekali saja.');
    await page.locator('#langkah button').first().dblclick({ noWaitAfter: true });
    await page.waitForURL((u) => !u.pathname.endsWith('/catat'));
    await page.goto(need.split('/').slice(0, 3).join('/'));
    assert.equal((await page.locator('main').textContent()).split('Dicatat sekali saja.').length - 1, 1);
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

  test('whoever may not is told kindly, whoever may not know is told that there is nothing', async () => {
    const { context, page } = await visit(browser, server.url);
    await logIn(page, 'bpjs');
    assert.equal((await page.goto('/pengguna')).status(), 403);
    await accessible(page, 'no rights');
    await picture(page, 'tidak-berhak-1366-id');
    assert.equal((await page.goto('/layanan/00000000-0000-7000-8000-000000000000')).status(), 404);
    await context.close();
  });
});

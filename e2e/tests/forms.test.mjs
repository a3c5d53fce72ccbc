// What a bad line, a second press, another hand or a printer could spoil: drafts, photos and submissions that wait, paper entry by keyboard, what is
// printed, what only named officers know of, files of the registry.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { start, engines, languages } from '../lib/server.mjs';
import { open, visit, logIn, enter, serveAnonymous, accessible, everywhere, printed } from '../lib/browser.mjs';

const first = (selector) => async (page) => new URL(await page.locator(selector).first().evaluate((a) => a.href)).pathname;

describe('forms', () => {
  let server, browser;
  before(async () => {
    server = await start({ engine: engines[0] });
    browser = await open();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  test('what is printed fits its paper', async () => {
    const { context, page } = await visit(browser, server.url);
    await enter(page, 'ratna');
    const a4 = [[210, 297]];
    const guides = readdirSync(resolve(import.meta.dirname, '../../docs/panduan')).filter((name) => name !== 'README.md');
    assert.ok(guides.length >= 18, 'one for each role, and one for citizens');
    for (const path of ['/layanan/formulir', ...guides.map((name) => `/panduan/${name.replace('.md', '')}`)]) {
      assert.equal((await page.goto(path)).status(), 200, path);
      assert.deepEqual(await printed(page, 'A4'), a4, path);
    }
    // These grow with the day and the month.
    for (const path of ['/buku', '/buku/bulan']) {
      await page.goto(path);
      const sheets = await printed(page, 'A4');
      assert.ok(sheets.length >= 1 && sheets.length <= 6, `${path} takes ${sheets.length} sheets`);
      for (const sheet of sheets) assert.deepEqual(sheet, a4[0], path);
    }
    await serveAnonymous(page, 'pangan', { index: 1 });
    assert.deepEqual(await printed(page, 'A4'), a4, 'the number');
    assert.deepEqual(await printed(page, 'A5'), [[148, 210]], 'the number');
    for (const width of [58, 80]) {
      const sheets = await printed(page, String(width));
      assert.equal(sheets.length, 1, `the number on a roll of ${width} mm`);
      assert.equal(sheets[0][0], width);
      assert.ok(sheets[0][1] >= 60 && sheets[0][1] <= 260, `a piece of ${sheets[0][1]} mm`);
    }
    await context.close();
  });

  for (const lang of languages) {
    test(`what only named officers know of, in ${lang}`, async () => {
      const { context, page, errors } = await visit(browser, server.url, { lang });
      await enter(page, 'maya');
      await page.goto('/tugas');
      await everywhere(page, 'maya-tugas', lang);
      await serveAnonymous(page, 'perlindungan', 'kdrt');
      const kind = { id: /kekerasan/i, en: /violence/i }[lang];
      assert.doesNotMatch(await page.locator('main').textContent(), kind, 'a slip that others read at home does not say what it is about');
      await everywhere(page, 'maya-nomor', lang);
      const path = new URL(page.url()).pathname.replace(/\/nomor$/, '');
      await page.goto(path);
      await everywhere(page, 'maya-layanan', lang);
      await page.goto(`${path}/petugas`);
      await everywhere(page, 'maya-petugas', lang);
      assert.deepEqual(errors, []);
      await context.close();
    });

    test(`files of the registry are tried, in ${lang}`, async () => {
      const { context, page, errors } = await visit(browser, server.url, { lang });
      await enter(page, 'admin');
      await page.goto('/impor');
      await page.locator('input[name=source][value=dtsen]').check();
      await page.fill('#as_of', '2026-10-01');
      assert.match(await page.locator('output[for=as_of]').textContent(), { id: /^Kamis, 1 Oktober 2026$/, en: /^Thursday, 1 October 2026$/ }[lang]);
      const file = (name, lines) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) });
      // The field itself is unseen; its button shows that it has the focus.
      await page.locator('#file').focus();
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement.id), 'file');
      assert.notEqual(await page.locator('label.btn[for=file]').evaluate((b) => getComputedStyle(b).outlineStyle), 'none', 'the focus is seen');
      await page.setInputFiles('#file', [
        file('rumah.csv', ['IDBDT,KDPROP,KDKAB,KDKEC,KDDESA,Alamat,Percentile', 'R1,18,13,01,2001,Jalan Contoh 7,7', 'R2,18,13,01,2001,Jalan Contoh 8,23']),
        file('anggota.csv', [
          'IDBDT,IDARTBDT,Nama,NIK,NoKK,TglLahir,JnsKel,Hubkel,Warna_rumah',
          'R1,A1,WARGA SATU,9901014107680001,9901011204100001,1968-07-01,2,1,biru',
          'R1,A2,WARGA DUA,,9901011204100001,2001-02-03,1,3,biru',
          'R2,B1,WARGA TIGA,990101050555,9901011204100003,1955-05-05,1,1,merah',
        ]),
      ]);
      assert.match(await page.locator('.file-names').textContent(), /rumah\.csv, anggota\.csv/);
      await page.locator('main form button.btn-act').first().click();
      await page.waitForURL(/\/impor\/[0-9a-f-]+/);
      await page.locator('main form .btn-act, main .error-summary').first().waitFor({ timeout: 60_000 });
      assert.equal(await page.locator('main .error-summary').count(), 0);
      await everywhere(page, 'admin-impor-hasil', lang);
      await page.locator('button[formaction$="/batal"]').click();
      await page.waitForURL((u) => u.pathname === '/impor');
      assert.deepEqual(errors, []);
      await context.close();
    });
  }

  test('an intake asks for five things at most', async (t) => {
    const { context, page } = await visit(browser, server.url);
    await enter(page, 'ratna');
    /** What must be filled in before the step that is shown is left: fields, and groups of which one is chosen. */
    const demanded = () =>
      page
        .locator('section:not([hidden]) :is([required], [data-require-one], [data-require-value])')
        .evaluateAll((all) => all.filter((e) => !e.matches(':disabled') && e.offsetParent !== null).map((e) => e.name || e.id));
    for (const who of ['person', 'anonymous', 'new']) {
      await page.goto('/layanan/baru');
      const begun = Date.now();
      const asks = [];
      const on = async () => {
        asks.push(...(await demanded()));
        await page.locator('section:not([hidden]) [data-next]').first().click();
      };
      await page.locator(`input[name=who][value=${who}]`).check({ force: true });
      if (who === 'person') {
        await page.fill('#q', 'Sumiati');
        await page.locator('#cari-tombol').click();
        await page.locator('#hasil input[name=pick]').first().check({ force: true });
        await page.waitForFunction(() => document.querySelector('#terpilih [name=person]')?.value);
      } else {
        const village = page.locator('#desa select').first();
        if (!(await village.inputValue())) await village.selectOption({ index: 1 });
      }
      if (who === 'new') await page.fill('#name', 'Orang Pertama Kali');
      await on();
      await page.locator('input[name=sector][value=pangan]').check({ force: true });
      await page.locator('#kind-pangan').selectOption({ index: 1 });
      await page.waitForLoadState('networkidle');
      for (const box of await page.locator('#rangkap input[type=checkbox]').all()) await box.check();
      while (await page.locator('section:not([hidden]) [data-next]').count()) await on();
      asks.push(...(await demanded()));
      await page.locator('section:not([hidden]) button.btn-act').last().click();
      await page.waitForURL(/\/nomor/);
      t.diagnostic(`${who}: ${asks.length} required (${asks.join(', ')}), ${((Date.now() - begun) / 1000).toFixed(1)} s from the empty form to the number`);
      assert.ok(asks.length >= 2 && asks.length <= 5, asks.join(', '));
      assert.ok(Date.now() - begun < 180_000);
    }
    await context.close();
  });

  test('paper entry by keyboard alone, and the next form at once', async () => {
    const { context, page } = await visit(browser, server.url);
    await enter(page, 'ratna');
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
    await page.keyboard.type('99010141076');
    await tabTo('#name');
    await page.keyboard.type('Warga Contoh');
    await tabTo('select[name=village]');
    await page.keyboard.type('Suka Baru');
    // Sent too early: nothing leaves the browser, and the focus goes to what is not right yet.
    await page.keyboard.press('Control+Enter');
    await page.locator('.error-summary[data-made]').waitFor();
    assert.equal(await page.locator('.error-summary li').count(), 2);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'nik');
    await accessible(page, 'a paper form with something to correct');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await tabTo('select[name^=kind-]');
    await page.keyboard.press('ArrowDown');
    await tabTo('main form button.btn-act');
    await page.keyboard.press('Enter');
    await page.locator('main .notice.act').first().waitFor();
    assert.match(await page.locator('main').textContent(), /1813-\d{4}-\d{4}-\d/, 'the number of the form before');
    assert.equal(await page.locator('select[name^=kind-]').first().inputValue(), '', 'the next form is empty');
    await everywhere(page, 'layanan-kertas-berikutnya', 'id');
    await context.close();
  });

  test('a lost connection loses nothing: what was sent waits and goes out by itself, once', async () => {
    const { context, page } = await visit(browser, server.url);
    await enter(page, 'ratna');
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
    const [told, main] = await Promise.all(['#resend-status', 'main'].map((part) => page.locator(part).boundingBox()));
    assert.ok(told.x + told.width <= main.x, 'the notice lies beside the page, on no field');
    await context.setOffline(false);
    await page.waitForURL(/\/nomor/, { timeout: 60_000 });
    assert.match((await page.locator('#nomor').textContent()).trim(), /^1813-/);
    await context.close();
  });

  test('nor where a family and the name of the service are put right', async () => {
    const { context, page } = await visit(browser, server.url);
    await enter(page, 'ratna');
    await page.goto('/keluarga/baru');
    await page.fill('#name', 'Warga Tanpa Sinyal');
    const village = page.locator('main select[name=village]');
    if (!(await village.inputValue())) await village.selectOption({ index: 1 });
    await page.locator('main form button.btn-act').first().click();
    await page.waitForURL(/\/keluarga\/[0-9a-f-]{36}/);
    const family = new URL(page.url()).pathname.split('/').slice(0, 3).join('/');
    /** Typed, left, found again; sent without a connection, it goes out by itself when there is one. */
    async function keeps(path, field, words) {
      await page.goto(path);
      await page.fill(field, words);
      await page.waitForTimeout(600);
      await page.goto('/akun');
      await page.goto(path);
      assert.equal(await page.locator(field).inputValue(), words, `${path}: the draft came back`);
      await context.setOffline(true);
      await page.locator(`form:has(${field}) button.btn-act`).click();
      await page.locator('#resend-status').filter({ hasText: /\S/ }).waitFor();
      await context.setOffline(false);
    }
    await keeps(`${family}/betulkan`, '#address', 'Jalan Tanpa Sinyal 7');
    await page.waitForURL((u) => u.pathname === family, { timeout: 60_000 });
    await page.goto(`${family}/betulkan`);
    assert.equal(await page.locator('#address').inputValue(), 'Jalan Tanpa Sinyal 7');
    assert.equal(await page.locator('.notice.restored').count(), 0, 'the draft is gone');
    await enter(page, 'admin');
    await keeps('/pengaturan', '#brand', 'SLRT Tanpa Sinyal');
    await page.waitForFunction(() => !document.querySelector('form[aria-busy], .notice.restored') && document.body.textContent.includes('SLRT Tanpa Sinyal'), null, { timeout: 60_000 });
    await page.goto('/pengaturan');
    assert.equal(await page.locator('#brand').inputValue(), 'SLRT Tanpa Sinyal');
    await context.close();
  });

  test('a chosen photo comes back with its draft, and goes with it', async () => {
    const { context, page } = await visit(browser, server.url);
    await logIn(page, 'ratna');
    /** What lies in the browser's database of this device. */
    const kept = () =>
      page.evaluate(async () => {
        const done = (asked) => new Promise((ok, failed) => Object.assign(asked, { onsuccess: () => ok(asked.result), onerror: () => failed(asked.error) }));
        const database = await done(indexedDB.open('slrt'));
        if (!database.objectStoreNames.contains('photos')) return 0;
        const count = await done(database.transaction('photos').objectStore('photos').count());
        database.close();
        return count;
      });
    const until = async (n) => {
      for (let i = 0; i < 100; i += 1) {
        if ((await kept()) === n) return;
        await page.waitForTimeout(50);
      }
      assert.equal(await kept(), n);
    };
    const files = () => page.locator('input[type=file][data-photo]').evaluateAll((all) => all.flatMap((input) => [...input.files].map((file) => file.size)));
    const start = async () => {
      await page.goto('/layanan/baru');
      await page.locator('input[name=who][value=anonymous]').check({ force: true });
      const village = page.locator('#desa select, #desa input').first();
      if (await village.evaluate((e) => e.tagName === 'SELECT' && !e.value)) await village.selectOption({ index: 1 });
    };
    const walk = async () => {
      while (await page.locator('section:not([hidden]) [data-next]').count()) await page.locator('section:not([hidden]) [data-next]').first().click();
    };
    const choose = async () => {
      await page.locator('section:not([hidden]) [data-next]').first().click();
      await page.locator('input[name=sector][value=kesehatan]').check({ force: true });
      await page.locator('#kind-kesehatan').selectOption('biaya-berobat');
      await walk();
      await page.locator('fieldset.paper:not([hidden]) input[value=photo]').first().check({ force: true });
      const data = await page.evaluate(() => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 2400, height: 1600 });
        canvas.getContext('2d').fillRect(0, 0, 1200, 1600);
        return canvas.toDataURL('image/png').split(',')[1];
      });
      await page.locator('fieldset.shown-by:not([hidden]) input[type=file]').first().setInputFiles({ name: 'ktp.png', mimeType: 'image/png', buffer: Buffer.from(data, 'base64') });
      await page.locator('.photo img').first().waitFor();
      await until(1);
    };
    const back = async () => {
      await page.goto('/layanan/baru');
      await page.locator('.photo img').first().waitFor({ state: 'attached' });
    };

    // Left, and opened again: there it is, and it is sent.
    await start();
    await choose();
    const [size] = await files();
    await page.goto('/tugas');
    await until(1);
    await back();
    assert.deepEqual(await files(), [size], 'the shrunk photo came back');
    assert.ok(await page.locator('.notice.restored').count());
    await walk();
    await accessible(page, 'a photo that came back');
    await page.locator('section:not([hidden]) button.btn-act').last().click();
    await page.waitForURL(/\/nomor/);
    await until(0);
    await page.goto(new URL(page.url()).pathname.replace(/\/nomor$/, ''));
    await page.locator('main a[href*="/berkas/"]').first().waitFor();

    // Thrown away with the draft.
    await start();
    await choose();
    await back();
    await page.locator('.notice.restored button').click();
    await until(0);
    assert.deepEqual(await files(), []);
    assert.equal(await page.locator('.photo img').count(), 0);

    // The one who chose it logs out.
    await start();
    await choose();
    await page.goto('/akun');
    await page.locator('form[data-logout] button').first().click();
    await page.waitForURL((u) => u.pathname === '/');
    await until(0);

    // Somebody else logs in on the same device, where nobody logged out.
    await logIn(page, 'ratna');
    await start();
    await choose();
    await context.clearCookies({ name: 'slrt_session' });
    await logIn(page, 'yuni');
    await until(0);
    await context.close();
  });

  test('pressed twice is done once', async () => {
    const { context, page } = await visit(browser, server.url);
    await enter(page, 'ratna');
    await page.goto('/tugas');
    const path = await first('main a[href*="/kebutuhan/"]')(page);
    const need = path.split('/').slice(0, 5).join('/');
    assert.match(need, /^\/layanan\/[0-9a-f-]{36}\/kebutuhan\/[0-9a-f-]{36}$/);
    assert.equal((await page.goto(`${need}/catat`)).status(), 200);
    await page.locator('#langkah textarea').first().fill('Dicatat sekali saja.');
    await page.locator('#langkah button').first().dblclick({ noWaitAfter: true });
    await page.waitForURL((u) => !u.pathname.endsWith('/catat'));
    await page.goto(`${need.split('/').slice(0, 3).join('/')}?riwayat=lengkap`);
    assert.equal((await page.locator('main').textContent()).split('Dicatat sekali saja.').length - 1, 1);
    await context.close();
  });

  test('an ended session says so and leads back', async () => {
    const { context, page } = await visit(browser, server.url);
    await enter(page, 'ratna');
    await context.clearCookies({ name: 'slrt_session' });
    await page.goto('/buku');
    await page.waitForURL(/\/masuk\?next=/);
    await context.close();
  });
});

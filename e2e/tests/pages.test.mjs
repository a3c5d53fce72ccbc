// Every page at both widths, in both languages, light and dark, on screen and on paper: nothing overflows, axe finds nothing, the console is silent,
// and pages stay light. What a bad line or a second press could spoil is tried, too.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { start, engines, languages } from '../lib/server.mjs';
import { open, visit, logIn, serveAnonymous, accessible, fits, picture, everywhere, weight, printed } from '../lib/browser.mjs';

/** Pages of each account. A function finds its address on the page before. */
const first = (selector) => async (page) => new URL(await page.locator(selector).first().evaluate((a) => a.href)).pathname;
const rooms = {
  ratna: [
    ['tugas-diteruskan', '/tugas?bagian=diteruskan'],
    ['tugas', '/tugas'],
    ['layanan', first('main a[href^="/layanan/"]:not([href*="baru"]):not([href*="kertas"]):not([href*="formulir"])')],
    ['layanan-pin', async (page) => `${new URL(page.url()).pathname}/pin`],
    ['berkas', async (page) => `${new URL(page.url()).pathname.split('/').slice(0, 3).join('/')}/berkas`],
    ['layanan-orang', async (page) => `${new URL(page.url()).pathname.split('/').slice(0, 3).join('/')}/orang`],
    ['kebutuhan', async (page) => {
      await page.goto(new URL(page.url()).pathname.split('/').slice(0, 3).join('/'));
      return (await first('main a[href*="/kebutuhan/"]')(page)).split('/').slice(0, 5).join('/');
    }],
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
  indra: [['tugas', '/tugas'], ['tugas-tersendat', '/tugas?bagian=tersendat'], ['buku-bulan', '/buku/bulan']],
  bpjs: [['tugas', '/tugas']],
  siti: [['tugas', '/tugas']],
  peratin: [['tugas', '/tugas'], ['buku', '/buku']],
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
    ['katalog-daerah', '/pengaturan/katalog'],
    ['katalog-daerah-program', '/pengaturan/katalog/program/isi'],
    ['katalog-daerah-alasan', '/pengaturan/katalog/alasan/isi'],
    ['katalog-daerah-batas', '/pengaturan/katalog/batas/isi'],
    ['katalog-daerah-libur', '/pengaturan/katalog/libur/isi'],
    ['katalog-daerah-tutup', '/pengaturan/katalog/tidak-berlaku'],
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
    assert.equal(answer.status(), name.endsWith('tidak-ada') ? 404 : 200, path);
    await fits(page, `${path} at ${width}`);
    await accessible(page, `${path} at ${width} in ${lang}`);
    await picture(page, `${who ? `${who}-` : ''}${name}-${width}-${lang}`);
    return path;
  }

  for (const lang of languages) {
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
    for (const at of open_to_all) await look(page, [`gelap-${at[0]}`, at[1]], 1366, 'id');
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

  test('what is printed fits its paper', async () => {
    const { context, page } = await visit(browser, server.url);
    await logIn(page, 'ratna');
    const a4 = [[210, 297]];
    for (const path of ['/layanan/formulir', '/panduan/front-office']) {
      await page.goto(path);
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
      await logIn(page, 'maya');
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
      await logIn(page, 'admin');
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
    const [told, main] = await Promise.all(['#resend-status', 'main'].map((part) => page.locator(part).boundingBox()));
    assert.ok(told.x + told.width <= main.x, 'the notice lies beside the page, on no field');
    await context.setOffline(false);
    await page.waitForURL(/\/nomor/, { timeout: 60_000 });
    assert.match((await page.locator('#nomor').textContent()).trim(), /^1813-/);
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
    await logIn(page, 'ratna');
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

describe('a training', () => {
  let server, browser;
  before(async () => {
    server = await start({ engine: engines[0], kind: 'training' });
    browser = await open();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  for (const lang of languages) {
    test(`its exercises, in ${lang}`, async () => {
      const { context, page, errors } = await visit(browser, server.url, { lang });
      await logIn(page, 'ratna');
      assert.equal((await page.goto('/latihan')).status(), 200);
      await everywhere(page, 'latihan', lang);
      assert.deepEqual(errors, []);
      await context.close();
    });
  }
});

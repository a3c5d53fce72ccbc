// A day at the counter beside the usual: a photograph, what SIKS-NG showed, a need that turns out to be another, a service written down for somebody
// else, and two who change the same office.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { start, engines, languages } from '../lib/server.mjs';
import { open, visit, enter, logIn, serveAnonymous, fillAnonymous, photograph, accessible, fits, everywhere } from '../lib/browser.mjs';

describe(`at the counter, on ${engines[0]}`, () => {
  let server, browser;
  before(async () => {
    server = await start({ engine: engines[0] });
    browser = await open();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** An officer in a browser of their own. */
  async function as(login, lang, act) {
    const { context, page, errors } = await visit(browser, server.url, { lang });
    await enter(page, login);
    const result = await act(page);
    assert.deepEqual(errors.filter((e) => !/404|409|422/.test(e)), [], `${login}'s console`);
    await context.close();
    return result;
  }

  const needOf = async (page) => new URL(await page.locator('main a[href*="/kebutuhan/"]').first().evaluate((a) => a.href)).pathname.split('/').slice(0, 5).join('/');

  for (const lang of languages) {
    test(`what was taken down wrongly is put right, in ${lang}`, async () => {
      const path = await as('ratna', lang, async (page) => {
        await serveAnonymous(page, 'kesehatan', 'biaya-berobat');
        const path = new URL(page.url()).pathname.replace(/\/nomor$/, '');
        // A photograph of a card, larger than what may be sent: the browser shrinks it.
        await page.goto(`${path}/berkas`);
        await page.locator('#kind').selectOption('ktp');
        await page.locator('input[name=form][value=photo]').check();
        // A letter is no photograph: told at once, not after saving.
        await page.setInputFiles('#photo', { name: 'surat.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') });
        await page.locator('.photo .error', { hasText: 'surat.pdf' }).waitFor();
        assert.equal(await page.locator('#photo').evaluate((input) => input.files.length), 0);
        await accessible(page, 'no photograph');
        await page.setInputFiles('#photo', { name: 'ktp.png', mimeType: 'image/png', buffer: await photograph(page, 3000, 2000) });
        await accessible(page, 'a photograph');
        await page.locator('main form button.btn-act').click();
        await page.waitForURL((u) => u.pathname === path);
        const photo = page.locator('main a[href*="/berkas/"]').first();
        await photo.click();
        await page.locator('main img').first().waitFor();
        assert.ok(await page.locator('main img').first().evaluate((i) => i.decode().then(() => i.naturalWidth > 100 && i.naturalWidth < 3000)));
        await everywhere(page, 'berkas-satu', lang);
        await page.goBack();

        // Whom it is for: the one who was known only later.
        await page.goto(`${path}/orang`);
        await page.fill('#q', 'Sumiati');
        await page.locator('button[name=search]').click();
        const found = page.locator('input[name=person]');
        await found.first().waitFor();
        await everywhere(page, 'layanan-orang-hasil', lang);
        const name = await page.locator('label[for=person-1]').evaluate((l) => l.firstChild.textContent.trim());
        await found.first().check();
        await page.fill('#words', 'Baru menunjukkan KTP.');
        await page.locator('main form button.btn-act').click();
        await page.waitForURL((u) => u.pathname === path);
        assert.ok((await page.locator('main').textContent()).includes(name), 'the service is theirs now');

        // Another kind of need, then one that must be protected.
        const need = await needOf(page);
        await page.goto(`${need}/ubah-jenis`);
        await page.locator('#langkah button.btn-act').click();
        await page.locator('.error-summary').waitFor();
        await page.locator('#kind').selectOption('kdrt');
        await page.locator('#langkah textarea').first().fill('Lebam di wajah.');
        await page.locator('#langkah button.btn-act').click();
        await page.waitForURL((u) => u.pathname === path);
        await page.goto(path);
        await everywhere(page, 'layanan-dilindungi', lang);
        return path;
      });
      // The coordinator of the same office no longer knows that it exists.
      await as('yuni', lang, async (page) => assert.equal((await page.goto(path)).status(), 404));
      // The protection officer keeps it, and takes the front officer off.
      await as('maya', lang, async (page) => {
        await page.goto(`${path}/petugas`);
        await everywhere(page, 'petugas-keluarkan', lang);
        const before = await page.locator('button[name=take_off]').count();
        await page.locator('li', { hasText: /Ratna/ }).locator('button[name=take_off]').click();
        await page.waitForURL((u) => u.pathname === `${path}/petugas`);
        assert.equal(await page.locator('button[name=take_off]').count(), before - 1);
      });
      await as('ratna', lang, async (page) => assert.equal((await page.goto(path)).status(), 404));
    });

    test(`what SIKS-NG showed is written down, in ${lang}`, async () => {
      await as('ratna', lang, async (page) => {
        await page.goto('/keluarga');
        await page.locator('main input[name=q]').fill('Sumiati');
        await page.locator('main form button').first().click();
        const family = page.locator('main a[href^="/keluarga/"]:not([href*="baru"]):not([href*="cari"])').first();
        await family.waitFor();
        await page.goto(new URL(await family.evaluate((a) => a.href)).pathname.split('/').slice(0, 3).join('/'));
        await page.locator('#hasil-cek details summary').first().click();
        const seen = page.locator('#hasil-cek form');
        // Nothing chosen is told, and nothing typed is lost.
        await seen.locator('#remarks').fill('Dilihat bersama warga.');
        await seen.locator('button.btn').last().click();
        await page.locator('#listed-error').waitFor();
        assert.equal(await page.locator('#remarks').inputValue(), 'Dilihat bersama warga.');
        await page.locator('#listed-yes').check();
        // Another one than the other language's test wrote down.
        await page.locator('#decile').selectOption({ id: '3', en: '4' }[lang]);
        await page.locator('#hasil-cek form button.btn').last().click();
        await page.locator('#hasil-cek ol.line li', { hasText: { id: /Desil 3/, en: /Decile 4/ }[lang] }).first().waitFor();
        await accessible(page, 'what SIKS-NG showed');
        await fits(page, 'what SIKS-NG showed');
      });
    });
  }

  for (const lang of languages) {
    test(`a question counted by a wrong tap is taken back, in ${lang}`, async () => {
      await as('ratna', lang, async (page) => {
        const counted = async () => {
          await page.goto('/buku');
          const cells = await page.locator('.figure', { hasText: { id: /Pertanyaan dijawab/, en: /Questions answered/ }[lang] }).locator('b').first().textContent();
          return Number(cells.replace(/\D/g, ''));
        };
        const first = await counted();
        await page.goto('/tugas');
        await page.locator('button[form=tanya]').first().click();
        await page.waitForURL((u) => u.pathname.startsWith('/informasi/'));
        await everywhere(page, 'informasi-tercatat', lang);
        const recorded = page.url();
        assert.equal(await counted(), first + 1, 'it was counted');
        await page.goto(recorded);
        await page.locator('form[action="/informasi/batal"] button').click();
        await page.locator('main', { hasText: { id: 'Sudah dibatalkan', en: 'Taken back' }[lang] }).waitFor();
        assert.equal(await page.locator('form[action="/informasi/batal"]').count(), 0, 'once only');
        await accessible(page, 'a question taken back');
        assert.equal(await counted(), first, 'it is not counted any more');
      });
    });
  }

  for (const lang of languages) {
    test(`what an ended session left is sent after the log-in, in ${lang}`, async () => {
      const { context, page } = await visit(browser, server.url, { lang });
      const end = () => context.clearCookies({ name: 'slrt_session' });
      const logInHere = async (login) => {
        await page.fill('#login', login);
        await page.fill('#password', 'demo-lamban-2026');
        await page.locator('main button.btn-act').click();
        await page.waitForURL((u) => !u.pathname.startsWith('/masuk'));
      };
      await logIn(page, 'ratna');
      await fillAnonymous(page, 'kesehatan', 'biaya-berobat');
      await end();
      await page.locator('section:not([hidden]) button.btn-act').last().click();
      await page.waitForURL(/\/masuk/);
      await page.locator('[data-kept=sent]').waitFor();
      assert.match(await page.locator('main').textContent(), { id: /sudah berakhir[^]*tidak perlu diketik ulang/, en: /has ended[^]*need not be typed again/ }[lang]);
      await everywhere(page, 'masuk-sesi-berakhir', lang);
      // Somebody else at the same counter sees and sends nothing of it.
      await page.goto('/masuk');
      await logInHere('yuni');
      assert.equal(await page.locator('ul.kept').count(), 0);
      assert.equal((await page.locator('#resend-status').textContent()).trim(), '');
      await end();
      // Whoever typed it is led to its number and PIN.
      await page.goto('/masuk?next=/layanan/baru');
      await logInHere('ratna');
      await page.waitForURL(/\/nomor/);
      await page.locator('#pin').waitFor();
      assert.equal((await page.locator('#resend-status').textContent()).trim(), '', 'nothing is left to be opened');
      // A step: its result is the case.
      const path = new URL(page.url()).pathname.replace(/\/nomor$/, '');
      await page.goto(path);
      await page.goto(`${await needOf(page)}/catat`);
      await page.locator('#langkah textarea').first().fill('Sudah menelepon.');
      await end();
      await page.locator('#langkah button.btn').first().click();
      await page.waitForURL(/\/masuk/);
      await logInHere('ratna');
      await page.waitForURL((u) => u.pathname === path);
      await context.close();
    });
  }

  test('of two who change the same office the second is told', async () => {
    await as('admin', 'id', async (page) => {
      await page.goto('/kantor');
      const office = page.locator('main a[href^="/kantor/"]:not([href$="baru"]):not([href$="desa"])').first();
      const path = new URL(await office.evaluate((a) => a.href)).pathname;
      await page.goto(`${path}/ubah`);
      await as('admin', 'id', async (other) => {
        await other.goto(`${path}/ubah`);
        await other.locator('main form [name=hours]').fill('Senin–Jumat 08.00–15.00');
        await other.locator('main form button.btn-act').click();
        await other.waitForURL((u) => u.pathname === path);
      });
      await page.locator('main form [name=hours]').fill('Setiap hari');
      await page.locator('main form button.btn-act').click();
      await page.locator('.error-summary').waitFor();
      assert.equal(await page.locator('main form [name=hours]').inputValue(), 'Setiap hari', 'what was typed is not lost');
      await accessible(page, 'somebody was faster');
      await page.goto(path);
      assert.match(await page.locator('main').textContent(), /Senin–Jumat 08\.00–15\.00/);
    });
  });
});

// A case that goes from one regency to another in the same installation: handed over, taken back, handed over again, sent back with a reason, handed
// over again, taken over with its photograph. What both regencies see of it, and what the citizen is told meanwhile.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { start, engines, languages } from '../lib/server.mjs';
import * as looks from '../lib/browser.mjs';
import { open, visit, logIn, enter, photograph, fits } from '../lib/browser.mjs';

const here = 'Kabupaten Pesisir Barat';
const there = 'Kabupaten Lampung Barat';
const password = 'hujan sore di liwa';
const said = {
  id: {
    underWay: `Sedang diserahkan ke ${there}`,
    takenBack: new RegExp(`Ditarik kembali dari ${there} pada .+: Salah memilih`),
    wasTakenBack: 'baru saja ditarik kembali',
    photo: '(foto)',
    returned: new RegExp(`Kembali dari ${there} pada .+: Keterangan belum cukup`),
    gone: new RegExp(`Ditangani ${there} sejak .+, dengan nomor layanan (1804-\\d{4}-\\d{4}-\\d)`),
    came: `Diterima dari ${here}`,
    statusUnderWay: `sedang diserahkan ke ${there}`,
    statusGone: new RegExp(`dilanjutkan ${there}.+nomor layanan.+?(1804-\\d{4}-\\d{4}-\\d)`),
  },
  en: {
    underWay: `Being handed to ${there}`,
    takenBack: new RegExp(`Taken back from ${there} on .+: The wrong regency`),
    wasTakenBack: 'has just taken this service back',
    photo: '(photo)',
    returned: new RegExp(`Came back from ${there} on .+: There is not enough information`),
    gone: new RegExp(`Handled by ${there} since .+, under service number (1804-\\d{4}-\\d{4}-\\d)`),
    came: `Taken over from ${here}`,
    statusUnderWay: `being handed to ${there}`,
    statusGone: new RegExp(`goes on with ${there}.+service number.+?(1804-\\d{4}-\\d{4}-\\d)`),
  },
};

for (const engine of engines) {
  // How a page looks and what it says does not depend on the engine: it is looked at, in both languages, on the first.
  const whole = engine === engines[0];
  const { everywhere, accessible } = whole ? looks : { everywhere: (page, name) => fits(page, name), accessible: async () => {} };
  describe(`between two regencies, on ${engine}`, () => {
    let server, browser;
    before(async () => {
      server = await start({ engine });
      server.command(['setup', '--area', '1804', '--brand', 'SLRT Lampung Barat', '--name', 'Tuti Contoh'], 'kopi pagi di liwa\n');
      const hired = server.command(['user', 'add', 'hadi', '--tenant', '1804', '--name', 'Hadi Contoh', '--package', 'sekretariat']);
      browser = await open();
      // The one-time password is changed once, before the languages take turns.
      const { context, page } = await visit(browser, server.url);
      await logIn(page, 'hadi', hired.match(/one-time password\): (\S+)/)[1], '1804');
      await page.waitForURL(/\/akun\/sandi/);
      await page.fill('#old', hired.match(/one-time password\): (\S+)/)[1]);
      await page.fill('#password', password);
      await page.fill('#again', password);
      await page.locator('main form button.btn-act').click();
      await page.waitForURL((u) => !u.pathname.startsWith('/akun/sandi'));
      await context.close();
    });
    after(async () => {
      await browser?.close();
      await server?.stop();
    });

    /** The worker's next round, without waiting a minute for it. */
    const round = () => server.command(['worker', '--once']);
    const main = async (page) => (await page.locator('main').textContent()).replace(/\s+/g, ' ');

    for (const lang of whole ? languages : languages.slice(0, 1)) {
      test(`the log-in asks for the regency, in ${lang}`, async () => {
        const { context, page, errors } = await visit(browser, server.url, { lang });
        await page.goto('/masuk');
        assert.deepEqual((await page.locator('#regency option').allTextContents()).sort(), [there, here]);
        assert.equal(await page.locator('#regency').inputValue(), '1813', 'the first comes first');
        await everywhere(page, 'masuk-kabupaten', lang);
        await page.goto('/masuk?kabupaten=1804');
        assert.equal(await page.locator('#regency').inputValue(), '1804');
        assert.deepEqual(errors, []);
        await context.close();
      });

      test(`a case is handed over, sent back, handed over again and taken over, in ${lang}`, async () => {
        const rooms = {};
        /** An officer in a browser of their own, who stays logged in. */
        async function as(login, act, ...where) {
          if (!rooms[login]) {
            rooms[login] = await visit(browser, server.url, { lang });
            if (where.length) await logIn(rooms[login].page, login, ...where);
            else await enter(rooms[login].page, login);
          }
          const { page, errors } = rooms[login];
          const result = await act(page);
          assert.deepEqual(errors.filter((e) => !/403|409|422/.test(e)), [], `${login}'s console`);
          return result;
        }
        const asHadi = (act) => as('hadi', act, password, '1804');
        const look = (page, name) => everywhere(page, name, lang);
        /** What was there before is looked at on a phone, by axe once. */
        const phone = async (page, name) => {
          if (lang === languages[0]) return everywhere(page, name, lang, [360]);
          await page.setViewportSize({ width: 360, height: 900 });
          await fits(page, name);
        };

        /** Fills in why and whereto, and hands the case over. */
        async function handOver(page, path) {
          await page.goto(path);
          await page.locator(`main a[href="${path}/serahkan"]`).click();
          await page.waitForURL(/\/serahkan$/);
          await page.selectOption('#regency', '1804');
          await page.selectOption('#reason', 'pindah-ke-sana');
          await page.fill('#words', 'Pindah ikut anaknya.');
          await page.locator('main form button.btn-act').click();
          await page.waitForURL((u) => u.pathname === path);
          assert.ok((await main(page)).includes(said[lang].underWay), 'the case says that it is under way');
          assert.equal(await page.locator(`main a[href="${path}/serahkan"]`).count(), 0, 'it is not handed over twice');
        }

        /** From the tasks to what waits, and on to the answer's page. */
        async function toTheAnswer(page, number) {
          await page.goto('/tugas');
          await page.locator('main a[href="/serah-terima"]').click();
          await page.waitForURL(/\/serah-terima$/);
          const line = page.locator('main li.task', { hasText: number });
          assert.ok((await line.textContent()).includes(here));
          return line.locator('.actions a');
        }

        // Somebody of the regency comes with one need.
        const { path, number, pin } = await as('ratna', async (page) => {
          await page.goto('/layanan/baru');
          await page.fill('#q', 'Sumiati');
          await page.locator('#cari-tombol').click();
          const found = page.locator('#hasil input[name=pick]');
          await found.first().waitFor();
          await found.first().check({ force: true });
          await page.waitForFunction(() => document.querySelector('#terpilih [name=person]')?.value);
          await page.locator('section:not([hidden]) [data-next]').first().click();
          await page.locator('input[name=sector][value=pangan]').check({ force: true });
          // What is open for them already is asked for then.
          const answered = page.waitForResponse((r) => r.url().endsWith('/layanan/baru/rangkap'));
          await page.locator('#kind-pangan').selectOption({ index: 1 });
          await answered;
          await page.fill('#words-pangan', 'Beras di rumah habis.');
          await page.waitForLoadState('networkidle');
          for (const box of await page.locator('#rangkap input[type=checkbox]').all()) await box.check();
          while (await page.locator('section:not([hidden]) [data-next]').count()) await page.locator('section:not([hidden]) [data-next]').first().click();
          await page.locator('section:not([hidden]) button.btn-act').last().click();
          await page.waitForURL(/\/nomor/);
          const number = (await page.locator('#nomor').textContent()).trim();
          const pin = (await page.locator('#pin').textContent()).trim();
          const path = new URL(page.url()).pathname.replace(/\/nomor$/, '');
          await page.goto(`${path}/berkas`);
          await page.locator('#kind').selectOption('ktp');
          await page.locator('input[name=form][value=photo]').check();
          await page.setInputFiles('#photo', { name: 'ktp.png', mimeType: 'image/png', buffer: await photograph(page, 1200, 800) });
          await page.locator('main form button.btn-act').click();
          await page.waitForURL((u) => u.pathname === path);
          assert.equal(await page.locator(`main a[href="${path}/serahkan"]`).count(), 0, 'whoever takes it in does not hand it over');
          assert.equal((await page.goto(`${path}/serahkan`)).status(), 403);
          return { path, number, pin };
        });

        /** What the citizen reads at home. */
        async function status(wanted, name) {
          const { context, page, errors } = await visit(browser, server.url, { lang, width: 360 });
          await page.goto('/status');
          await page.fill('#number', wanted.number);
          await page.fill('#pin', wanted.pin);
          await page.locator('main button.btn-act').click();
          await page.locator('section.turn').first().waitFor();
          if (name) await phone(page, name);
          const text = await main(page);
          assert.ok(!text.includes('Sumiati'), 'the status page names nobody');
          assert.deepEqual(errors, []);
          await context.close();
          return text;
        }

        // The coordinator hands it over. Nothing chosen is told; then it is under way, and the citizen knows.
        await as('yuni', async (page) => {
          await page.goto(`${path}/serahkan`);
          await look(page, 'serahkan');
          // As a browser without its own checks sends it.
          await page.locator('main form').evaluate((form) => (form.noValidate = true));
          await page.locator('main form button.btn-act').click();
          await page.locator('.error-summary a[href="#regency"]').waitFor();
          await accessible(page, 'nothing chosen');
          await handOver(page, path);
          await phone(page, 'layanan-sedang-diserahkan');
        });
        assert.ok((await status({ number, pin }, 'status-sedang-diserahkan')).includes(said[lang].statusUnderWay));
        round();

        // It was the wrong regency: she takes it back, while somebody there has it open, who is told so.
        await asHadi(async (page) => {
          await (await toTheAnswer(page, number)).click();
          await page.waitForURL(/\/serah-terima\/[0-9a-f-]{36}$/);
        });
        await as('yuni', async (page) => {
          await page.goto(path);
          await page.locator(`main a[href="${path}/tarik"]`).click();
          await page.waitForURL(/\/tarik$/);
          await look(page, 'tarik-kembali');
          await page.locator('main form').evaluate((form) => (form.noValidate = true));
          await page.locator('main form button.btn-act').click();
          await page.locator('.error-summary a[href="#reason"]').waitFor();
          await accessible(page, 'no reason chosen');
          await page.selectOption('#reason', 'salah-tujuan');
          await page.fill('#words', 'Ternyata ke kabupaten lain.');
          await page.locator('main form button.btn-act').click();
          await page.waitForURL((u) => u.pathname === path);
          assert.match(await main(page), said[lang].takenBack);
          assert.equal(await page.locator(`main a[href="${path}/tarik"]`).count(), 0, 'it is not taken back twice');
          await phone(page, 'layanan-ditarik-kembali');
        });
        await asHadi(async (page) => {
          await page.selectOption('#office', { index: 0 });
          await page.locator('main form button.btn-act').first().click();
          await page.waitForFunction((told) => document.querySelector('main').textContent.includes(told), said[lang].wasTakenBack);
          await phone(page, 'serah-terima-ditarik');
          await page.goto('/serah-terima');
          assert.equal(await page.locator('main li.task').count(), 0, 'it is not shown any more');
        });
        assert.ok(!(await status({ number, pin })).includes(said[lang].statusUnderWay), 'the citizen is not told that it is on its way');
        await as('yuni', (page) => handOver(page, path));
        round();

        // The other regency does not take it over, and says why.
        await asHadi(async (page) => {
          const answer = await toTheAnswer(page, number);
          await look(page, 'serah-terima');
          await answer.click();
          await page.waitForURL(/\/serah-terima\/[0-9a-f-]{36}$/);
          const text = await main(page);
          for (const told of ['Sumiati', number, 'Beras di rumah habis', said[lang].photo]) assert.ok(text.includes(told), told);
          assert.ok(!text.includes('Pindah ikut anaknya.'), 'the note is for the own office');
          await look(page, 'serah-terima-jawab');
          await page.selectOption('#reason', 'keterangan-kurang');
          await page.locator('form[action$="/tolak"] button').click();
          await page.waitForURL(/\/serah-terima$/);
          assert.equal(await page.locator('main li.task').count(), 0);
          await accessible(page, 'nothing waits');
          await fits(page, 'nothing waits');
        });
        round();
        await as('yuni', async (page) => {
          await page.goto(path);
          assert.match(await main(page), said[lang].returned);
          await phone(page, 'layanan-kembali');
          await handOver(page, path);
        });
        round();

        // Now an office there takes it over: another number, another PIN.
        const taken = await asHadi(async (page) => {
          await (await toTheAnswer(page, number)).click();
          await page.waitForURL(/\/serah-terima\/[0-9a-f-]{36}$/);
          await page.selectOption('#office', { index: 0 });
          await page.locator('main form button.btn-act').click();
          await page.locator('#pin').waitFor();
          const taken = { number: (await page.locator('main dd.number').first().textContent()).trim(), pin: (await page.locator('#pin').textContent()).trim() };
          assert.match(taken.number, /^1804-\d{4}-\d{4}-\d$/);
          assert.match(taken.pin, /^\d{6}$/);
          await look(page, 'serah-terima-diterima');
          await page.locator(`main a[href="${path}"]`).click();
          await page.waitForURL((u) => u.pathname === path);
          const text = await main(page);
          for (const told of [said[lang].came, taken.number, number, 'Beras di rumah habis']) assert.ok(text.includes(told), told);
          await phone(page, 'layanan-dari-kabupaten-lain');
          await page.locator('main a[href*="/berkas/"]').first().click();
          await page.locator('main img').first().waitFor();
          assert.ok(await page.locator('main img').first().evaluate((i) => i.decode().then(() => i.naturalWidth > 100)), 'the photograph came along');
          await page.goto('/tugas');
          assert.equal(await page.locator('main a[href="/serah-terima"]').count(), 0, 'nothing waits any more');
          return taken;
        });
        round();

        // The first knows where it went, and keeps a copy that nothing is done with; the old number leads the citizen to the new one.
        await as('yuni', async (page) => {
          await page.goto(path);
          assert.equal((await main(page)).match(said[lang].gone)?.[1], taken.number);
          assert.equal(await page.locator('main a[href*="/kebutuhan/"][href$="/catat"]').count(), 0);
          await phone(page, 'layanan-diserahkan');
        });
        assert.equal((await status({ number, pin }, 'status-diserahkan')).match(said[lang].statusGone)?.[1], taken.number);
        assert.ok((await status(taken)).includes(taken.number), 'the new number and PIN open the service there');
        for (const { context } of Object.values(rooms)) await context.close();
      });
    }
  });
}

// One visit with three needs (health insurance, roof, school) through all roles to three different outcomes: helped, declined, partly helped.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { start, engines, languages } from '../lib/server.mjs';
import * as looks from '../lib/browser.mjs';
import { open, visit, enter, asked, fits, picture } from '../lib/browser.mjs';

const said = {
  id: { helped: /Terbantu(?! sebagian)/, declined: /Belum memenuhi syarat/, partly: /Terbantu sebagian/ },
  en: { helped: /Helped/, declined: /Conditions not met/, partly: /Partly helped/ },
};

/** What no log and no address may hold: the family by name, any NIK of theirs, what was told. */
const secret = /Sumiati|Rina Marlina|Rizki Ramadhan|Aisyah Putri|99\d{14}|cuci darah|Bu Ani|Atap (seng )?bocor|Perlu bantuan/i;

for (const engine of engines) {
  // How a page looks does not depend on the engine: it is looked at on the first.
  const { everywhere, accessible } = engine === engines[0] ? looks : { everywhere: async () => {}, accessible: async () => {} };
  describe(`one visit, three needs, on ${engine}`, () => {
    let server, browser, greeting;
    const pins = [];
    before(async () => {
      server = await start({ engine, log: 'debug' });
      greeting = server.output().length;
      browser = await open();
    });
    after(async () => {
      await browser?.close();
      await server?.stop();
    });

    for (const lang of languages) {
      test(`from "what do you need?" to "help came", in ${lang}`, async () => {
        /** Does something as an officer in a browser of their own. */
        async function as(login, act, width = 1366) {
          const { context, page, errors } = await visit(browser, server.url, { lang, width });
          await enter(page, login);
          const result = await act(page);
          assert.deepEqual(errors.filter((e) => !/422|409|favicon/.test(e)), [], `${login}'s console`);
          await context.close();
          return result;
        }

        /** Takes a step: opens its page, fills it in, sends it, and comes back without an error summary. */
        async function step(page, path, fill, look) {
          const answer = await page.goto(path);
          assert.equal(answer.status(), 200, `${path} is offered: ${(await page.locator('main').textContent()).replace(/\s+/g, ' ').slice(0, 400)}`);
          if (look) await everywhere(page, look, lang);
          await fits(page, path);
          await accessible(page, path);
          await page.locator('#langkah details').evaluateAll((all) => all.forEach((d) => (d.open = true)));
          await fill(page.locator('#langkah'));
          await page.locator('#langkah button.btn-act, #langkah button.btn-refuse').first().click();
          await page.waitForURL((u) => u.pathname !== path);
          assert.equal(await page.locator('.error-summary').count(), 0, `${path} was refused`);
        }
        const pick = (form, name, value) => form.locator(`[name="${name}"][value="${value}"]`).check({ force: true });
        const words = (form, text) => form.locator('textarea:visible').first().fill(text);
        const refer = async (form, name) => {
          await form.locator('.form-check', { hasText: name }).first().locator('input').check({ force: true });
          await form.locator('#consent').check({ force: true });
        };

        // Front office: found, three needs, papers, number and PIN.
        const opened = await as('ratna', async (page) => {
          await page.goto('/layanan/baru');
          await accessible(page, 'intake');
          await fits(page, 'intake');
          await page.fill('#q', 'Sumiati');
          await page.locator('#cari-tombol').click();
          const found = page.locator('#hasil input[name=pick]');
          await found.first().waitFor();
          await found.nth(languages.indexOf(lang)).check({ force: true });
          await page.waitForFunction(() => document.querySelector('#terpilih [name=person]')?.value);
          await everywhere(page, 'intake-who', lang);
          await page.locator('section:not([hidden]) [data-next]').first().click();
          for (const [sector, kind] of [['kesehatan', 'pbi-nonaktif'], ['perumahan', 'rumah-tidak-layak'], ['pendidikan', 'biaya-sekolah']]) {
            await page.locator(`input[name=sector][value=${sector}]`).check({ force: true });
            await page.locator(`#kind-${sector}`).selectOption(kind);
            await page.fill(`#words-${sector}`, `Perlu bantuan ${sector}.`);
          }
          await page.waitForLoadState('networkidle');
          await everywhere(page, 'intake-needs', lang);
          for (const box of await page.locator('#rangkap input[type=checkbox]').all()) await box.check();
          await page.locator('section:not([hidden]) [data-next]').first().click();
          await everywhere(page, 'intake-papers', lang);
          await page.locator('section:not([hidden]) button.btn-act').last().click();
          await page.waitForURL(/\/nomor/);
          const number = (await page.locator('#nomor').textContent()).trim();
          const pin = (await page.locator('#pin').textContent()).trim();
          assert.match(number, /^1813-\d{4}-\d{4}-\d$/);
          assert.match(pin, /^\d{6}$/);
          await everywhere(page, 'number', lang);
          const path = new URL(page.url()).pathname.replace(/\/nomor$/, '');
          await page.goto(path);
          await everywhere(page, 'case-open', lang);
          const links = await page.locator('a[href*="/kebutuhan/"]').evaluateAll((as) => as.map((a) => new URL(a.href).pathname));
          const concerns = [...new Set(links.map((l) => l.split('/').slice(0, 5).join('/')))];
          assert.equal(concerns.length, 3);
          return { number, pin, path, concerns };
        });
        // In the order of the nine sectors.
        const [health, school, roof] = opened.concerns;

        // Health. Back office recommends, the manager approves, BPJS accepts and gives; the citizen says by number and PIN that help came.
        await as('ratna', async (p) => {
          await step(p, `${health}/periksa`, (f) => pick(f, 'result', 'listed'));
          await step(p, `${health}/rekomendasi`, async (f) => {
            await f.locator('input[name=programs]').first().check();
            await words(f, 'Harus cuci darah, kartunya tidak aktif.');
          });
        });
        await as('indra', (p) => step(p, `${health}/putuskan`, (f) => pick(f, 'result', 'approve'), 'decision'));
        await as('ratna', (p) => step(p, `${health}/rujuk`, (f) => refer(f, /BPJS Kesehatan/), 'refer'));
        await as('bpjs', async (p) => {
          await p.goto('/tugas');
          await everywhere(p, 'inbox', lang);
          await step(p, `${health}/jawab`, (f) => pick(f, 'result', 'accepted'), 'answer');
          await step(p, `${health}/jawab`, async (f) => {
            await pick(f, 'result', 'given');
            await words(f, 'Kepesertaan aktif kembali.');
          });
        });
        const { context, page } = await visit(browser, server.url, { lang, width: 360 });
        await page.goto('/status');
        await page.fill('#number', opened.number);
        await page.fill('#pin', '000000' === opened.pin ? '000001' : '000000');
        await page.locator('main button.btn-act').click();
        await page.locator('.error-summary').waitFor();
        await page.fill('#number', opened.number);
        await page.fill('#pin', opened.pin);
        await page.locator('main button.btn-act').click();
        await page.locator('button[name=result][value=helped]').first().waitFor();
        await accessible(page, 'status');
        await fits(page, 'status');
        await picture(page, `status-answer-360-${lang}`);
        const told = await page.locator('main').textContent();
        assert.ok(!told.includes('Sumiati') && !/99\d{14}/.test(told), 'the status page names nobody');
        await page.locator('button[name=result][value=helped]').first().click();
        await page.locator('.notice').first().waitFor();
        await context.close();

        // The roof. A visit by the surveyor, the chain of manager, division head and head of the social office, who declines: the reason and the way on are told.
        await as('ratna', async (p) => {
          await step(p, `${roof}/periksa`, (f) => pick(f, 'result', 'listed'));
          await step(p, `${roof}/minta-kunjungan`, (f) => words(f, 'Lihat atapnya.'));
        });
        await as('wahyu', (p) =>
          step(p, `${roof}/kunjungan`, async (f) => {
            await pick(f, 'result', 'as_told');
            await words(f, 'Atap seng bocor di tiga tempat.');
          }),
        );
        await as('ratna', (p) =>
          step(p, `${roof}/rekomendasi`, async (f) => {
            await f.locator('input[name=programs]').first().check();
            await words(f, 'Atap bocor, lantai tanah.');
          }),
        );
        for (const login of ['indra', 'erna']) await as(login, (p) => step(p, `${roof}/putuskan`, (f) => pick(f, 'result', 'approve')));
        await as('zul', (p) =>
          step(p, `${roof}/putuskan`, async (f) => {
            await pick(f, 'result', 'decline');
            await f.locator('select:visible').first().selectOption({ index: 1 });
          }),
        );
        await as('ratna', async (p) => {
          await p.goto(roof);
          await everywhere(p, 'concern-declined', lang);
          assert.match(await p.locator('main').textContent(), said[lang].declined);
        });

        // School. The coordinator returns it for a paper, then approves; the education office asks for more, then its answer is recorded on its behalf.
        await as('ratna', (p) =>
          step(p, `${school}/rekomendasi`, async (f) => {
            await f.locator('input[name=programs]').first().check();
            await words(f, 'Cucunya berhenti sekolah karena biaya.');
          }),
        );
        await as('yuni', (p) =>
          step(p, `${school}/putuskan`, async (f) => {
            await pick(f, 'result', 'return');
            await f.locator('select:visible').first().selectOption({ index: 1 });
          }),
        );
        await as('ratna', (p) =>
          step(p, `${school}/rekomendasi`, async (f) => {
            if (!(await f.locator('input[name=programs]:checked').count())) await f.locator('input[name=programs]').first().check();
            await words(f, 'Surat sekolah sudah dilampirkan.');
          }),
        );
        await as('yuni', (p) => step(p, `${school}/putuskan`, (f) => pick(f, 'result', 'approve')));
        await as('ratna', (p) => step(p, `${school}/rujuk`, (f) => refer(f, /Pendidikan|[Ee]ducation/)));
        await as('disdik', (p) =>
          step(p, `${school}/jawab`, async (f) => {
            await pick(f, 'result', 'more_asked');
            await words(f, 'Nomor rekening sekolah.');
          }),
        );
        await as('ratna', async (p) => {
          await step(p, `${school}/kirim-ulang`, (f) => words(f, 'Nomor rekening sudah dilampirkan.'));
          await step(p, `${school}/jawab-atas-nama`, async (f) => {
            await pick(f, 'result', 'given');
            await f.locator('[name=on_behalf_who]').fill('Bu Ani, staf');
            await pick(f, 'on_behalf_channel', 'phone');
            await words(f, 'Seragam sudah diberikan.');
          }, 'on-behalf');
          await step(p, `${school}/konfirmasi`, async (f) => {
            await pick(f, 'result', 'partly');
            await f.locator('input[name=by]').first().check({ force: true });
          });
          await p.goto(opened.path);
          await everywhere(p, 'case', lang);
          const text = await p.locator('main').textContent();
          for (const outcome of ['helped', 'declined', 'partly']) assert.match(text, said[lang][outcome], outcome);
        });
        pins.push(opened.pin);
      });
    }

    test('neither the log nor an address tells who came', (t) => {
      const log = server.output().slice(greeting);
      // The embedded engine says little; PostgreSQL's driver tells every statement.
      if (engine === 'postgres') assert.ok(log.split('\n').length > 200, 'the log tells much');
      assert.ok(log.length > 0 && asked.size > 50, 'there is something to look through');
      t.diagnostic(`${log.split('\n').length - 1} lines of log, ${asked.size} addresses`);
      for (const line of [...log.split('\n'), ...asked]) assert.doesNotMatch(line, secret);
      for (const pin of pins) assert.ok(!log.includes(pin) && ![...asked].some((a) => a.includes(pin)), 'nor a PIN');
    });
  });
}

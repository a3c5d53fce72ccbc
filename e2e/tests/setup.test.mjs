// As a new user would: an empty server, the one-time password, the regency, an office, an officer, the first citizen.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { start, engines } from '../lib/server.mjs';
import { open, visit, logIn, accessible, fits, picture, printed } from '../lib/browser.mjs';

for (const engine of engines) {
  describe(`first start on ${engine}`, () => {
    let server, browser;
    before(async () => {
      server = await start({ engine, kind: 'real' });
      browser = await open();
    });
    after(async () => {
      await browser?.close();
      await server?.stop();
    });

    test('from nothing to the first citizen served', async () => {
      const once = server.output().match(/set-up password\):\s+([a-z0-9]{4}(?:-[a-z0-9]{4}){3})\s/)?.[1];
      assert.ok(once, 'the one-time password is printed');
      assert.match(server.output(), /pemulihan|recovery/i, 'so is the recovery code');
      const { context, page, errors } = await visit(browser, server.url);
      const see = async (name) => {
        await accessible(page, name);
        await fits(page, name);
        await picture(page, `persiapan-${name}-1366-id`);
      };

      // The home page leads to set-up; a wrong password opens nothing.
      await page.goto('/');
      await page.waitForURL(/\/persiapan/);
      await page.fill('#once', 'aaaa-bbbb-cccc-dddd');
      await page.fill('#q', 'Pesisir Barat');
      await page.locator('main button.btn-act').click();
      await page.locator('.error-summary').waitFor();
      await page.fill('#once', once);
      await page.fill('#q', 'Pesisir Barat');
      await page.locator('main button.btn-act').click();
      await page.locator('input[name=area][value="1813"]').check({ force: true });
      await see('wilayah');
      await page.locator('main button.btn-act').click();
      await page.fill('#brand', 'Lamban Sai Betik');
      await page.fill('#name', 'Dian Contoh');
      await page.fill('#login', 'dian');
      await page.fill('#password', 'kopi pagi di pantai');
      await page.fill('#again', 'kopi pagi di pantai');
      await see('administrator');
      await page.locator('main button.btn-act').click();
      await page.waitForURL(/\/persiapan\/selanjutnya/);
      await see('selanjutnya');

      // A Puskesos.
      await page.goto('/kantor/baru');
      await page.selectOption('#kind', 'puskesos');
      await page.fill('#name', 'Puskesos Suka Baru');
      await page.selectOption('#area', '1813072008');
      await page.locator('#serves details').evaluateAll((all) => all.forEach((d) => (d.open = true)));
      await page.locator('input[name=serves][value="1813072008"]').check();
      await page.fill('#hours', 'Senin sampai Jumat, 08.00–15.00 WIB');
      await page.fill('#contact', '0800-0000-0001');
      await page.locator('main form button.btn-act').click();
      await page.waitForURL((u) => !u.pathname.endsWith('/baru'));

      // A program of the regency's own: what is missing is told, then everybody finds it in the catalogue, and its amount once it is confirmed.
      await page.goto('/pengaturan');
      await page.locator('main a[href="/pengaturan/katalog"]').click();
      await see('katalog-daerah');
      await page.locator('main a[href="/pengaturan/katalog/program/isi"]').click();
      await page.fill('#code', 'beasiswa-pesisir');
      await page.fill('#name', 'Beasiswa Pesisir');
      await page.fill('#short', 'Beasiswa');
      await page.fill('#provider', 'Dinas Pendidikan');
      await page.selectOption('#provider_level', 'regency');
      await page.fill('#summary', 'Biaya kuliah bagi anak dari keluarga kurang mampu.');
      await page.locator('#sectors-pendidikan').check();
      await page.fill('#benefit', 'Rp1.500.000 setiap semester');
      await page.fill('#amount', '1.500.000');
      await page.selectOption('#per', 'semester');
      await page.fill('#source', 'Perbup 12/2026');
      await page.locator('main form button.btn-act').click();
      await page.locator('.error-summary').waitFor();
      await see('katalog-daerah-program');
      await page.selectOption('#institution', 'disdik');
      await page.locator('main form button.btn-act').click();
      await page.waitForURL(/\/pengaturan\/katalog$/);
      assert.match(await page.locator('main').textContent(), /Beasiswa Pesisir/);
      await see('katalog-daerah-isi');
      const public_ = await visit(browser, server.url, { width: 360 });
      await public_.page.goto('/katalog');
      await public_.page.locator('main a[href="/katalog/beasiswa-pesisir"]').first().click();
      await fits(public_.page, 'program-daerah');
      assert.doesNotMatch(await public_.page.locator('main').textContent(), /1\.500\.000/, 'nobody confirmed it yet');
      await page.goto('/katalog/periksa/beasiswa-pesisir');
      await page.locator('main form button[name=all], main form button[value=confirmed]').first().click();
      await page.waitForURL(/tersimpan/);
      await public_.page.reload();
      assert.match(await public_.page.locator('main').textContent(), /1\.500\.000/);
      await public_.context.close();

      // Its officer, with a one-time password.
      await page.goto('/pengguna/baru');
      await page.fill('#name', 'Ratna Contoh');
      await page.fill('#login', 'ratna');
      const card = page.locator('input[name=package][value="puskesos-1"]');
      if (await card.count()) await card.check({ force: true });
      else await page.selectOption('#package', 'puskesos-1');
      await page.selectOption('#office', { label: 'Puskesos Suka Baru' });
      await page.locator('main form button.btn-act').click();
      await page.locator('#slip-password').waitFor();
      const password = (await page.locator('#slip-password').textContent()).trim();
      await see('sandi-sekali-pakai');
      assert.ok((await page.locator('main').textContent()).includes(new URL(server.url).host), 'the slip says where');
      assert.deepEqual(await printed(page, 'A5'), [[148, 210]]);
      assert.deepEqual(errors.filter((e) => !/422|favicon/.test(e)), []);
      await context.close();

      // The officer changes it and serves the first citizen, who is in no registry.
      const officer = await visit(browser, server.url);
      await logIn(officer.page, 'ratna', password);
      await officer.page.waitForURL(/\/akun\/sandi/);
      await officer.page.fill('#old', password);
      await officer.page.fill('#password', 'hujan sore di krui');
      await officer.page.fill('#again', 'hujan sore di krui');
      await officer.page.locator('main form button.btn-act').click();
      await officer.page.waitForURL((u) => !u.pathname.startsWith('/akun/sandi'));
      await officer.page.goto('/layanan/baru');
      await officer.page.locator('input[name=who][value=anonymous]').check({ force: true });
      await officer.page.locator('section:not([hidden]) [data-next]').first().click();
      await officer.page.locator('input[name=sector][value=pangan]').check({ force: true });
      await officer.page.locator('#kind-pangan').selectOption({ index: 1 });
      while (await officer.page.locator('section:not([hidden]) [data-next]').count()) await officer.page.locator('section:not([hidden]) [data-next]').first().click();
      await officer.page.locator('section:not([hidden]) button.btn-act').last().click();
      await officer.page.waitForURL(/\/nomor/);
      const number = (await officer.page.locator('#nomor').textContent()).trim();
      const pin = (await officer.page.locator('#pin').textContent()).trim();
      const need = async (verb, fill) => {
        const path = new URL(officer.page.url()).pathname.replace(/\/nomor$/, '');
        await officer.page.goto(path);
        const link = await officer.page.locator('a[href*="/kebutuhan/"]').first().evaluate((a) => new URL(a.href).pathname);
        await officer.page.goto(`${link.split('/').slice(0, 5).join('/')}/${verb}`);
        await fill(officer.page.locator('#langkah'));
        await officer.page.locator('#langkah button').first().click();
        await officer.page.waitForURL((u) => !u.pathname.endsWith(`/${verb}`));
        await officer.page.goto(path);
      };
      await need('bantu', async (f) => {
        await f.locator('[name=result][value=help]').check({ force: true });
        await f.locator('textarea').first().fill('Beras 10 kg dari kas pekon.');
      });

      // The citizen says that help came.
      const citizen = await visit(browser, server.url, { width: 360 });
      await citizen.page.goto('/status');
      await citizen.page.fill('#number', number);
      await citizen.page.fill('#pin', pin);
      await citizen.page.locator('main button.btn-act').click();
      await citizen.page.locator('button[name=result][value=helped]').first().click();
      await citizen.page.locator('.notice').first().waitFor();
      await officer.page.reload();
      assert.match(await officer.page.locator('main').textContent(), /Terbantu/);
      await citizen.context.close();
      await officer.context.close();
    });
  });
}

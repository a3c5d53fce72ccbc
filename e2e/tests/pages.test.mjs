// Every page of the router in both languages, on a phone and on a wide screen, light and dark: nothing overflows, axe finds nothing, also in what is
// folded away, the console is silent, and pages stay light. A new page that is not opened here or in another file fails the last test.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { start, engines, languages } from '../lib/server.mjs';
import { open, visit, enter, opened, serveAnonymous, accessible, fits, picture, everywhere, weight } from '../lib/browser.mjs';

const sources = resolve(import.meta.dirname, '../../crates/web/src/pages');
/** The steps of a need by the last part of their address. */
const steps = [...readFileSync(join(sources, 'case/say.rs'), 'utf8').matchAll(/\(VerbCode::\w+, "([a-z-]+)"\)/g)].map((m) => m[1]);

/** Pages of each account. A function finds its address on the page before. */
const first = (selector) => async (page) => page.locator(selector).first().evaluate((a) => a.pathname + a.search);
const below = (rest) => async (page) => `${new URL(page.url()).pathname.split('/').slice(0, 3).join('/')}${rest}`;
const rooms = {
  ratna: [
    ['tugas-diteruskan', '/tugas?bagian=diteruskan'],
    ['tugas', '/tugas'],
    ['layanan', first('main a[href^="/layanan/"]:not([href*="baru"]):not([href*="kertas"]):not([href*="formulir"])')],
    ['layanan-pin', below('/pin')],
    ['berkas', below('/berkas')],
    ['layanan-orang', below('/orang')],
    ['layanan-baru', '/layanan/baru'],
    ['layanan-kertas', '/layanan/kertas'],
    ['layanan-formulir', '/layanan/formulir'],
    ['keluarga-cari', '/keluarga'],
    ['keluarga-baru', '/keluarga/baru'],
    ['program', '/program'],
    ['program-satu', '/program/pip'],
    ['program-kelompok', '/program/kelompok'],
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
  disdik: [['tugas-dijawab', '/tugas/dijawab']],
  siti: [['tugas', '/tugas']],
  peratin: [['tugas', '/tugas'], ['buku', '/buku']],
  admin: [
    ['pengaturan', '/pengaturan'],
    ['kantor', '/kantor'],
    ['kantor-satu', first('main a[href^="/kantor/"]:not([href$="baru"]):not([href$="desa"])')],
    ['kantor-ubah', below('/ubah')],
    ['kantor-keputusan', below('/keputusan')],
    ['kantor-baru', '/kantor/baru'],
    ['kantor-desa', '/kantor/desa'],
    ['lembaga', '/lembaga'],
    ['lembaga-ubah', first('main a[href$="/ubah"]')],
    ['lembaga-baru', '/lembaga/baru'],
    ['pengguna', '/pengguna'],
    ['pengguna-satu', first('main a[href^="/pengguna/"]:not([href$="baru"])')],
    ['pengguna-baru', '/pengguna/baru'],
    ['pengguna-cari', '/pengguna/cari'],
    ['katalog-periksa', '/katalog/periksa'],
    ['katalog-periksa-satu', '/katalog/periksa/pkh'],
    ['katalog-daerah', '/pengaturan/katalog'],
    ['katalog-daerah-ubah', first('main a[href*="?dari="]')],
    ['katalog-daerah', '/pengaturan/katalog'],
    ['katalog-daerah-akhiri', first('main a[href*="/akhiri?"]')],
    ['katalog-daerah-program', '/pengaturan/katalog/program/isi'],
    ['katalog-daerah-alasan', '/pengaturan/katalog/alasan/isi'],
    ['katalog-daerah-batas', '/pengaturan/katalog/batas/isi'],
    ['katalog-daerah-libur', '/pengaturan/katalog/libur/isi'],
    ['katalog-daerah-tutup', '/pengaturan/katalog/tidak-berlaku'],
    ['impor', '/impor'],
    ['impor-selesai', first('main a[href^="/impor/"]')],
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
  ['tidak-ada', '/tidak-ada', 404],
];
/** What is no page, or a part of one. */
const bytes = ['/bahasa', '/buku/bulan.xlsx', '/buku/bulan.csv', '/jurnal/kepala.txt', '/impor/{id}/kemajuan', '/impor/{id}/masalah.csv', '/layanan/{case}/berkas/{document}/foto'];
/** Pages that come up on a way that another file goes, and what it says there. */
const elsewhere = {
  '/informasi/{sector}': ['counter', 'informasi-tercatat'],
  '/layanan/{case}/berkas/{document}': ['counter', 'berkas-satu'],
  '/layanan/kertas/{case}': ['forms', 'layanan-kertas-berikutnya'],
  '/layanan/{case}/petugas': ['forms', 'maya-petugas'],
  '/impor/{id}': ['forms', 'admin-impor-hasil'],
  '/layanan/{case}/serahkan': ['hand-over', 'serahkan'],
  '/layanan/{case}/tarik': ['hand-over', 'tarik-kembali'],
  '/serah-terima': ['hand-over', 'serah-terima'],
  '/serah-terima/{id}': ['hand-over', 'serah-terima-jawab'],
  '/persiapan': ['setup', 'wilayah'],
  '/persiapan/selanjutnya': ['setup', 'selanjutnya'],
};

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

  /** A page on a phone and on a wide screen. */
  async function look(page, [name, where, status = 200], lang, who = '') {
    const path = typeof where === 'function' ? await where(page) : where;
    const answer = await page.goto(path);
    assert.equal(answer.status(), status, path);
    // What asks for more right after it was opened has its answer first: axe leaves marks that a swap would trip over.
    if (await page.locator('[hx-trigger^=load]').count()) await page.waitForLoadState('networkidle');
    await everywhere(page, `${who ? `${who}-` : ''}${name}`, lang);
  }

  /** The steps that are offered to somebody on the needs that wait for them or that they handed on: one address of each. */
  const offered = (page) =>
    page.evaluate(async () => {
      const links = async (path, css) => {
        const answer = await (await fetch(path)).text();
        return [...new DOMParser().parseFromString(answer, 'text/html').querySelectorAll(`main a[href^="${css}"]`)].map((a) => a.getAttribute('href'));
      };
      const found = {};
      const cases = new Set((await links('/tugas', '/layanan/')).map((href) => href.split('/').slice(0, 3).join('/')).filter((path) => path.length === 45));
      for (const path of cases) {
        const needs = new Set((await links(path, `${path}/kebutuhan/`)).map((href) => href.split('/').slice(0, 5).join('/')));
        for (const need of needs) for (const href of await links(need, `${need}/`)) found[href.split(/[/?]/)[5]] ??= href.split('?')[0];
      }
      return found;
    });

  for (const lang of languages) {
    test(`public pages in ${lang}`, async () => {
      const { context, page, errors } = await visit(browser, server.url, { lang });
      for (const at of open_to_all) await look(page, at, lang);
      assert.deepEqual(errors.filter((e) => !e.includes('404')), []);
      await context.close();
    });

    for (const [login, pages] of Object.entries(rooms)) {
      test(`pages of ${login} in ${lang}`, async () => {
        const { context, page, errors } = await visit(browser, server.url, { lang });
        await enter(page, login);
        for (const at of pages) await look(page, at, lang, login);
        assert.deepEqual(errors, []);
        await context.close();
      });
    }

    test(`every step of a need in ${lang}`, async () => {
      const left = new Set(steps);
      assert.ok(left.size > 20);
      // The demo's year shows every state; whoever decides and whoever answers has steps of their own.
      for (const login of ['ratna', 'yuni', 'bpjs']) {
        const { context, page, errors } = await visit(browser, server.url, { lang });
        await enter(page, login);
        await page.goto('/tugas');
        const found = await offered(page);
        for (const step of [...left].filter((s) => found[s])) {
          await look(page, [`langkah-${step}`, found[step]], lang);
          left.delete(step);
        }
        if (login === 'ratna') {
          const need = found.catat.split('/').slice(0, 5).join('/');
          await look(page, ['kebutuhan', need], lang);
          await look(page, ['langkah-tidak-lagi', `${need}/jawab`, 409], lang);
        }
        assert.deepEqual(errors.filter((e) => !e.includes('409')), []);
        await context.close();
      }
      assert.deepEqual([...left], [], 'steps that the demo offers to nobody');
    });

    test(`a family's pages in ${lang}`, async () => {
      const { context, page, errors } = await visit(browser, server.url, { lang });
      await enter(page, 'ratna');
      await page.goto('/keluarga');
      await page.locator('main input[name=q]').fill('Sumiati');
      await page.locator('main form button').first().click();
      const family = page.locator('main a[href^="/keluarga/"]:not([href*="baru"]):not([href*="cari"])').first();
      await family.waitFor();
      await everywhere(page, 'keluarga-hasil', lang);
      const path = (await family.evaluate((a) => a.pathname)).split('/').slice(0, 3).join('/');
      for (const tab of ['', '/rumah', '/program', '/layanan', '/riwayat', '/anggota']) await look(page, [`keluarga${tab.replace('/', '-')}`, `${path}${tab}`], lang);
      // A number in clear.
      const why = page.locator('main form[action$="/tampilkan"]').first();
      await why.evaluate((form) => (form.closest('details').open = true));
      await why.locator('select[name=reason]').selectOption({ index: 1 });
      await why.locator('button').click();
      await page.locator('main .notice .number-inline').waitFor();
      await everywhere(page, 'keluarga-tampilkan', lang);
      assert.deepEqual(errors, []);
      await context.close();
    });

    test(`a family that an officer wrote down in ${lang}`, async () => {
      const { context, page, errors } = await visit(browser, server.url, { lang });
      await enter(page, 'ratna');
      await page.goto('/keluarga/baru');
      await page.fill('#name', 'Warga Tanpa Angka');
      await page.check('#no_nik');
      const village = page.locator('main select[name=village]');
      if (!(await village.inputValue())) await village.selectOption({ index: 1 });
      await page.locator('main form button.btn-act').first().click();
      await page.waitForURL(/\/keluarga\/[0-9a-f-]{36}/);
      const path = new URL(page.url()).pathname.split('/').slice(0, 3).join('/');
      await look(page, ['keluarga-tanpa-nik', `${path}/anggota`], lang);
      await look(page, ['keluarga-betulkan', `${path}/betulkan`], lang);
      await page.goto(`${path}/anggota`);
      await look(page, ['keluarga-betulkan-orang', first('main a[href*="/betulkan/"]')], lang);
      await page.fill('#name', '');
      await page.locator('main form button.btn-act').click();
      await page.locator('.error-summary').waitFor();
      await accessible(page, 'a member with something to correct');
      assert.deepEqual(errors.filter((e) => !e.includes('422')), []);
      await context.close();
    });

    test(`what a press brings up in ${lang}`, async () => {
      const { context, page, errors } = await visit(browser, server.url, { lang });
      await enter(page, 'inspektorat');
      await page.goto('/jurnal');
      await page.locator('form[action="/jurnal/periksa"] button').click();
      await page.locator('#hasil').waitFor();
      await everywhere(page, 'jurnal-diperiksa', lang);
      await enter(page, 'ratna');
      await page.goto('/akun');
      await page.fill('#label', 'Buku agenda');
      await page.locator('form[action="/akun/token"] button').click();
      await page.locator('#fresh-token').waitFor();
      await everywhere(page, 'akun-token', lang);
      assert.deepEqual(errors, []);
      await context.close();
    });

    test(`a service is erased in ${lang}`, async () => {
      const { context, page, errors } = await visit(browser, server.url, { lang });
      await enter(page, 'ratna');
      await page.goto('/keluarga');
      await page.locator('main input[name=q]').fill('Sumiati');
      await page.locator('main form button').first().click();
      await page.locator('main a[href^="/keluarga/"]:not([href*="baru"]):not([href*="cari"])').first().click();
      await page.waitForURL(/\/keluarga\/[0-9a-f-]{36}/);
      const why = page.locator('main form[action$="/tampilkan"]').first();
      await why.evaluate((form) => (form.closest('details').open = true));
      await why.locator('select[name=reason]').selectOption({ index: 1 });
      await why.locator('button').click();
      const card = (await page.locator('main .notice .number-inline').textContent()).replace(/\D/g, '');
      await serveAnonymous(page, 'pangan', { index: 1 });
      await everywhere(page, 'nomor-tanpa-nama', lang);
      const number = (await page.locator('#nomor').textContent()).trim();
      await page.goto(new URL(page.url()).pathname.replace(/nomor$/, 'pin'));
      await page.check('#sure');
      await page.locator('main form button.btn-act').click();
      await page.locator('#pin').waitFor();
      await everywhere(page, 'layanan-pin-baru', lang);

      await enter(page, 'admin');
      await look(page, ['penghapusan', '/penghapusan'], lang);
      await page.fill('#card', card);
      await page.locator('main form button.btn-act').click();
      await page.locator('input[name=person]').first().waitFor();
      await everywhere(page, 'penghapusan-pilih', lang);
      await page.goto('/penghapusan');
      await page.fill('#number', number);
      await page.locator('main form button.btn-act').click();
      await page.locator('#word').waitFor();
      await everywhere(page, 'penghapusan-pasti', lang);
      await page.locator('main form button.btn-act').click();
      await page.locator('.error-summary').waitFor();
      await accessible(page, 'nothing is erased without the word');
      await page.selectOption('#ground', { index: 1 });
      await page.fill('#word', 'HAPUS');
      await page.locator('main form button.btn-act').click();
      await page.locator('main .notice.act').waitFor();
      await everywhere(page, 'penghapusan-selesai', lang);
      assert.deepEqual(errors.filter((e) => !e.includes('422')), []);
      await context.close();
    });
  }

  test('in the dark everything is as readable', async () => {
    const { context, page } = await visit(browser, server.url, { dark: true });
    for (const [name, path, status = 200] of open_to_all) {
      assert.equal((await page.goto(path)).status(), status);
      await accessible(page, `${path} in the dark`);
      await picture(page, `gelap-${name}-1366-id`);
    }
    await enter(page, 'ratna');
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

  test('whoever may not is told kindly, whoever may not know is told that there is nothing', async () => {
    const { context, page } = await visit(browser, server.url);
    await enter(page, 'bpjs');
    assert.equal((await page.goto('/pengguna')).status(), 403);
    await everywhere(page, 'tidak-berhak', 'id');
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
      await enter(page, 'ratna');
      assert.equal((await page.goto('/latihan')).status(), 200);
      await everywhere(page, 'latihan', lang);
      assert.deepEqual(errors, []);
      await context.close();
    });
  }
});

test('no page of the router is left out', () => {
  const files = readdirSync(sources, { recursive: true }).filter((name) => name.endsWith('.rs'));
  const text = files.map((name) => readFileSync(join(sources, name), 'utf8')).join('\n');
  const home = text.match(/const HOME: &str = "([^"]+)"/)[1];
  const routes = [...text.matchAll(/\.route\(\s*(?:"([^"]+)"|HOME),\s*get\(/g)].map((m) => m[1] ?? home);
  assert.ok(routes.length > 70, 'they are found in the source');
  const pattern = (route) => new RegExp(`^${route.replace(/\{[^}]+\}/g, '[^/]+')}$`);
  const holes = (route) => route.split('{').length;
  // The way with the fewest holes is the one that the router takes.
  const taken = (path) => routes.filter((route) => pattern(route).test(path)).sort((a, b) => holes(a) - holes(b))[0];
  const seen = new Set([...opened].map(taken));
  for (const [route, [file, name]] of Object.entries(elsewhere)) {
    assert.ok(readFileSync(join(import.meta.dirname, `${file}.test.mjs`), 'utf8').includes(`'${name}'`), `${file}.test.mjs looks at ${route}`);
    seen.add(route);
  }
  assert.deepEqual(routes.filter((route) => !seen.has(route) && !bytes.includes(route)), []);
  assert.deepEqual(steps.filter((step) => ![...opened].some((path) => path.endsWith(`/${step}`) && path.includes('/kebutuhan/'))), []);
});

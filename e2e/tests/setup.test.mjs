// As a new user would: an empty server, the one-time password, the regency, an office, an officer, the first citizen.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { start } from '../lib/server.mjs';
import { open, visit, accessible, picture } from '../lib/browser.mjs';

describe('first start', () => {
  let server, browser;
  before(async () => {
    server = await start({ engine: 'sqlite', kind: 'real' });
    browser = await open();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  test('the home page leads to set-up, which only the printed password opens', async () => {
    const { context, page } = await visit(browser, server.url);
    await page.goto('/');
    await page.waitForURL(/\/persiapan/);
    await accessible(page, 'set-up');
    await picture(page, 'persiapan-1366-id');
    assert.match(server.output(), /[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}/, 'the one-time password is printed');
    await context.close();
  });
});

// Pictures of each page kind at 360 and 1280 px in light, dark and elder, to be looked at: node pictures.mjs FOLDER [ADDRESS…]
import { mkdir } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { serve } from './serve.mjs';

const output = process.env.BANBAO_OUTPUT ?? '../../output';
const [folder, ...asked] = process.argv.slice(2);
const kinds = asked.length ? asked : [
  '/', '/articles/', '/articles/no-tobacco-day/', '/articles/love-teeth-kids/', '/events/shijie-wuyan-ri/', '/calendar/', '/tags/', '/tags/控烟/',
  '/audience/', '/audience/儿童/', '/archive/', '/archive/2026/', '/archive/2026/q2/', '/boards/', '/boards/2026-q2/', '/about/',
  '/search/?q=无烟日', '/no-such-page/',
];
await mkdir(folder, { recursive: true });
const site = await serve(`${output}/site`);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
for (const width of [360, 1280]) {
  for (const look of ['light', 'dark', 'elder']) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: look === 'dark' ? 'dark' : 'light', deviceScaleFactor: width === 360 ? 2 : 1 });
    if (look === 'elder') await context.addInitScript(() => localStorage.setItem('banbao-elder', '1'));
    const page = await context.newPage();
    for (const url of kinds) {
      await page.goto(site.origin + url, { waitUntil: 'networkidle' });
      // Pictures below the fold are loaded lazily.
      await page.evaluate(() => { for (const img of document.images) img.loading = 'eager'; });
      await page.waitForLoadState('networkidle');
      const name = url.replaceAll('/', '_').replace(/[?=]/g, '-');
      await page.screenshot({ path: `${folder}/${name}${width}-${look}.png`, fullPage: true });
    }
    await context.close();
  }
}
await browser.close();
site.close();

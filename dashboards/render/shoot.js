// shoot.js SERVER FOLDER: a screenshot of each dashboard. VARIABLES: what its variables are set to.

import { readdirSync, readFileSync } from 'node:fs';

import { chromium } from 'playwright-core';

const [server, folder] = process.argv.slice(2);
const variables = process.env.VARIABLES ?? '';
const WIDTH = 1560,
  ROW = 38,
  LOADING_MS = 60_000,
  DRAWING_MS = 1500;
const sources = ['../grafana/', '../grafana-compat/'].map((path) => new URL(path, import.meta.url));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const files = sources.flatMap((source) => readdirSync(source).map((name) => new URL(name, source)));
for (const file of files) {
  const { uid, panels } = JSON.parse(readFileSync(file, 'utf8'));
  const height = Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h)) * ROW;
  const page = await browser.newPage({ viewport: { width: WIDTH, height } });
  page.on('pageerror', (error) => console.error(`${uid}: ${error.message}`));
  await page.goto(`${server}/?uid=${uid}&${variables}`);
  await page.waitForSelector('[data-ready]', { timeout: LOADING_MS });
  await page.waitForFunction(() => !document.querySelector('[data-ready="false"]'));
  await page.waitForTimeout(DRAWING_MS);
  await page.screenshot({ path: `${folder}/${uid}.png` });
  await page.close();
}
await browser.close();

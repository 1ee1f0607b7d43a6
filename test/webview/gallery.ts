/** Draws the view in the states and themes that matter, for looking at: PNGs in test-results/gallery. */
import { mkdir } from 'node:fs/promises';
import { buildView, openBrowser, openPage, serveView } from './page.js';
import { pictures } from './pictures.js';

const wanted = process.argv.slice(2);
const server = await serveView(await buildView(process.cwd()));
const browser = await openBrowser();
const folder = 'test-results/gallery';
await mkdir(folder, { recursive: true });
for (const picture of pictures) {
  if (wanted.length > 0 && !wanted.some(name => picture.name.includes(name))) continue;
  const { page, host, trouble } = await openPage(browser, server, picture);
  await host.show(picture.snapshot);
  try {
    if (picture.snapshot.subject.kind !== 'empty') await page.waitForSelector('.step');
    await picture.act?.(page);
  } catch (error) {
    trouble.push(String(error));
  }
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${folder}/${picture.name}.png` });
  const errors = (await host.sent('error')).map(error => error.stack);
  console.log(picture.name, ...trouble, ...errors);
  await page.close();
}
await browser.close();
server.close();

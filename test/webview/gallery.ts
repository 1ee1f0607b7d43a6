/** Draws the view in the states and themes that matter, for looking at: PNGs in test-results/gallery. With `--docs`, those that docs/graph.md shows. */
import { mkdir } from 'node:fs/promises';
import { buildView, openBrowser, openPage, serveView } from './page.js';
import { inDocs, pictures } from './pictures.js';

const wanted = process.argv.slice(2).filter(word => word !== '--docs');
const forDocs = process.argv.includes('--docs');
const server = await serveView(await buildView(process.cwd()));
const browser = await openBrowser();
const folder = forDocs ? 'docs/images' : 'test-results/gallery';
await mkdir(folder, { recursive: true });
for (const picture of pictures) {
  const file = forDocs ? inDocs[picture.name] : picture.name;
  if (file === undefined) continue;
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
  await page.screenshot({ path: `${folder}/${file}.png` });
  const errors = (await host.sent('error')).map(error => error.stack);
  console.log(picture.name, ...trouble, ...errors);
  await page.close();
}
await browser.close();
server.close();

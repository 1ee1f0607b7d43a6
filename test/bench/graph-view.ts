/** Measures the graph view in Chromium, with a host that is scripted, and prints what it found as JSON. Bundled by graph.mjs. */
import type { Page } from '@playwright/test';
import Elk from 'elkjs/lib/elk.bundled.js';
import type { Graph } from '../../runtime/model/graph.js';
import { layered } from '../../runtime/model/layered/layered.js';
import type { RunOverlay } from '../../runtime/model/overlay.js';
import { planOf } from '../../webview/graph/canvas/layout/input.js';
import type { ViewSnapshot } from '../../webview/graph/protocol.js';
import { edge, flowSubject, generatedFlow, run, snapshot, step, stepRun } from '../webview/graphs.js';
import { buildView, openBrowser, openPage, serveView } from '../webview/page.js';
import { median } from './measure.mjs';

const browser = await openBrowser();
const server = await serveView(await buildView(process.cwd()));
try {
  const first = [];
  for (const steps of [50, 300, 1_000]) first.push({ steps, ...(await firstPaint(generatedFlow(steps))) });
  const found = {
    first,
    moving: await moving(generatedFlow(1_000)),
    live: await live(),
    folding: await folding(generatedFlow(1_000)),
    stable: await stable(generatedFlow(50)),
  };
  console.log(JSON.stringify(found));
} finally {
  await browser.close();
  server.close();
}

declare global {
  interface Window {
    painted: number | undefined;
  }
}

/** From the start of the page's navigation until the flow stands there, laid out: the script is loaded, the host asked, the layout made. */
async function firstPaint(graph: Graph): Promise<{ shown: number; own: number; elk: number }> {
  const shown: number[] = [];
  const own: number[] = [];
  const elk: number[] = [];
  for (let round = 0; round < 5; round++) {
    const page = await browser.newPage({ viewport: { width: 900, height: 760 }, reducedMotion: 'reduce' });
    await page.addInitScript(
      given => {
        // Answers as soon as the page says that it is there.
        const asking = setInterval(() => {
          if (!window.sent?.some(message => message.type === 'ready')) return;
          clearInterval(asking);
          window.postMessage({ type: 'snapshot', snapshot: given }, '*');
        }, 1);
        const look = () => {
          if (!document.querySelector('.step')) return;
          watch.disconnect();
          requestAnimationFrame(() =>
            requestAnimationFrame(() => {
              window.painted = performance.now();
            }),
          );
        };
        const watch = new MutationObserver(look);
        document.addEventListener('DOMContentLoaded', () => {
          watch.observe(document.body, { childList: true, subtree: true });
          // It may stand there already.
          look();
        });
      },
      snapshot(flowSubject(graph)),
    );
    await page.goto(server.address);
    await page.waitForFunction(() => window.painted !== undefined);
    // The first round fills the browser's caches.
    if (round > 0) shown.push(await page.evaluate(() => window.painted ?? 0));
    if (round > 0) elk.push(await layoutOfElk(graph));
    if (round > 0) own.push(layoutOfOurs(graph));
    await page.close();
  }
  return { shown: median(shown), own: median(own), elk: median(elk) };
}

function layoutOfOurs(graph: Graph): number {
  const measure = { name: (text: string) => text.length * 7, label: (text: string) => text.length * 7 };
  const began = performance.now();
  layered(planOf(graph, 'DOWN', measure));
  return performance.now() - began;
}

/** What most pictures of graphs are laid out by. */
async function layoutOfElk({ steps, edges }: Graph): Promise<number> {
  const began = performance.now();
  await new Elk.default().layout({
    id: 'root',
    layoutOptions: { 'elk.algorithm': 'layered', 'elk.edgeRouting': 'ORTHOGONAL' },
    children: steps.map(({ name }) => ({ id: name, width: 240, height: 60 })),
    edges: edges.map(({ from, to }, id) => ({ id: `e${id}`, sources: [from], targets: [to] })),
  });
  return performance.now() - began;
}

/** Frames a second while a hand moves and zooms the canvas without a pause, beside those of an empty page. */
async function moving(graph: Graph): Promise<{ pan: number; zoom: number; idle: number }> {
  const { page, host } = await openPage(browser, server);
  await host.show(snapshot(flowSubject(graph)));
  await page.waitForSelector('.step');
  const during = async (turn: (at: number) => Promise<void>): Promise<number> => {
    await page.evaluate(() => {
      const frames: number[] = [];
      (window as unknown as { frames: number[] }).frames = frames;
      const count = (at: number) => {
        frames.push(at);
        requestAnimationFrame(count);
      };
      requestAnimationFrame(count);
    });
    const until = performance.now() + 3_000;
    for (let at = 0; performance.now() < until; at++) await turn(at);
    return page.evaluate(() => {
      const { frames } = window as unknown as { frames: number[] };
      const gaps = frames.slice(1).map((time, i) => time - (frames[i] ?? 0));
      return 1_000 / (gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length);
    });
  };
  await page.mouse.move(400, 400);
  const pan = await during(at => page.mouse.wheel(0, at % 400 < 200 ? 40 : -40));
  await page.keyboard.down('Control');
  const zoom = await during(at => page.mouse.wheel(0, at % 60 < 30 ? 30 : -30));
  await page.keyboard.up('Control');
  await page.close();
  const blank = await openPage(browser, server);
  const idle = await blank.page.evaluate(
    () =>
      new Promise<number>(resolve => {
        const frames: number[] = [];
        const count = (at: number) => {
          frames.push(at);
          if (frames.length < 120) requestAnimationFrame(count);
          else resolve(119_000 / (at - (frames[0] ?? 0)));
        };
        requestAnimationFrame(count);
      }),
  );
  await blank.page.close();
  return { pan, zoom, idle };
}

/** From the key that folds a part until it is painted so, and from the key that opens it. */
async function folding(graph: Graph): Promise<number> {
  const { page, host } = await openPage(browser, server);
  await host.show(snapshot(flowSubject(graph)));
  await page.locator('[data-step="split0"]').click();
  const took: number[] = [];
  for (let round = 0; round < 10; round++) {
    took.push(
      await page.evaluate(
        async isFolded => {
          const began = performance.now();
          document
            .querySelector('.canvas')
            ?.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', bubbles: true }));
          while ((document.querySelector('[data-fold]') !== null) === isFolded)
            await new Promise(requestAnimationFrame);
          return performance.now() - began;
        },
        round % 2 === 1,
      ),
    );
  }
  await page.close();
  return median(took);
}

/**
 * A run of which five thousand tasks a second end: the host tells the page of it once a frame, as it does. From the telling until the count is painted, and what
 * memory grows by while a hundred thousand end.
 */
async function live(): Promise<{ delay: number; grown: number; frames: number }> {
  const { page, host } = await openPage(browser, server);
  const graph = generatedFlow(50);
  const at = (done: number): ViewSnapshot => snapshot(flowSubject(graph), { run: overlay(graph, done) });
  await host.show(at(0));
  await page.waitForSelector('.step');
  const heap = async () => {
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    await session.detach();
    return usedSize / 1e6;
  };
  const before = await heap();
  const told = await page.evaluate(
    async ([base, every, total]) => {
      const delays: number[] = [];
      let updates = 0;
      for (let done = 0; done < total; done += every) {
        const given = structuredClone(base) as {
          run: { steps: Record<string, { counts: { done: number } }> };
        };
        const own = given.run.steps.left0;
        if (own) own.counts.done = done;
        const began = performance.now();
        const shown = `${done.toLocaleString('en')} / 100,000`;
        window.postMessage({ type: 'snapshot', snapshot: given }, '*');
        await new Promise<void>(resolve => {
          const look = () => {
            const text = document.querySelector('[data-step="left0"] .step-words')?.textContent ?? '';
            if (text.startsWith(shown)) resolve();
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        });
        delays.push(performance.now() - began);
        updates++;
        // Five thousand a second.
        await new Promise(resolve => setTimeout(resolve, Math.max(0, 16 - (performance.now() - began))));
      }
      return { delays, updates };
    },
    [at(0), 80, 100_000] as const,
  );
  const grown = (await heap()) - before;
  await page.close();
  const sorted = told.delays.toSorted((a, b) => a - b);
  return { delay: sorted[Math.floor(sorted.length * 0.95)] ?? 0, grown, frames: told.updates };
}

function overlay(graph: Graph, done: number): RunOverlay {
  return run(graph.flow, 'running', Date.now(), null, {
    start: stepRun('done', { done: 1 }, Date.now(), 5),
    split0: stepRun('done', { done: 1 }, Date.now(), 5),
    left0: stepRun('running', { done, queued: 100_000 - done }, Date.now(), null),
  });
}

/** Of the other nodes, the share that stays where it is in the picture when a step is put into the flow, at ten places of it. */
async function stable(graph: Graph): Promise<{ across: number; least: number; whole: number }> {
  const { page, host } = await openPage(browser, server, { height: 900 });
  const across: number[] = [];
  const whole: number[] = [];
  const every = Math.floor(graph.edges.length / 10);
  for (let i = 0; i < 10; i++) {
    const at = graph.edges[i * every];
    if (!at) continue;
    await host.show(snapshot(flowSubject(graph, { version: 2 * i + 1 })));
    await page.waitForFunction(
      () => document.querySelector('.step') && !document.querySelector('[data-step="added"]'),
    );
    // Whoever puts a step there has the step before it selected.
    await page.keyboard.press('/');
    await page.keyboard.type(at.from);
    await page.keyboard.press('Enter');
    await page.keyboard.press('0');
    await page.waitForFunction(
      count => document.querySelectorAll('.step').length === count,
      graph.steps.length,
    );
    const before = await places(page);
    await host.show(snapshot(flowSubject(withStepOn(graph, at.from, at.to), { version: 2 * i + 2 })));
    await page.waitForFunction(
      count => document.querySelectorAll('.step').length === count,
      graph.steps.length + 1,
    );
    const after = await places(page);
    const both = Object.entries(before).flatMap(([name, was]) =>
      after[name] ? [[was, after[name]] as const] : [],
    );
    across.push(both.filter(([was, now]) => Math.abs(was.x - now.x) < 1).length / both.length);
    whole.push(
      both.filter(([was, now]) => Math.abs(was.x - now.x) < 1 && Math.abs(was.y - now.y) < 1).length /
        both.length,
    );
  }
  await page.close();
  return { across: median(across), least: Math.min(...across), whole: median(whole) };
}

/** Where nodes stand in the picture. */
function places(page: Page): Promise<Record<string, { x: number; y: number }>> {
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLElement>('.react-flow__node')].map(each => {
        const { m41: x, m42: y } = new DOMMatrix(getComputedStyle(each).transform);
        return [each.dataset.id ?? '', { x, y }];
      }),
    ),
  );
}

function withStepOn(graph: Graph, from: string, to: string): Graph {
  return {
    ...graph,
    steps: [...graph.steps, step('added', 'linear')],
    edges: graph.edges.flatMap(each =>
      each.from === from && each.to === to ? [{ ...each, to: 'added' }, edge('added', to)] : [each],
    ),
  };
}

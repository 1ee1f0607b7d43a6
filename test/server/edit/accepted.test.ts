/** A form begins with what stands in the code: taken as it comes, over every text of the fixtures, it makes no other flow of it. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { editFrom } from '../../../runtime/model/edit.js';
import { edits, type Site } from '../../../runtime/model/edits.js';
import { editFlow } from '../../../server/edit/edit.js';
import { artifactFields } from '../../../server/features/artifactFields.js';
import { parseFlows } from '../../../server/parse/flows.js';

const folder = path.join(import.meta.dirname, 'fixtures');
const texts = globSync('*/*.txt', { cwd: folder })
  .filter(name => !/\.(after|js)\.txt$/.test(name))
  .toSorted();

test('what a form begins with is what there is', () => {
  let accepted = 0;
  const found: string[] = [];
  for (const name of texts) {
    const text = readFileSync(path.join(folder, name), 'utf8').split('\n').slice(1).join('\n');
    const parsed = parseFlows(text, 'f.flow.ts');
    const graph = parsed.classes.find(each => each.graph.flow === 'F')?.graph;
    if (!graph) continue;
    const sites: Site[] = [
      ...graph.steps.map(({ name: step }): Site => ({ kind: 'step', step })),
      ...graph.edges.map(({ from, to }): Site => ({ kind: 'edge', from, to })),
      ...graph.parameters.map((parameter): Site => ({ kind: 'field', name: parameter.name })),
      ...artifactFields(parsed, 'F').map(
        (artifact): Site => ({ kind: 'field', name: artifact.name, artifact }),
      ),
    ];
    for (const site of sites) {
      for (const { id, kind, on, why, given, asks } of edits) {
        if (on !== site.kind || why(site, graph) !== null) continue;
        const asked = asks(site, graph, {});
        if (asked.length === 0 || asked.some(({ now }) => now === undefined || now === '')) continue;
        const edit = editFrom({
          kind,
          ...given(site),
          ...Object.fromEntries(asked.map(({ field, now }) => [field, now])),
        });
        const edited = edit && editFlow(text, 'f.flow.ts', 'F', edit, null, parsed);
        if (!edited?.ok) continue;
        accepted++;
        const after = edited.parsed.classes.find(each => each.graph.flow === 'F')?.graph;
        const isSame =
          isDeepStrictEqual(after, graph) &&
          isDeepStrictEqual(artifactFields(edited.parsed, 'F'), artifactFields(parsed, 'F'));
        if (!isSame) found.push(`${name}: ${id} of ${JSON.stringify(site)}`);
      }
    }
  }
  expect(found).toEqual([]);
  expect(accepted).toBeGreaterThan(1_000);
});

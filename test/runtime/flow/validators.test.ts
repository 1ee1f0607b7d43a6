import * as v from 'valibot';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineFlow } from '../../../runtime/flow/definition.js';
import { Flow } from '../../../runtime/flow/flow.js';
import { parameter } from '../../../runtime/flow/parameter.js';
import { step } from '../../../runtime/flow/step.js';
import { checkParameters } from '../../../runtime/workers/facts.js';

class ZodFlow extends Flow {
  port = parameter(z.coerce.number().int().min(1).max(65_535), { default: 8080 });
  window = parameter(z.object({ from: z.iso.date(), to: z.iso.date() }).optional());
  names = parameter(
    z.array(z.string().trim().min(1)).transform(names => new Set(names)),
    { default: new Set<string>() },
  );
  known = parameter(
    z.string().refine(async name => name !== 'nobody', 'nobody knows nobody'),
    { default: 'ann' },
  );
  @step() start() {}
}

class ValibotFlow extends Flow {
  port = parameter(v.pipe(v.unknown(), v.transform(Number), v.integer(), v.minValue(1)), { default: 8080 });
  window = parameter(v.optional(v.object({ from: v.pipe(v.string(), v.isoDate()), to: v.string() })));
  names = parameter(
    v.pipe(
      v.array(v.pipe(v.string(), v.trim(), v.minLength(1))),
      v.transform(names => new Set(names)),
    ),
    { default: new Set<string>() },
  );
  known = parameter(
    v.pipeAsync(
      v.string(),
      v.checkAsync(async name => name !== 'nobody', 'nobody knows nobody'),
    ),
    { default: 'ann' },
  );
  @step() start() {}
}

test.each([ZodFlow, ValibotFlow])('a real validator decides: %o', async Class => {
  const flow = defineFlow(Class);
  const check = (raw: Parameters<typeof checkParameters>[1]) => checkParameters(flow, raw, {});
  expect(await check({})).toMatchObject({
    ok: true,
    values: { port: 8080, names: new Set(), known: 'ann', window: undefined },
  });
  expect(
    await check({
      port: { text: '443' },
      window: { text: '{"from":"2026-01-01","to":"2026-02-01"}' },
      names: { value: [' a ', 'b'] },
      known: { text: 'bob' },
    }),
  ).toMatchObject({
    ok: true,
    values: {
      port: 443,
      window: { from: '2026-01-01', to: '2026-02-01' },
      names: new Set(['a', 'b']),
      known: 'bob',
    },
  });
  const refused = await check({
    port: { text: '0' },
    window: { value: { from: 'yesterday', to: '2026-02-01' } },
    names: { value: ['a', '  '] },
    known: { text: 'nobody' },
  });
  expect(refused.ok).toBe(false);
  const problems = refused.ok ? [] : refused.problems;
  // All at once, each with the way to the culprit inside its value.
  expect(problems).toHaveLength(4);
  expect(problems[0]).toMatch(/^the parameter port: "0" is refused: /);
  expect(problems[1]).toMatch(/^the parameter window: .* is refused: from: /);
  expect(problems[2]).toMatch(/^the parameter names: .* is refused: 1: /);
  expect(problems[3]).toBe('the parameter known: "nobody" is refused: nobody knows nobody');
});

test('a value that a validator makes has its type', () => {
  const flow = new ZodFlow();
  flow.names satisfies Set<string>;
  flow.port satisfies number;
  // @ts-expect-error the validator gives a number
  flow.port satisfies string;
  new ValibotFlow().names satisfies Set<string>;
});

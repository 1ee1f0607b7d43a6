/** What a step is marked with. */
import { declare, type EditDeclaration } from './declaration.js';
import { codeOf, stepAt } from './graph-facts.js';

export const optionEdits: readonly EditDeclaration[] = [
  ...(
    [
      ['setRetry', 'retry', 'Retry…', 'Tries the step again when it fails, so many times.', '2'],
      [
        'setTimeout',
        'timeout',
        'Time limit…',
        'Ends an attempt that takes longer, and lets it fail.',
        "'5m'",
      ],
      [
        'setCatch',
        'catch',
        'Catch errors…',
        'Goes on when the step fails in the end, with the error in an artifact.',
        "'problem'",
      ],
      ['setMemory', 'memory', 'Memory…', 'Gives each task of the step so much memory.', "'2 GB'"],
      [
        'setIsolate',
        'isolate',
        'Process of its own…',
        'Runs each task of the step in a fresh process.',
        'true',
      ],
      [
        'setEnv',
        'env',
        'Environment…',
        'Sets environment variables for the tasks of the step.',
        "{ LANG: 'C' }",
      ],
    ] as const
  ).map(([id, option, title, says, hint]) =>
    declare<'setOption', 'step'>({
      id,
      kind: 'setOption',
      group: 'option',
      title,
      says,
      on: 'step',
      keys: [],
      verb: 'Set',
      given: ({ step }) => ({ step, option }),
      asks: ({ step }, graph) => [
        {
          field: 'value',
          by: 'code',
          label: `${option} of ${step}`,
          hint: `${hint}, or nothing for none`,
          now: codeOf(stepAt(graph, step)?.options[option]),
          mayBeEmpty: true,
        },
      ],
    }),
  ),
];

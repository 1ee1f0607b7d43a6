/** Edits of parameters and artifacts. */
import { declare, type EditDeclaration } from './declaration.js';
import { codeOf, parameterAt } from './graph-facts.js';

export const fieldEdits: readonly EditDeclaration[] = [
  declare<'addParameter', 'flow'>({
    id: 'addParameter',
    kind: 'addParameter',
    group: 'field',
    title: 'Add parameter…',
    says: 'Adds what a run can be given.',
    on: 'flow',
    keys: ['p'],
    given: () => ({}),
    asks: () => [
      { field: 'name', by: 'name', label: 'Name of the parameter', hint: 'limit' },
      {
        field: 'type',
        by: 'choice',
        label: 'Kind',
        hint: '',
        choices: ['number', 'string', 'boolean', 'choice', 'json', 'file'],
      },
      {
        field: 'value',
        by: 'code',
        label: 'Default; of a choice, what can be chosen',
        hint: 'nothing: each run has to give it',
        optional: true,
      },
    ],
  }),
  declare<'addArtifact', 'flow'>({
    id: 'addArtifact',
    kind: 'addArtifact',
    group: 'field',
    title: 'Add artifact…',
    says: 'Declares what steps leave for others: a field.',
    on: 'flow',
    keys: ['v'],
    given: () => ({}),
    asks: () => [
      { field: 'name', by: 'name', label: 'Name of the artifact', hint: 'rows' },
      { field: 'type', by: 'code', label: 'Type', hint: 'string[]', optional: true },
      { field: 'value', by: 'code', label: 'First value', hint: '[]', optional: true },
    ],
  }),
  ...(
    [
      ['parameterDefault', 'default', 'Default…', 'The value when a run gives none.', '3'],
      ['parameterMin', 'min', 'Smallest…', 'The smallest number allowed.', '0'],
      ['parameterMax', 'max', 'Largest…', 'The largest number allowed.', '10'],
      [
        'parameterEnv',
        'env',
        'From the environment…',
        'The variable that gives the value when a run does not.',
        "'LIMIT'",
      ],
    ] as const
  ).map(([id, option, title, says, hint]) =>
    declare<'setParameter', 'field'>({
      id,
      kind: 'setParameter',
      group: 'field',
      title,
      says,
      on: 'field',
      keys: [],
      verb: 'Set',
      given: ({ name: field }) => ({ name: field, option }),
      asks: ({ name: field }, graph) => [
        {
          field: 'value',
          by: 'code',
          label: `${option} of ${field}`,
          hint: `${hint}, or nothing for none`,
          now: codeOf(parameterAt(graph, field)?.[option]),
          mayBeEmpty: true,
        },
      ],
      why: ({ name: field }, graph) => {
        const parameter = parameterAt(graph, field);
        const isFor = option === 'min' || option === 'max' ? parameter?.type === 'number' : parameter;
        return isFor ? null : undefined;
      },
    }),
  ),
  declare<'renameField', 'field'>({
    id: 'renameField',
    kind: 'renameField',
    group: 'field',
    title: 'Rename…',
    says: 'Renames it wherever it is named, in all files.',
    on: 'field',
    keys: [],
    given: ({ name: field }) => ({ name: field }),
    asks: ({ name: field }) => [
      { field: 'to', by: 'name', label: `New name of ${field}`, hint: field, now: field },
    ],
  }),
  declare<'describeField', 'field'>({
    id: 'describeField',
    kind: 'describeField',
    group: 'field',
    title: 'Describe…',
    says: 'Writes what it is into its doc comment.',
    on: 'field',
    keys: [],
    given: ({ name: field }) => ({ name: field }),
    asks: ({ name: field }, graph) => [
      {
        field: 'text',
        by: 'prose',
        label: `What ${field} is`,
        hint: 'A sentence or two',
        now: parameterAt(graph, field)?.doc ?? '',
        mayBeEmpty: true,
      },
    ],
  }),
  declare<'removeField', 'field'>({
    id: 'removeField',
    kind: 'removeField',
    group: 'field',
    title: 'Remove',
    says: 'Takes it out of the flow, where nothing names it any more.',
    on: 'field',
    keys: [],
    given: ({ name: field }) => ({ name: field }),
  }),
];

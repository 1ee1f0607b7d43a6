/** Edits of parameters and artifacts. */
import { declare, type EditDeclaration } from './declaration.js';
import { codeOf, parameterAt } from './graph-facts.js';

const kinds = ['number', 'string', 'boolean', 'choice', 'json', 'file'] as const;

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
        choices: kinds,
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
  declare<'setKind', 'field'>({
    id: 'setKind',
    kind: 'setKind',
    group: 'field',
    title: 'Kind…',
    says: 'Makes the parameter one of another kind; what that one has too stays.',
    on: 'field',
    keys: [],
    verb: 'Change',
    given: ({ name: field }) => ({ name: field }),
    asks: ({ name: field }, graph) => [
      {
        field: 'type',
        by: 'choice',
        label: `Kind of ${field}`,
        hint: '',
        choices: kinds.filter(kind => kind !== parameterAt(graph, field)?.type),
      },
      {
        field: 'value',
        by: 'code',
        label: 'Default; of a choice, what can be chosen',
        hint: 'nothing: the default it has, where it fits',
        optional: true,
      },
    ],
    why: ({ name: field }, graph) => {
      const parameter = parameterAt(graph, field);
      return parameter && parameter.type !== 'schema' ? null : undefined;
    },
  }),
  declare<'setChoices', 'field'>({
    id: 'setChoices',
    kind: 'setChoices',
    group: 'field',
    title: 'Choices…',
    says: 'Changes what can be chosen.',
    on: 'field',
    keys: [],
    verb: 'Set',
    given: ({ name: field }) => ({ name: field }),
    asks: ({ name: field }, graph) => [
      {
        field: 'value',
        by: 'code',
        label: `What can be chosen of ${field}`,
        hint: "['a', 'b']",
        now: codeOf(parameterAt(graph, field)?.choices),
      },
    ],
    why: ({ name: field }, graph) => (parameterAt(graph, field)?.type === 'choice' ? null : undefined),
  }),
  ...(
    [
      ['artifactType', 'type', 'Type…', 'The type that it is written with.', 'string[]'],
      ['artifactValue', 'value', 'First value…', 'What it holds when a run begins.', '[]'],
    ] as const
  ).map(([id, part, title, says, hint]) =>
    declare<'setArtifact', 'field'>({
      id,
      kind: 'setArtifact',
      group: 'field',
      title,
      says,
      on: 'field',
      keys: [],
      verb: 'Set',
      given: ({ name: field }) => ({ name: field, part }),
      asks: ({ name: field, artifact }) => [
        {
          field: 'value',
          by: 'code',
          label: `${part === 'type' ? 'Type' : 'First value'} of ${field}`,
          hint: `${hint}, or nothing for none`,
          now: artifact?.[part] ?? '',
          mayBeEmpty: true,
        },
      ],
      why: ({ artifact }) => (artifact ? null : undefined),
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
    asks: ({ name: field, artifact }, graph) => [
      {
        field: 'text',
        by: 'prose',
        label: `What ${field} is`,
        hint: 'A sentence or two',
        now: parameterAt(graph, field)?.doc ?? artifact?.doc ?? '',
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

/**
 * Every edit of a flow's graph, declared once: what it is called, where it is made, what is asked for, by which key. The palette, the menus,
 * the keyboard, the list of keys and the documentation read this table.
 */
import type { EditKind, FieldOf } from './edit.js';
import type { Edge, Graph, Parameter, Step } from './graph.js';

/** Where on a graph an edit is made. */
export type Site =
  | { readonly kind: 'flow' }
  | { readonly kind: 'step'; readonly step: string }
  | { readonly kind: 'edge'; readonly from: string; readonly to: string }
  /** A parameter or an artifact. */
  | { readonly kind: 'field'; readonly name: string };

/** What a person is asked for before the edit can be made. */
export interface Ask {
  readonly field: string;
  /**
   * How: by a step of the flow, by a new name, by an expression of TypeScript, by prose, by one of several.
   */
  readonly by: 'step' | 'name' | 'code' | 'prose' | 'choice';
  /** What can be chosen, the first where nothing is. */
  readonly choices?: readonly string[];
  /** What stands above the field. A step is asked for in the picture, where this comes before its name: `Connect train to`. */
  readonly label: string;
  /** What stands in the empty field. */
  readonly hint: string;
  /** It may be left out: nothing is said of it then. */
  readonly optional?: true;
  /** Nothing is an answer too. */
  readonly mayBeEmpty?: true;
  /** What it holds today. */
  readonly now?: string;
}

export type EditGroup = 'step' | 'edge' | 'shape' | 'option' | 'field';

export interface EditDeclaration {
  /** One kind of edit may be offered in several ways. */
  readonly id: EditId;
  readonly kind: EditKind;
  readonly group: EditGroup;
  /** As a menu says it; with `…` where something is asked for. */
  readonly title: string;
  /** What it does, as a sentence, for the palette and the documentation. */
  readonly says: string;
  readonly on: Site['kind'];
  /** Values of `KeyboardEvent.key`, with `Mod+` before those that need Ctrl or Cmd. The first one is shown. */
  readonly keys: readonly string[];
  /** What the button says, where it is not the first word of the title. */
  readonly verb?: string;
  /** The name is changed in its place in the picture. */
  readonly inPlace?: true;
  /** The flow stays as it is, so that it can be done to what is only read. */
  readonly changesNothing?: true;
  /** The fields that the site gives. */
  given(site: Site): Readonly<Record<string, string>>;
  /** What is asked for there, in this order: steps first. `given` is what has been answered. */
  asks(site: Site, graph: Graph, given: Readonly<Record<string, string>>): readonly Ask[];
  /** Why it can't be made there; null when it can, as far as the picture tells; undefined where it makes no sense. */
  why(site: Site, graph: Graph): string | null | undefined;
}

export type EditId =
  | EditKind
  | 'insertStep'
  | 'moveBranchBack'
  | 'pasteAfter'
  | `set${'Retry' | 'Timeout' | 'Catch' | 'Memory' | 'Isolate' | 'Env'}`
  | `parameter${'Default' | 'Min' | 'Max' | 'Env'}`;

interface Declared<Kind extends EditKind, On extends Site['kind']> {
  readonly id: EditId;
  readonly kind: Kind;
  readonly group: EditGroup;
  readonly title: string;
  readonly says: string;
  readonly on: On;
  readonly keys: readonly string[];
  readonly verb?: string;
  readonly inPlace?: true;
  readonly changesNothing?: true;
  given(site: Extract<Site, { kind: On }>): Partial<Record<FieldOf<Kind>, string>>;
  asks?(
    site: Extract<Site, { kind: On }>,
    graph: Graph,
    given: Readonly<Record<string, string>>,
  ): readonly (Ask & { readonly field: FieldOf<Kind> })[];
  why?(site: Extract<Site, { kind: On }>, graph: Graph): string | null | undefined;
}

const name = (label: string) =>
  ({ field: 'name', by: 'name', label, hint: 'Name, or Enter for a free one', optional: true }) as const;

export const edits: readonly EditDeclaration[] = [
  declare<'renameStep', 'step'>({
    id: 'renameStep',
    kind: 'renameStep',
    group: 'step',
    title: 'Rename…',
    says: 'Renames the step wherever it is named, in all files.',
    on: 'step',
    keys: ['F2'],
    inPlace: true,
    given: ({ step }) => ({ step }),
    asks: ({ step }) => [{ field: 'name', by: 'name', label: 'Name', hint: step, now: step }],
  }),
  declare<'addStep', 'step'>({
    id: 'addStep',
    kind: 'addStep',
    group: 'step',
    title: 'Add step after…',
    says: 'Adds a step behind the selected one; behind a split, as a further branch.',
    on: 'step',
    keys: ['a'],
    given: ({ step }) => ({ after: step }),
    asks: ({ step }) => [name(`New step after ${step}`)],
  }),
  declare<'addFirst', 'flow'>({
    id: 'addFirst',
    kind: 'addFirst',
    group: 'step',
    title: 'New step',
    says: 'Writes the first step of a flow that has none.',
    on: 'flow',
    keys: ['a'],
    given: () => ({}),
    why: (_, { steps }) => (steps.length === 0 ? null : undefined),
  }),
  declare<'addBefore', 'step'>({
    id: 'addBefore',
    kind: 'addBefore',
    group: 'step',
    title: 'Add step before…',
    says: 'Adds a step in front of the selected one: all that led there leads to it, and a run that began there begins at it.',
    on: 'step',
    keys: ['A'],
    given: ({ step }) => ({ step }),
    asks: ({ step }) => [name(`New step before ${step}`)],
  }),
  declare<'addBranch', 'step'>({
    id: 'addBranch',
    kind: 'addBranch',
    group: 'step',
    title: 'Add branch…',
    says: 'Adds a step that runs at the same time as those that the selected one goes on to.',
    on: 'step',
    keys: ['b'],
    given: ({ step }) => ({ from: step }),
    asks: ({ step }) => [name(`New branch of ${step}`)],
    why: ({ step }, graph) => whyNotPlain(graph, step),
  }),
  declare<'connect', 'step'>({
    id: 'connect',
    kind: 'connect',
    group: 'step',
    title: 'Connect to…',
    says: 'Has the step go on to another one too.',
    on: 'step',
    keys: ['c'],
    given: ({ step }) => ({ from: step }),
    asks: ({ step }) => [{ field: 'to', by: 'step', label: `Connect ${step} to`, hint: 'a step' }],
  }),
  declare<'connectWhen', 'step'>({
    id: 'connectWhen',
    kind: 'connectWhen',
    group: 'step',
    title: 'Go on when…',
    says: 'Has the step go on to another one when a condition holds; to an earlier one or itself, that is a loop.',
    on: 'step',
    keys: ['w'],
    given: ({ step }) => ({ from: step }),
    verb: 'Connect',
    asks: ({ step }, _, { to }) => [
      { field: 'to', by: 'step', label: `Have ${step} go on, under a condition, to`, hint: 'a step' },
      {
        field: 'condition',
        by: 'code',
        label: `Go from ${step} to ${to ?? 'it'} when`,
        hint: 'this.score < 0.9',
      },
    ],
  }),
  declare<'setStart', 'step'>({
    id: 'setStart',
    kind: 'setStart',
    group: 'step',
    title: 'Start here',
    says: 'Has runs begin at the step.',
    on: 'step',
    keys: ['s'],
    given: ({ step }) => ({ step }),
    why: ({ step }, graph) => (stepAt(graph, step)?.start ? undefined : null),
  }),
  declare<'describeStep', 'step'>({
    id: 'describeStep',
    kind: 'describeStep',
    group: 'step',
    title: 'Describe…',
    says: 'Writes what the step does into its doc comment.',
    on: 'step',
    keys: ['t'],
    given: ({ step }) => ({ step }),
    asks: ({ step }, graph) => [
      {
        field: 'text',
        by: 'prose',
        label: `What ${step} does`,
        hint: 'A sentence or two',
        now: stepAt(graph, step)?.doc ?? '',
        mayBeEmpty: true,
      },
    ],
  }),
  declare<'duplicateStep', 'step'>({
    id: 'duplicateStep',
    kind: 'duplicateStep',
    group: 'step',
    title: 'Duplicate',
    says: 'Writes the same step once more, to which nothing leads yet.',
    on: 'step',
    keys: ['Mod+d'],
    given: ({ step }) => ({ step }),
  }),
  declare<'cutStep', 'step'>({
    id: 'cutStep',
    kind: 'cutStep',
    group: 'step',
    title: 'Cut',
    says: 'Takes the step, with what it needs, to the clipboard as TypeScript, and deletes it.',
    on: 'step',
    keys: ['Mod+x'],
    given: ({ step }) => ({ step }),
  }),
  declare<'copyStep', 'step'>({
    id: 'copyStep',
    kind: 'copyStep',
    group: 'step',
    title: 'Copy',
    says: 'Puts the step, with what it needs, on the clipboard as TypeScript.',
    on: 'step',
    keys: ['Mod+c'],
    changesNothing: true,
    given: ({ step }) => ({ step }),
  }),
  declare<'pasteSteps', 'step'>({
    id: 'pasteAfter',
    kind: 'pasteSteps',
    group: 'step',
    title: 'Paste',
    says: 'Puts the steps on the clipboard behind the selected one; nothing leads to them yet.',
    on: 'step',
    keys: ['Mod+v'],
    given: ({ step }) => ({ after: step }),
  }),
  declare<'pasteSteps', 'flow'>({
    id: 'pasteSteps',
    kind: 'pasteSteps',
    group: 'step',
    title: 'Paste',
    says: 'Puts the steps on the clipboard into the flow; nothing leads to them yet.',
    on: 'flow',
    keys: ['Mod+v'],
    given: () => ({}),
  }),
  declare<'deleteStep', 'step'>({
    id: 'deleteStep',
    kind: 'deleteStep',
    group: 'step',
    title: 'Delete',
    says: 'Deletes the step; those that led to it go on where it did.',
    on: 'step',
    keys: ['Delete', 'Backspace'],
    given: ({ step }) => ({ step }),
  }),
  declare<'addStep', 'edge'>({
    id: 'insertStep',
    kind: 'addStep',
    group: 'edge',
    title: 'Insert step here…',
    says: 'Puts a step between the two that the edge joins.',
    on: 'edge',
    keys: ['a'],
    given: ({ from, to }) => ({ after: from, before: to }),
    asks: ({ from, to }) => [name(`New step between ${from} and ${to}`)],
  }),
  declare<'moveEdge', 'edge'>({
    id: 'moveEdge',
    kind: 'moveEdge',
    group: 'edge',
    title: 'Move its end to…',
    says: 'Has the edge end in another step.',
    on: 'edge',
    keys: ['m'],
    given: ({ from, to }) => ({ from, to }),
    asks: ({ from, to }) => [
      { field: 'target', by: 'step', label: `Have ${from} go on, instead of to ${to}, to`, hint: 'a step' },
    ],
  }),
  declare<'setCondition', 'edge'>({
    id: 'setCondition',
    kind: 'setCondition',
    group: 'shape',
    title: 'Change condition…',
    says: 'Writes another condition for the edge.',
    on: 'edge',
    keys: ['w'],
    given: ({ from, to }) => ({ from, to }),
    asks: ({ from, to }, graph) => [
      {
        field: 'condition',
        by: 'code',
        label: `Go from ${from} to ${to} when`,
        hint: 'this.score < 0.9',
        now: edgesAt(graph, from, to).find(({ condition }) => condition !== null)?.condition ?? '',
      },
    ],
    why: ({ from, to }, graph) =>
      edgesAt(graph, from, to).some(({ condition }) => condition !== null) ? null : undefined,
  }),
  declare<'fanOut', 'edge'>({
    id: 'fanOut',
    kind: 'fanOut',
    group: 'shape',
    title: 'Run for each…',
    says: 'Runs the step at the end of the edge once for each item of a list.',
    on: 'edge',
    keys: ['f'],
    given: ({ from, to }) => ({ from, to }),
    asks: ({ to }) => [
      { field: 'items', by: 'code', label: `Run ${to} for each of`, hint: 'this.rows' },
      { field: 'item', by: 'name', label: 'One of them is called', hint: 'item', optional: true },
    ],
    why: ({ from, to }, graph) =>
      edgesAt(graph, from, to).some(({ kind }) => kind === 'fanout') ? undefined : whyNotAlone(graph, from),
  }),
  declare<'setConcurrency', 'edge'>({
    id: 'setConcurrency',
    kind: 'setConcurrency',
    group: 'shape',
    title: 'At a time…',
    verb: 'Set',
    says: 'Sets how many tasks of the fan-out run at a time.',
    on: 'edge',
    keys: ['n'],
    given: ({ from, to }) => ({ from, to }),
    asks: () => [
      {
        field: 'count',
        by: 'code',
        label: 'Tasks at a time',
        hint: 'as many as there is room for',
        mayBeEmpty: true,
      },
    ],
    why: onFanOut,
  }),
  declare<'undoFanOut', 'edge'>({
    id: 'undoFanOut',
    kind: 'undoFanOut',
    group: 'shape',
    title: 'Run once',
    says: 'Runs the step of the fan-out once again.',
    on: 'edge',
    keys: [],
    given: ({ from, to }) => ({ from, to }),
    why: onFanOut,
  }),
  declare<'moveBranch', 'edge'>({
    id: 'moveBranchBack',
    kind: 'moveBranch',
    group: 'shape',
    title: 'Move branch back',
    says: 'Has the branch change places with the one in front of it.',
    on: 'edge',
    keys: ['['],
    given: ({ from, to }) => ({ from, to, by: 'back' }),
    why: onBranch,
  }),
  declare<'moveBranch', 'edge'>({
    id: 'moveBranch',
    kind: 'moveBranch',
    group: 'shape',
    title: 'Move branch on',
    says: 'Has the branch change places with the one behind it.',
    on: 'edge',
    keys: [']'],
    given: ({ from, to }) => ({ from, to, by: 'on' }),
    why: onBranch,
  }),
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
  declare<'deleteEdge', 'edge'>({
    id: 'deleteEdge',
    kind: 'deleteEdge',
    group: 'edge',
    title: 'Delete',
    says: 'Deletes the edge: the flow ends where it was taken.',
    on: 'edge',
    keys: ['Delete', 'Backspace'],
    given: ({ from, to }) => ({ from, to }),
  }),
];

export function editById(id: EditId): EditDeclaration {
  const found = edits.find(each => each.id === id);
  if (!found) throw new Error(`There is no edit ${id}.`);
  return found;
}

/** Gives a declaration whose parts know their site the form in which all are read. */
function declare<Kind extends EditKind, On extends Site['kind']>({
  given,
  asks,
  why,
  ...rest
}: Declared<Kind, On>): EditDeclaration {
  const isHere = (site: Site): site is Extract<Site, { kind: On }> => site.kind === rest.on;
  return {
    ...rest,
    given: site => (isHere(site) ? onlyGiven(given(site)) : {}),
    asks: (site, graph, answers) => (isHere(site) ? (asks?.(site, graph, answers) ?? []) : []),
    why: (site, graph) => (isHere(site) ? (why === undefined ? null : why(site, graph)) : undefined),
  };
}

function onlyGiven(fields: Partial<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function stepAt(graph: Graph, step: string): Step | undefined {
  return graph.steps.find(one => one.name === step);
}

function parameterAt(graph: Graph, name: string): Parameter | undefined {
  return graph.parameters.find(one => one.name === name);
}

function edgesAt(graph: Graph, from: string, to: string): readonly Edge[] {
  return graph.edges.filter(edge => edge.from === from && edge.to === to);
}

/** Why a step does not simply go on to one other or several. */
function whyNotPlain(graph: Graph, step: string): string | null {
  const ways = graph.edges.filter(({ from }) => from === step);
  if (ways.length === 0) return `${step} ends the flow: add a step after it first.`;
  if (ways.some(({ kind }) => kind === 'fanout')) return `${step} opens a fan-out, which leads to one step.`;
  if (ways.some(({ condition }) => condition !== null))
    return `${step} decides between several ways: write the branch in the code.`;
  return null;
}

function whyNotAlone(graph: Graph, step: string): string | null {
  const why = whyNotPlain(graph, step);
  if (why !== null) return why;
  const isOne = graph.edges.filter(({ from }) => from === step).length === 1;
  return isOne ? null : `${step} opens a split: fan out from one of its branches.`;
}

function onFanOut({ from, to }: { from: string; to: string }, graph: Graph): null | undefined {
  return edgesAt(graph, from, to).some(({ kind }) => kind === 'fanout') ? null : undefined;
}

function onBranch({ from, to }: { from: string; to: string }, graph: Graph): null | undefined {
  return edgesAt(graph, from, to).some(({ kind }) => kind === 'split') ? null : undefined;
}

/** A literal as one would type it. */
function codeOf(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([key, each]) => {
    const isPlain = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key);
    return `${isPlain ? key : codeOf(key)}: ${codeOf(each)}`;
  });
  return `{ ${entries.join(', ')} }`;
}

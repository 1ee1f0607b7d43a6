/**
 * What can be done to a flow through its graph. Steps are named, never numbered.
 *
 * What each edit needs is written once, as data: the type of an edit is read off it, and so is the check of one that comes from a
 * page, a file or another program.
 */

/** What a field holds; one that ends in `?` may be left out. */
type FieldKind =
  /** A name in the source. */
  | 'name'
  | 'name?'
  /** Written by a person: an expression, a comment. May be empty. */
  | 'text'
  | 'text?'
  /** Several names, none of them twice. */
  | 'names';

const fields = {
  /** A new step behind `after`; with `before`, on that one edge. Without a name a free one is chosen. */
  addStep: { after: 'name', before: 'name?', name: 'name?' },
  renameStep: { step: 'name', name: 'name' },
  /** The steps that led to it go on where it did; with `ways` as `end`, they go on there no more. */
  deleteStep: { step: 'name', ways: 'name?' },
  /** Those that led into the steps go on where these lead out to. */
  deleteSteps: { steps: 'names', ways: 'name?' },
  /** A further transition; it turns a linear step into a split and gives a terminal one its first. */
  connect: { from: 'name', to: 'name' },
  deleteEdge: { from: 'name', to: 'name' },
  /** The edge ends in `target` instead. */
  moveEdge: { from: 'name', to: 'name', target: 'name' },
  /** All edges that end in `to` end in `target` instead. */
  moveEdges: { to: 'name', target: 'name' },
  /** The first step of a flow that has none; called `start` where nothing else is said. */
  addFirst: { name: 'name?' },
  /** A new step in front of `step`: everything that led there leads to it. */
  addBefore: { step: 'name', name: 'name?' },
  /** A new step beside those that `from` goes on to, run at the same time. */
  addBranch: { from: 'name', name: 'name?' },
  /** The join that the split or fan-out which `step` opens lacks. */
  addJoin: { step: 'name', name: 'name?' },
  /** They are a flow `name` of their own, which a step runs in their place. */
  extractSteps: { steps: 'names', name: 'name' },
  /** The steps of the flow that the step runs are in its place. */
  inlineFlow: { step: 'name' },
  /** They stand in the class that the flow extends, one of the file or, called `name`, a new one. */
  moveToBase: { steps: 'names', name: 'name?' },
  duplicateStep: { step: 'name' },
  /** The copies go on to one another as the steps do. */
  duplicateSteps: { steps: 'names' },
  /** Changes nothing: the step, with what it needs, is on the clipboard then, as TypeScript. */
  copyStep: { step: 'name' },
  copySteps: { steps: 'names' },
  /** The same, and the step is deleted. */
  cutStep: { step: 'name' },
  cutSteps: { steps: 'names' },
  /** The steps in a text (without one, of the clipboard), behind `after` or behind all. Nothing leads to them yet. */
  pasteSteps: { text: 'text?', after: 'name?' },
  /** The step's method changes places in the text with that of the step in front of it (`back`) or behind it (`on`). */
  moveStep: { step: 'name', by: 'name' },
  /** Runs begin at the step. */
  setStart: { step: 'name' },
  /** What is said of the step in its doc comment; without text the comment goes. */
  describeStep: { step: 'name', text: 'text' },
  /** An option of `@step({ … })` as code; without a value it is taken away. */
  setOption: { step: 'name', option: 'name', value: 'text' },
  /** A further way on, taken when the condition holds. */
  connectWhen: { from: 'name', to: 'name', condition: 'text' },
  /** A further way on, taken wherever the flow would end at the step. */
  connectElse: { from: 'name', to: 'name' },
  /** The arm of a condition changes places with the one in front of it (`back`) or behind it (`on`). */
  moveArm: { from: 'name', to: 'name', by: 'name' },
  /** The step `to` runs for each of `items`, an expression; it takes one as `item`. */
  fanOut: { from: 'name', to: 'name', items: 'text', item: 'name?' },
  undoFanOut: { from: 'name', to: 'name' },
  /** How many tasks of a fan-out run at a time, an expression; without one, as many as there is room for. */
  setConcurrency: { from: 'name', to: 'name', count: 'text' },
  /** The way on is always taken, and no other: nothing is decided any more. */
  takeAlways: { from: 'name', to: 'name' },
  /** The way on is taken when this holds. */
  setCondition: { from: 'name', to: 'name', condition: 'text' },
  /** `type` is `number`, `string`, `boolean`, `choice`, `json` or `file`; `value` its default, an expression, and what can be chosen of a choice. */
  addParameter: { name: 'name', type: 'name', value: 'text?' },
  /** An option of a parameter as code, such as `default`; without a value it is taken away. */
  setParameter: { name: 'name', option: 'name', value: 'text' },
  /** The parameter is of another kind, with the options that this one has too; `value` as when one is added. */
  setKind: { name: 'name', type: 'name', value: 'text?' },
  /** What can be chosen of a choice, an expression. */
  setChoices: { name: 'name', value: 'text' },
  /** The `type` or the first `value` (which one, `part` says) of an artifact as code; without it that part is taken away. */
  setArtifact: { name: 'name', part: 'name', value: 'text' },
  /** A field with a type, a first value, or both. */
  addArtifact: { name: 'name', type: 'text?', value: 'text?' },
  /** What is said of a parameter or an artifact in its doc comment. */
  describeField: { name: 'name', text: 'text' },
  /** The parameter or artifact has another name from now on, wherever it is named. */
  renameField: { name: 'name', to: 'name' },
  /** A parameter or an artifact that nothing names. */
  removeField: { name: 'name' },
  /** The branch changes places with the one in front of it (`back`) or behind it (`on`). */
  moveBranch: { from: 'name', to: 'name', by: 'name' },
} as const satisfies Record<string, Record<string, FieldKind>>;

type Fields = typeof fields;
export type EditKind = keyof Fields;

type Held<Kind> = Kind extends 'names' ? readonly string[] : string;
type Needed<Each> = {
  [Name in keyof Each as Each[Name] extends `${string}?` ? never : Name]: Held<Each[Name]>;
};
type Optional<Each> = { [Name in keyof Each as Each[Name] extends `${string}?` ? Name : never]?: string };

/** One edit, by its kind. */
export type EditOf<Kind extends EditKind> = Readonly<
  { kind: Kind } & Needed<Fields[Kind]> & Optional<Fields[Kind]>
>;
export type GraphEdit = { [Kind in EditKind]: EditOf<Kind> }[EditKind];

/** The names of what an edit needs beside its kind. */
export type FieldOf<Kind extends EditKind> = keyof Fields[Kind] & string;

/** Such an edit leaves the flow as it is, and can be made of what is only read. */
export function changesNothing(kind: EditKind): boolean {
  return kind === 'copyStep' || kind === 'copySteps';
}

/** Names in a source may be long, but nobody reads longer ones. */
const longestName = 1_000;
const longestText = 1_000_000;
/** More steps than any flow has. */
const mostNames = 100_000;

const isValid: { readonly [Kind in FieldKind]: (value: unknown) => boolean } = {
  name: isName,
  'name?': value => value === undefined || isName(value),
  text: isText,
  'text?': value => value === undefined || isText(value),
  names: isNames,
};

/** An edit out of something that may be anything; null when it is none. Fields that it does not have are left out. */
export function editFrom(value: unknown): GraphEdit | null {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return null;
  const given: Readonly<Record<string, unknown>> = { ...value };
  const { kind } = given;
  if (typeof kind !== 'string' || !Object.hasOwn(fields, kind)) return null;
  const wanted: Readonly<Record<string, FieldKind>> = fields[kind as EditKind];
  const read: Record<string, unknown> = { kind };
  for (const [name, type] of Object.entries(wanted)) {
    const field = Object.hasOwn(given, name) ? given[name] : undefined;
    if (!isValid[type](field)) return null;
    if (field !== undefined) read[name] = field;
  }
  return read as GraphEdit;
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.length <= longestName;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= longestText;
}

function isNames(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= mostNames &&
    value.every(isName) &&
    new Set(value).size === value.length
  );
}

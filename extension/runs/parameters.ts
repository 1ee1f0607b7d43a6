import * as vscode from 'vscode';
import type { Graph, Parameter } from '../../runtime/model/graph.js';
import type { Run } from '../../runtime/model/run.js';
import { shownSecret } from '../../runtime/model/secret.js';
import { label } from '../text/inert.js';
import type { FlowAt } from './launcher.js';

/** Parameters as a person writes them. One that is absent has its default. */
export type ParameterValues = Readonly<Record<string, string>>;

/** The values a flow was last run with from this workspace, as far as it still has those parameters. */
export function lastValues(context: vscode.ExtensionContext, place: FlowAt, graph: Graph): ParameterValues {
  const kept = context.workspaceState.get<ParameterValues>(keyOf(place), {});
  const names = new Set(graph.parameters.filter(({ secret }) => !secret).map(({ name }) => name));
  return Object.fromEntries(Object.entries(kept).filter(([name]) => names.has(name)));
}

export function needsAsking(graph: Graph, values: ParameterValues): boolean {
  return graph.parameters.some(parameter => isMissing(parameter, values));
}

/** Nothing gives it: neither a person, nor its default, nor its environment variable, which the run inherits. */
function isMissing({ name, required, env }: Parameter, values: ParameterValues): boolean {
  return required && values[name] === undefined && (env === undefined || process.env[env] === undefined);
}

/** What of a flow's values may be remembered. */
function withoutSecrets(graph: Graph, values: ParameterValues): ParameterValues {
  const secret = new Set(graph.parameters.filter(({ secret }) => secret).map(({ name }) => name));
  return Object.fromEntries(Object.entries(values).filter(([name]) => !secret.has(name)));
}

/**
 * Asks for the secrets that a run had and has not kept, one after the other; null when the person does not go on.
 *
 * @param graph the flow as it is now, where that is known
 */
export async function askSecrets(run: Run, graph: Graph | undefined): Promise<ParameterValues | null> {
  const values: Record<string, string> = {};
  for (const parameter of secretsFor(run, graph)) {
    const value = await askSecret(parameter);
    if (value === undefined) return null;
    values[parameter.name] = value;
  }
  return values;
}

function secretsFor(run: Run, graph: Graph | undefined): Pick<Parameter, 'name' | 'doc'>[] {
  if (graph === undefined) return Object.keys(run.secrets).map(name => ({ name, doc: '' }));
  return graph.parameters.filter(
    ({ name, secret, required, env }) =>
      (Object.hasOwn(run.secrets, name) || (secret && required && !Object.hasOwn(run.parameters, name))) &&
      (env === undefined || process.env[env] === undefined),
  );
}

/** Nothing shows it, not even to the person who types it. */
function askSecret({ name, doc }: Pick<Parameter, 'name' | 'doc'>): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: label(name),
    prompt: label(doc),
    placeHolder: 'A secret: it is not shown, and not remembered',
    password: true,
    ignoreFocusOut: true,
  });
}

interface ParameterItem extends vscode.QuickPickItem {
  readonly parameter?: Parameter;
  readonly act?: 'run' | 'reset';
}

/** A form: every parameter with its value, one of which can be changed at a time, until the person says run. */
export async function askParameters(
  context: vscode.ExtensionContext,
  place: FlowAt,
  graph: Graph,
  initial: ParameterValues,
): Promise<ParameterValues | null> {
  let values: ParameterValues = initial;
  for (;;) {
    const picked = await vscode.window.showQuickPick(itemsFor(graph, values), {
      title: `Run ${label(graph.flow)}`,
      placeHolder: 'Choose a parameter to change it, or run',
      matchOnDescription: true,
      matchOnDetail: true,
      ignoreFocusOut: true,
    });
    if (picked === undefined) return null;
    if (picked.act === 'run') {
      const missing = graph.parameters.find(parameter => isMissing(parameter, values));
      if (missing === undefined) {
        await context.workspaceState.update(keyOf(place), withoutSecrets(graph, values));
        return values;
      }
      values = await change(values, missing);
    } else if (picked.act === 'reset') {
      values = {};
    } else if (picked.parameter !== undefined) {
      values = await change(values, picked.parameter);
    }
  }
}

function itemsFor(graph: Graph, values: ParameterValues): ParameterItem[] {
  const parameters = graph.parameters.map(
    (parameter): ParameterItem => ({
      label: label(parameter.name),
      description: shownValue(parameter, values),
      ...(parameter.doc ? { detail: label(parameter.doc) } : {}),
      parameter,
    }),
  );
  const reset: ParameterItem[] =
    Object.keys(values).length > 0 ? [{ label: '$(discard) Back to the defaults', act: 'reset' }] : [];
  return [
    { label: '$(play) Run', description: 'with these values', act: 'run' },
    { label: 'Parameters', kind: vscode.QuickPickItemKind.Separator },
    ...parameters,
    ...reset,
  ];
}

function shownValue(parameter: Parameter, values: ParameterValues): string {
  const value = values[parameter.name];
  if (value !== undefined) return `${parameter.secret ? shownSecret : label(value)}  $(edit)`;
  if (parameter.required && !isMissing(parameter, values)) return `from ${label(parameter.env ?? '')}`;
  if (parameter.required) return '$(warning) needs a value';
  return 'default' in parameter ? label(textOf(parameter.default)) : 'default';
}

async function change(values: ParameterValues, parameter: Parameter): Promise<ParameterValues> {
  const current = values[parameter.name] ?? ('default' in parameter ? textOf(parameter.default) : '');
  const value = await (parameter.secret ? askSecret(parameter) : askValue(parameter, current));
  return value === undefined ? values : { ...values, [parameter.name]: value };
}

async function askValue(parameter: Parameter, current: string): Promise<string | undefined> {
  const choices = parameter.type === 'boolean' ? ['true', 'false'] : parameter.choices;
  if (choices !== undefined) {
    const picked = await vscode.window.showQuickPick(
      choices.map(value => ({ label: label(value), value })),
      { title: label(parameter.name), placeHolder: label(current), ignoreFocusOut: true },
    );
    return picked?.value;
  }
  return vscode.window.showInputBox({
    title: label(parameter.name),
    value: current,
    prompt: label(parameter.doc),
    ignoreFocusOut: true,
    validateInput: text => wrong(parameter, text),
  });
}

/** What is wrong with a text, as far as it can be said without running the flow's own checks. */
function wrong(parameter: Parameter, text: string): string | undefined {
  if (parameter.type === 'number') {
    const value = Number(text);
    if (text.trim() === '' || Number.isNaN(value)) return 'A number is needed here.';
    if (parameter.min !== undefined && value < parameter.min) return `At least ${parameter.min}.`;
    if (parameter.max !== undefined && value > parameter.max) return `At most ${parameter.max}.`;
  }
  if (parameter.type === 'json') {
    try {
      JSON.parse(text);
    } catch (error) {
      return label(`This is not JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function keyOf({ uri, flow }: FlowAt): string {
  return `parameters ${uri.toString()} ${flow}`;
}

import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { Run } from '../../runtime/model/run.js';
import { requestCancel } from '../../runtime/store/cancel.js';
import { refuseForeign } from '../../runtime/store/home.js';
import type { DocumentSnapshot, FlowSnapshot } from '../../server/protocol.js';
import { isTrusted } from '../commands/trust.js';
import type { LanguageService } from '../language/client.js';
import { notice } from '../text/inert.js';
import type { RunHistory, StoredRun } from './history.js';
import { nodeCommand } from './node.js';
import { askParameters, askSecrets, lastValues, needsAsking, type ParameterValues } from './parameters.js';

export interface FlowAt {
  readonly uri: vscode.Uri;
  readonly flow: string;
}

/**
 * Starts runs: the command line of the runtime that comes with the extension, in a process of its own which outlives a
 * reload of the window. What it does is read from the run's files, like that of any other run.
 */
export class Launcher implements vscode.Disposable {
  readonly #here = new Set<string>();
  readonly #started = new vscode.EventEmitter<string>();
  /** A run has been started from this window: its id. */
  readonly onDidStart = this.#started.event;

  constructor(
    readonly context: vscode.ExtensionContext,
    readonly history: RunHistory,
    readonly language: LanguageService,
    readonly output: vscode.LogOutputChannel,
  ) {}

  dispose(): void {
    this.#started.dispose();
  }

  /** True for runs that this window has started. */
  startedHere(run: string): boolean {
    return this.#here.has(run);
  }

  /** Runs a flow; asks for its parameters when told to, or when one has no value yet. */
  async run(place: FlowAt, ask: boolean): Promise<string | null> {
    if (!(await this.#ready(place.uri))) return null;
    // Only what is open is known to the language server, and the graph may be shown without its code.
    await vscode.workspace.openTextDocument(place.uri);
    const snapshot = await this.language.graphs(place.uri);
    const flow = snapshot?.flows.find(each => each.graph.flow === place.flow);
    if (snapshot && flow && isRefused(snapshot, flow)) return null;
    const graph = flow?.graph;
    let values: ParameterValues = graph === undefined ? {} : lastValues(this.context, place, graph);
    if (graph !== undefined && graph.parameters.length > 0 && (ask || needsAsking(graph, values))) {
      const asked = await askParameters(this.context, place, graph, values);
      if (asked === null) return null;
      values = asked;
    }
    return this.#start(place.uri.fsPath, ['run', `${place.uri.fsPath}:${place.flow}`], values);
  }

  async resume({ run, store }: StoredRun): Promise<string | null> {
    if (!(await this.#ready(vscode.Uri.file(run.file)))) return null;
    const secrets = await this.#secretsFor(run);
    return secrets && this.#start(run.file, ['resume', run.id], secrets, store);
  }

  /** Runs one step again on the inputs that a task of a past run had. */
  async step({ run, store }: StoredRun, step: string, task: string): Promise<string | null> {
    if (!(await this.#ready(vscode.Uri.file(run.file)))) return null;
    const secrets = await this.#secretsFor(run);
    return secrets && this.#start(run.file, ['step', `${run.id}/${step}/${task}`], secrets, store);
  }

  /** The secrets that going on from a run takes; null when they are not given. */
  async #secretsFor(run: Run): Promise<ParameterValues | null> {
    const uri = vscode.Uri.file(run.file);
    // Only what is open is known to the language server; a file that is gone is refused in words by the command line.
    await vscode.workspace.openTextDocument(uri).then(undefined, () => undefined);
    const snapshot = await this.language.graphs(uri).catch(() => null);
    return askSecrets(run, snapshot?.flows.find(({ graph }) => graph.flow === run.flow)?.graph);
  }

  /** Asks a run to stop, whoever started it. Asked again, its processes are ended at once. */
  cancel({ run, store }: StoredRun): void {
    refuseForeign(store, false);
    requestCancel(store, run.id);
    // So that everyone who shows it says so at once.
    this.history.refresh();
  }

  /** What runs is what is on disk: unsaved changes are saved first, as before any other launch. */
  async #ready(uri: vscode.Uri): Promise<boolean> {
    if (!(await isTrusted())) return false;
    if (uri.scheme !== 'file') {
      await vscode.window.showWarningMessage('Save the file first: a flow runs from where it lies.');
      return false;
    }
    // The flow's own file, and those it may import.
    return vscode.workspace.saveAll(false);
  }

  async #start(
    file: string,
    args: readonly string[],
    parameters: ParameterValues,
    store = this.history.storeOf(file),
  ): Promise<string | null> {
    const folder = mkdtempSync(join(tmpdir(), 'stepwell-run-'));
    const idFile = join(folder, 'id');
    const errors = openSync(join(folder, 'errors'), 'w');
    const cli = vscode.Uri.joinPath(this.context.extensionUri, 'runtime', 'dist', 'cli.js').fsPath;
    const { command, env } = nodeCommand();
    const names = Object.keys(parameters);
    this.output.info(`stepwell ${args.join(' ')}${names.length > 0 ? ` (with ${names.join(', ')})` : ''}`);
    // Everyone on the machine can read a command line, and there a parameter may be called like an option.
    const given = names.length > 0 ? ['--parameters=-'] : [];
    const child = spawn(command, [cli, ...args, ...given, `--run-id-file=${idFile}`], {
      cwd: dirname(file),
      env: { ...env, STEPWELL_STORE: store, NO_COLOR: '1' },
      stdio: [names.length > 0 ? 'pipe' : 'ignore', 'ignore', errors],
      detached: true,
      windowsHide: true,
    });
    // One that has ended before it read all says why by itself.
    child.stdin?.on('error', () => undefined).end(JSON.stringify(parameters));
    closeSync(errors);
    child.unref();
    try {
      return await this.#idOf(child, idFile, join(folder, 'errors'), store);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Resolves to the run's id as soon as it is recorded, or to null when it came to nothing and that has been said. */
  async #idOf(
    child: ReturnType<typeof spawn>,
    idFile: string,
    errorFile: string,
    store: string,
  ): Promise<string | null> {
    let ended: { words: string } | null = null;
    child.on('error', error => {
      ended = { words: `can't start Node (${error.message}); see the setting stepwell.node` };
    });
    child.on('exit', code => {
      ended ??= { words: `it ended with code ${code}` };
    });
    for (;;) {
      // Whether it has ended is asked before the file: it writes the file first.
      const last = ended as { words: string } | null;
      const id = readText(idFile).trim();
      if (id !== '') {
        this.#here.add(id);
        this.history.open(store);
        this.history.refresh();
        this.#started.fire(id);
        return id;
      }
      if (last !== null) {
        const said = readText(errorFile).trim();
        this.output.error(said || last.words);
        const lines = said.split('\n').filter(line => line !== '');
        // Node may have warned of something before and after.
        const own = lines.findLast(line => line.startsWith('stepwell: ')) ?? lines.at(-1);
        const telling = own?.replace(/^stepwell: /, '') ?? last.words;
        const more = lines.length > 1 ? ['Show Details'] : [];
        void vscode.window
          .showErrorMessage(notice(`The flow was not run: ${telling}`), ...more)
          .then(picked => {
            if (picked !== undefined) this.output.show();
          });
        return null;
      }
      await new Promise(resolve => setTimeout(resolve, 15));
    }
  }
}

/** A flow with errors would be refused by the command line too, but there nobody could click on them. */
function isRefused(document: DocumentSnapshot, flow: FlowSnapshot): boolean {
  const errors = flow.problems.filter(problem => problem.severity === 'error');
  const why = document.broken ?? errors[0]?.message;
  if (why === undefined) return false;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const show = 'Show Problems';
  void vscode.window
    .showErrorMessage(notice(`${flow.graph.flow} was not run: ${why}${more}`), show)
    .then(picked => picked && vscode.commands.executeCommand('workbench.actions.view.problems'));
  return true;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

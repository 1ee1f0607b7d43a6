import * as vscode from 'vscode';
import { Disposal } from '../disposal.js';
import type { FlowAt } from '../runs/launcher.js';
import { graphEditor } from './groups.js';
import { MovedEditors } from './moved-editors.js';
import { GraphView, type ViewParts } from './view.js';

/**
 * Graphs as editors of their files. The document is VS Code's own: what marks it as changed, saves it, takes an edit back and keeps it over the end of a window
 * is all that of a text, whatever it is looked at through.
 */
export class GraphEditors implements vscode.CustomTextEditorProvider, vscode.Disposable {
  readonly #disposal = new Disposal();
  readonly #views = new Set<GraphView>();
  /** The flow that is to be shown of a file with several, by its address, until its editor is there. */
  readonly #wanted = new Map<string, string>();

  constructor(readonly parts: ViewParts) {
    this.#disposal.add(new MovedEditors());
    this.#disposal.add(
      vscode.window.registerCustomEditorProvider(graphEditor, this, {
        supportsMultipleEditorsPerDocument: true,
      }),
    );
    this.#disposal.add(
      vscode.window.onDidChangeTextEditorSelection(
        ({ textEditor, selections: [selection] }) =>
          selection && void this.#cursor(textEditor.document.uri, selection.active),
      ),
    );
  }

  dispose(): void {
    this.#disposal.dispose();
    for (const view of this.#views) view.dispose();
  }

  /** The one that has the keyboard. */
  get active(): GraphView | null {
    for (const view of this.#views) if (view.panel?.active) return view;
    return null;
  }

  /** Those of a document. */
  of(uri: vscode.Uri): readonly GraphView[] {
    return [...this.#views].filter(view => view.scene.isOf(uri));
  }

  /** Opens a flow's file as its graph, in the group that has the keyboard. */
  async open({ uri, flow }: FlowAt): Promise<void> {
    this.#wanted.set(uri.toString(), flow);
    await vscode.commands.executeCommand('vscode.openWith', uri, graphEditor);
    const wanted = this.#wanted.get(uri.toString());
    if (wanted === undefined) return;
    // It was open already.
    this.#wanted.delete(uri.toString());
    const view = this.of(uri).find(each => each.panel?.active);
    view?.scene.pickFlow(wanted);
    view?.send();
  }

  async resolveCustomTextEditor({ uri }: vscode.TextDocument, panel: vscode.WebviewPanel): Promise<void> {
    const view = new GraphView(this.parts, {
      leading: () => undefined,
      otherGraphs: () => undefined,
      sent: () => undefined,
    });
    this.#views.add(view);
    panel.onDidDispose(() => {
      this.#views.delete(view);
      view.dispose();
    });
    view.adopt(panel);
    const flow = this.#wanted.get(uri.toString()) ?? null;
    this.#wanted.delete(uri.toString());
    view.scene.showNone(uri);
    await view.open(uri, flow);
  }

  async #cursor(uri: vscode.Uri, at: vscode.Position): Promise<void> {
    for (const view of this.of(uri)) {
      const place = await this.parts.language.placeAt(uri, at);
      if (place !== null && view.scene.isOf(uri) && view.scene.cursorAt(place)) view.send();
    }
  }
}

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

  /** Counts what is asked for where the cursor is. */
  #moves = 0;

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
    try {
      await vscode.commands.executeCommand('vscode.openWith', uri, graphEditor);
    } finally {
      // It is still there when the editor was open already, or can't be opened.
      if (this.#wanted.delete(uri.toString())) this.#pick(uri, flow);
    }
  }

  #pick(uri: vscode.Uri, flow: string): void {
    const view = this.of(uri).find(each => each.panel?.active);
    view?.scene.pickFlow(flow);
    view?.send();
  }

  async resolveCustomTextEditor({ uri }: vscode.TextDocument, panel: vscode.WebviewPanel): Promise<void> {
    const view = new GraphView(this.parts, {
      leading: () => undefined,
      // Its document was closed for a moment, as for another language: the editor is still its own.
      otherGraphs: snapshot => {
        if (snapshot.uri === uri.toString()) void view.open(uri, null);
      },
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
    const moved = ++this.#moves;
    const place = this.of(uri).length === 0 ? null : await this.parts.language.placeAt(uri, at);
    // What was asked for an older place of the cursor is no news.
    if (moved !== this.#moves || place === null) return;
    for (const view of this.of(uri)) if (view.scene.cursorAt(place)) view.send();
  }
}

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import { root } from '../../../scripts/toolchain/root.mjs';

/** Of an editor or a panel, and not of a view. */
const graphFrame = 'iframe.webview.ready:not([src*="purpose=webviewView"])';

/**
 * VS Code as a person uses it: what they see and what they press. Every method waits for what it needs and for what
 * it brings about; none sleeps.
 */
export class Workbench {
  constructor(
    readonly page: Page,
    /** The folder that is open: a copy that is this journey's own. */
    readonly folder: string,
  ) {}

  /** The workbench stands and its extension host runs. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    await expect(this.sideBar().getByRole('treeitem').first()).toBeVisible({ timeout: 60_000 });
    // Quick Open finds nothing before the extension host is there.
    await expect(this.statusBar('Activating Extensions')).toHaveCount(0, { timeout: 60_000 });
  }

  /** Opens a file of the folder by its name, as Ctrl+P does. */
  async openFile(name: string): Promise<void> {
    await this.listing('Control+P', name, path.basename(name));
    await this.chooseFirst(path.basename(name));
    await expect(this.tab(path.basename(name))).toBeVisible();
    await expect(this.editor().locator('.view-line').first()).toBeVisible();
  }

  /** Runs a command by the title that the palette shows, such as `Stepwell: Show Graph`. `stays`: it asks something in the same place. */
  async runCommand(title: string, { stays = false } = {}): Promise<void> {
    // The palette opens with a `>`, which fill would remove.
    await this.listing('F1', `>${title}`, title);
    await this.chooseFirst(title, stays);
  }

  /**
   * Has a text looked up until its first choice is the one that is meant. What is listed is what there is at the moment of the question, and is
   * never asked for again: the palette goes by the editor that has the focus, which may still be on its way there, and Quick Open by the
   * search of the extension host, which may not have begun to answer; and a key pressed while the focus is on its way into a webview is lost. So it
   * is opened anew, as a person would.
   */
  private async listing(key: string, asked: string, first: string): Promise<void> {
    let isAgain = false;
    await expect(async () => {
      if (isAgain) await this.page.keyboard.press('Escape');
      isAgain = true;
      await this.page.keyboard.press(key);
      await this.quickInput().fill(asked, { timeout: 5_000 });
      await expect(this.firstOption()).toContainText(first, { timeout: 5_000 });
    }).toPass();
  }

  /** The input of the palette, of Quick Open, and of what an extension asks for. */
  quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-box input');
  }

  /** One choice of a quick pick. */
  quickPick(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-widget:visible').getByRole('option').filter({ hasText: text });
  }

  /** The focused group's text editor, or that of the file with a given name. */
  editor(name?: string): Locator {
    const editors = this.page.locator('.editor-instance .monaco-editor[role="code"]');
    if (name === undefined) return editors.first();
    return this.page
      .locator('.editor-group-container')
      .filter({ has: this.page.getByRole('tab', { name }) })
      .locator('.monaco-editor[role="code"]');
  }

  tab(name: string | RegExp): Locator {
    return this.page.getByRole('tab', { name });
  }

  /** Clicks a lens above the code. */
  async clickCodeLens(title: string | RegExp): Promise<void> {
    await this.codeLens(title).first().click();
  }

  codeLens(title: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a').filter({ hasText: title });
  }

  /** Puts the cursor at a line and column, both counted from 1, as Ctrl+G does. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.focusEditor();
    await this.page.keyboard.press('Control+G');
    await this.quickInput().fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await expect(this.page.locator('.statusbar')).toContainText(`Ln ${line}, Col ${column}`);
  }

  /** Puts the cursor into the first place that holds a text. */
  async goToText(text: string): Promise<void> {
    await this.find(text);
    await this.page.keyboard.press('ArrowLeft');
  }

  /** Selects text of the open editor and replaces it, as with Find and typing. */
  async replaceInEditor(text: string, replacement: string): Promise<void> {
    await this.find(text);
    await this.page.keyboard.insertText(replacement);
  }

  /** Selects the first place that holds a text, as with Find. */
  private async find(text: string): Promise<void> {
    await this.focusEditor();
    await this.page.keyboard.press('Control+F');
    const find = this.page.locator('.find-widget.visible').getByRole('textbox', { name: 'Find' });
    await find.fill(text);
    await expect(this.page.locator('.find-widget .matchesCount')).toContainText(/of [1-9]/);
    // Escape leaves the match selected. The first one may close a notification instead.
    await expect(async () => {
      // On a busy machine it may go only after it has been waited for.
      if (await find.isVisible()) await find.press('Escape', { timeout: 1_000 });
      await expect(find).toBeHidden({ timeout: 1_000 });
    }).toPass();
  }

  /** Gives the keyboard to the code, wherever it was. */
  async focusEditor(): Promise<void> {
    await this.page.keyboard.press('Control+1');
    await expect(this.editor().locator('.view-lines')).toBeVisible();
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Control+S');
    await expect(this.page.locator('.tab.active.dirty')).toHaveCount(0);
  }

  async undo(): Promise<void> {
    await this.page.keyboard.press('Control+Z');
  }

  async redo(): Promise<void> {
    await this.page.keyboard.press('Control+Shift+Z');
  }

  /** What a file of the folder holds on disk. Save first. */
  fileText(name: string): string {
    return readFileSync(path.join(this.folder, name), 'utf8');
  }

  /** What the pages of graphs stand in. */
  graphFrames(): Locator {
    return this.page.locator(graphFrame);
  }

  /** The page inside a panel of ours. With several open, the one whose tab has the given title is in front. */
  graph(): FrameLocator {
    return this.page.frameLocator(graphFrame).first().frameLocator('#active-frame');
  }

  /** The page inside the run view. */
  runView(): FrameLocator {
    return this.page
      .frameLocator('iframe.webview.ready[src*="purpose=webviewView"]')
      .frameLocator('#active-frame');
  }

  /** Gives the keyboard to the graph, as Ctrl+2 gives it to the second group of editors. */
  async focusGraph(): Promise<void> {
    await this.page.keyboard.press('Control+2');
    await expect(this.graphFrames().first()).toBeFocused();
    // The page inside is given it by the frame around; a key that is pressed before is lost.
    await expect
      .poll(() =>
        this.graph()
          .locator('body')
          .evaluate(() => document.hasFocus()),
      )
      .toBe(true);
  }

  /** Reloads the window, as Developer: Reload Window does. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  /** Runs the command line in the folder, in a process that knows nothing of this VS Code; gives what it prints. */
  async stepwell(...args: string[]): Promise<string> {
    const cli = path.join(root, 'runtime/bin/stepwell.js');
    const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args], { cwd: this.folder });
    return stdout;
  }

  sideBar(): Locator {
    return this.page.locator('.part.sidebar');
  }

  /** Opens a view container by its icon in the activity bar and gives its views. */
  async openSideBar(title: string): Promise<Locator> {
    const icon = this.page.locator('.part.activitybar').getByRole('tab', { name: title });
    if ((await icon.getAttribute('aria-selected')) !== 'true') await icon.click();
    await expect(this.sideBar().locator('.composite.title')).toContainText(new RegExp(title, 'i'));
    return this.sideBar();
  }

  /** A line of a tree in the side bar. */
  treeItem(name: string | RegExp): Locator {
    return this.sideBar().getByRole('treeitem', { name });
  }

  /** Shows what is below a line of a tree. */
  async unfold(name: string | RegExp): Promise<void> {
    const item = this.treeItem(name).first();
    await item.locator('.monaco-tl-twistie').click();
    await expect(item).toHaveAttribute('aria-expanded', 'true');
  }

  /**
   * Chooses a line of an open context menu. By Enter on the line under the pointer: a menu of VS Code takes
   * no click in its first 100 ms, lest the click that opened it chooses.
   */
  async chooseMenuItem(name: string): Promise<void> {
    const line = this.page.locator('.monaco-menu').getByRole('menuitem', { name });
    await line.hover();
    await expect(line).toBeFocused();
    await this.page.keyboard.press('Enter');
    await expect(line).toBeHidden();
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item').filter({ hasText: text });
  }

  /** The panel below the editors: Problems, Output, Terminal. */
  panel(): Locator {
    return this.page.locator('.part.panel');
  }

  statusBar(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text });
  }

  async closeNotifications(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
  }

  /** Takes a picture of the whole window. */
  async screenshot(file: string): Promise<void> {
    await this.page.screenshot({ path: file });
  }

  private firstOption(): Locator {
    return this.page.locator('.quick-input-widget:visible').getByRole('option').first();
  }

  private async chooseFirst(text: string, stays = false): Promise<void> {
    const first = this.firstOption();
    await expect(first).toContainText(text);
    // What is typed before the list has come to life is lost.
    await expect(first).toHaveClass(/focused/);
    await this.page.keyboard.press('Enter');
    if (!stays) await expect(this.page.locator('.quick-input-widget:visible')).toHaveCount(0);
  }
}

import * as vscode from 'vscode';

/** What a person looks at: of a run, a step of it, a task of that, an attempt. */
export interface Selection {
  readonly run: string | null;
  readonly step: string | null;
  readonly task: string | null;
  readonly attempt: number | null;
}

export type SelectedPart = Omit<Selection, 'run'>;

const nothing: SelectedPart = { step: null, task: null, attempt: null };

/**
 * The one owner of what is selected: a surface asks to select, and all are told. The newest run is followed until a person chooses another.
 */
export class Selected implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<Selection>();
  readonly onDidChange = this.#changed.event;
  #now: Selection = { run: null, ...nothing };
  #isFollowing = true;

  dispose(): void {
    this.#changed.dispose();
  }

  get now(): Selection {
    return this.#now;
  }

  /** A newer run takes the place of the one that is selected. */
  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  /** A person wants to see this run, and no other until they say so. */
  choose(run: string): void {
    this.#isFollowing = false;
    this.#put({ run, ...(run === this.#now.run ? this.#now : nothing) }, true);
  }

  /** There is a newer run: it is selected where that is wanted. Of the same flow the same step is looked at then. */
  follow(run: string, isSameFlow: boolean): void {
    if (!this.#isFollowing || run === this.#now.run) return;
    const { step } = this.#now;
    this.#put({ run, ...nothing, ...(isSameFlow ? { step } : {}) }, false);
  }

  /** From now on the newest run again. */
  followLatest(): void {
    this.#isFollowing = true;
    this.#changed.fire(this.#now);
  }

  /** A part of the run that is selected; nothing of it where nothing is said. */
  select(part: Partial<SelectedPart>): void {
    this.#put({ run: this.#now.run, ...nothing, ...part }, false);
  }

  #put(next: Selection, always: boolean): void {
    const { run, step, task, attempt } = this.#now;
    const isSame = next.run === run && next.step === step && next.task === task && next.attempt === attempt;
    if (isSame && !always) return;
    this.#now = next;
    this.#changed.fire(next);
  }
}

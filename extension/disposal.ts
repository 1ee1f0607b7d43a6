import type { Disposable } from 'vscode';

/** Things to let go of together, in the opposite order of their making. */
export class Disposal implements Disposable {
  readonly #things: Disposable[] = [];

  add<T extends Disposable>(thing: T): T {
    this.#things.push(thing);
    return thing;
  }

  dispose(): void {
    for (const thing of this.#things.splice(0).reverse()) thing.dispose();
  }
}

/**
 * What a step may change about its process and the next task in it must not find changed, for which tasks share a process is chance:
 * the working folder, the environment, the console and the output streams. What else it leaves in the process (globals, module
 * variables, timers) stays; a step that minds has the option `isolate`.
 */
export class Surroundings {
  readonly #folder = process.cwd();
  readonly #env = new WatchedEnv();
  readonly #fixed = [
    new Fixed(globalThis, ['console']),
    new Fixed(console, Object.keys(console)),
    new Fixed(process, ['exit', 'send']),
    new Fixed(process.stdout, ['write', 'end', 'destroy']),
    new Fixed(process.stderr, ['write', 'end', 'destroy']),
  ];

  restore(): void {
    if (folderNow() !== this.#folder) {
      try {
        process.chdir(this.#folder);
      } catch {
        // The run's own folder has been removed: then its tasks see that.
      }
    }
    this.#env.restore();
    for (const fixed of this.#fixed) fixed.restore();
  }
}

/** Node remembers it until something changes it, so that asking costs nothing; null when it has been removed. */
function folderNow(): string | null {
  try {
    return process.cwd();
  } catch {
    return null;
  }
}

/** Properties that get their values back. */
class Fixed {
  readonly #before: readonly (readonly [name: string, value: unknown])[];

  constructor(
    readonly of: object,
    names: readonly string[],
  ) {
    this.#before = names.map(name => [name, Reflect.get(of, name)]);
  }

  restore(): void {
    for (const [name, value] of this.#before) {
      if (Reflect.get(this.of, name) !== value) Reflect.set(this.of, name, value);
    }
  }
}

/** `process.env`, which notices when it is written to: reading it all after each task would cost more than a small task does. */
class WatchedEnv {
  readonly #real = process.env;
  readonly #before: NodeJS.ProcessEnv = { ...process.env };
  readonly #watched: NodeJS.ProcessEnv;
  #touched = false;

  constructor() {
    const touch = () => {
      this.#touched = true;
    };
    this.#watched = new Proxy(this.#real, {
      set(real, name, value) {
        touch();
        return Reflect.set(real, name, value);
      },
      defineProperty(real, name, descriptor) {
        touch();
        return Reflect.defineProperty(real, name, descriptor);
      },
      deleteProperty(real, name) {
        touch();
        return Reflect.deleteProperty(real, name);
      },
    });
    process.env = this.#watched;
  }

  restore(): void {
    if (process.env !== this.#watched) process.env = this.#watched;
    if (!this.#touched) return;
    this.#touched = false;
    for (const name of Object.keys(this.#real)) if (!(name in this.#before)) delete this.#real[name];
    for (const [name, value] of Object.entries(this.#before)) {
      if (this.#real[name] !== value) this.#real[name] = value;
    }
  }
}

/**
 * What the types must accept and refuse: `npm run types` is the test, and a refusal that no longer happens fails it.
 */
import {
  Flow,
  type Inputs,
  openStore,
  parameter,
  RunFailed,
  type StandardSchema,
  step,
  type Transition,
} from '../../../runtime/index.js';

declare const dates: StandardSchema<Date>;

class TypedFlow extends Flow {
  holdout = parameter.number({ default: 0.2 });
  metric = parameter.choice(['accuracy', 'f1'], { default: 'accuracy' });
  options = parameter.json<{ deep: boolean }>({ default: { deep: true } });
  since = parameter(dates);
  scores = new Map<string, number>();
  depth!: number;
  tries = 0;

  @step() async start() {
    const metric: 'accuracy' | 'f1' = this.metric;
    const deep: boolean = this.options.deep;
    const year: number = this.since.getFullYear();
    if (deep && year > 0 && metric === 'f1') return this.next(this.left, this.right);
    return this.foreach([1, 2], this.train);
  }

  // Loops need no annotation: a step's result is not looked at where the step is named.
  @step() async train(depth: number, index: number) {
    this.depth = depth + index;
    if (this.tries++ < 3) return this.next(this.train);
    return this.next(this.pick);
  }

  @step() left() {
    return this.next(this.pick);
  }

  @step() right() {
    return this.next(this.pick);
  }

  @step({ retry: { times: 2, delay: '1s', backoff: 2 }, timeout: '5m', memory: '1gb' })
  pick(inputs: Inputs<this>) {
    const depths: number[] = inputs.map(input => input.depth);
    const last: number | undefined = inputs.at(-1)?.scores.get('a');
    const named: number = inputs.train.depth;
    // @ts-expect-error inputs are read-only
    inputs.train.depth = 3;
    // @ts-expect-error no such artifact
    inputs[0]?.nothing;
    this.merge(inputs, { exclude: ['depth'] });
    // @ts-expect-error no such artifact to exclude
    this.merge(inputs, { exclude: ['nothing'] });
    return depths.length + (last ?? 0) + named > 0 ? this.next(this.end) : this.next(this.start);
  }

  @step() end() {
    const task: string = this.current.task;
    const signal: AbortSignal = this.current.signal;
    signal.throwIfAborted();
    console.log(task);
  }

  @step() wrong() {
    // @ts-expect-error no such step
    this.next(this.nothing);
    // @ts-expect-error nowhere to go
    this.next();
    // @ts-expect-error an item of another type
    this.foreach(['a'], this.train);
    // @ts-expect-error not iterable
    this.foreach(3, this.train);
    return this.next(this.end);
  }

  @step() wrongWays(): unknown {
    // @ts-expect-error a fan-out's item is not the inputs of a join
    if (this.tries) return this.foreach([1, 2], this.pick);
    // @ts-expect-error a step that takes a number, given objects
    if (this.tries) return this.foreach([{ depth: 1 }], this.train);
    // @ts-expect-error no such option
    if (this.tries) return this.foreach([1], this.train, { limit: 2 });
    // @ts-expect-error a number, not a text of one
    if (this.tries) return this.foreach([1], this.train, { concurrency: '2' });
    // @ts-expect-error the result of a step, not the step
    if (this.tries) return this.next(this.left());
    // @ts-expect-error an artifact, not a step
    if (this.tries) return this.next(this.depth);
    // @ts-expect-error the inputs of a join, not artifacts
    this.merge([{ depth: 1 }]);
    // @ts-expect-error what a step knows of its task is read-only
    this.current.attempt = 1;
    // @ts-expect-error an artifact of another type
    this.depth = 'deep';
    return this.next(this.end);
  }

  @step({ retry: 3, timeout: 1_000, isolate: true, memory: 2 ** 30, env: { MODE: 'fast' } }) plain() {}
  @step({ retry: { times: 1 }, timeout: '1.5h', memory: '512 MB', catch: 'tries', start: false }) texts() {}

  @step() perhaps() {
    return this.tries > 1 && this.next(this.end);
  }

  @step() async later(): Promise<Transition | undefined> {
    return this.tries > 1 ? this.next(this.end) : undefined;
  }

  // @ts-expect-error called without its parentheses
  @step
  uncalled() {}
  // @ts-expect-error a static method
  @step()
  static fixed() {}
  // @ts-expect-error a name that nothing can be gone on to by
  @step()
  #own() {}
  // @ts-expect-error a symbol
  @step()
  [Symbol.iterator]() {}
  // @ts-expect-error a generator
  @step()
  *several() {
    yield 1;
  }
  // @ts-expect-error a value
  @step()
  answer() {
    this.#own();
    return 42;
  }
  // @ts-expect-error a getter
  @step()
  get got() {
    return 1;
  }
  // @ts-expect-error a field
  @step()
  kept = (): void => undefined;

  // @ts-expect-error there is no such option
  @step({ retries: 3 })
  optioned() {}
  // @ts-expect-error a text of a number
  @step({ retry: '3' })
  retryText() {}
  // @ts-expect-error how often is missing
  @step({ retry: { delay: '1s' } })
  retryTimes() {}
  // @ts-expect-error no time
  @step({ retry: { times: 1, delay: 'a little' } })
  retryDelay() {}
  // @ts-expect-error no time
  @step({ timeout: 'soon' })
  timeoutText() {}
  // @ts-expect-error no unit of time
  @step({ timeout: '5 parsecs' })
  timeoutUnit() {}
  // @ts-expect-error no amount of memory
  @step({ memory: '2 elephants' })
  memoryUnit() {}
  // @ts-expect-error neither true nor false
  @step({ isolate: 'yes' })
  isolateText() {}
  // @ts-expect-error a variable's value is text
  @step({ env: { LEVEL: 3 } })
  envNumber() {}
  // @ts-expect-error the name of an artifact
  @step({ catch: true })
  catchFlag() {}

  token = parameter.string({ secret: true, env: 'TOKEN' });
  // @ts-expect-error only text can be a secret
  secretNumber = parameter.number({ secret: true });
  // @ts-expect-error only text can be a secret
  secretBoolean = parameter.boolean({ secret: true });
  // @ts-expect-error only text can be a secret
  secretJson = parameter.json({ secret: true });
  // @ts-expect-error only text can be a secret
  secretChoice = parameter.choice(['a', 'b'], { secret: true });
  // @ts-expect-error only text can be a secret
  secretFile = parameter.file({ secret: true });
  // @ts-expect-error only text can be a secret
  secretSchema = parameter(dates, { secret: true });
  // @ts-expect-error neither true nor false
  secretText = parameter.string({ secret: 'yes' });

  // @ts-expect-error a default of another type
  badNumber = parameter.number({ default: 'much' });
  // @ts-expect-error no such option
  badOption = parameter.number({ minimum: 1 });
  // @ts-expect-error not one of the choices
  badChoice = parameter.choice(['a', 'b'], { default: 'c' });
  // @ts-expect-error no validator
  badSchema = parameter({ parse: () => 1 });
}

async function fromCode(): Promise<void> {
  const run = await TypedFlow.run({ holdout: 0.1, metric: 'f1' }, { tags: ['nightly'] });
  const depth: number = run.artifacts.depth;
  // @ts-expect-error a parameter of another type
  await TypedFlow.run({ holdout: 'much' });
  // @ts-expect-error not one of the choices
  await TypedFlow.run({ metric: 'loss' });
  // @ts-expect-error no such parameter
  await TypedFlow.run({ holdOut: 0.1 });
  // @ts-expect-error no such option
  await TypedFlow.run({}, { tag: 'nightly' });
  // @ts-expect-error a run's artifacts are read-only
  run.artifacts.depth = 3;
  // @ts-expect-error steps are no artifacts
  run.artifacts.start;
  const live = TypedFlow.start();
  for await (const event of live.events()) {
    if (event.type === 'task.ended') console.log(event.step, depth);
  }
  await live.cancel();
  await live.result.catch((error: unknown) => {
    if (error instanceof RunFailed) console.log(error.step, error.log.length);
  });
  const score: unknown = openStore().latest('TypedFlow')?.steps.train?.tasks[0]?.artifacts.score;
  console.log(score);
}

export { fromCode, TypedFlow };

/** Steps called like what every array has. */
class ArrayNames extends Flow {
  n = 0;

  @step() start() {
    return this.next(this.map, this.at, this.length, this.other);
  }
  @step() map() {
    return this.next(this.filter);
  }
  @step() at() {
    return this.next(this.filter);
  }
  @step() length() {
    return this.next(this.filter);
  }
  @step() other() {
    return this.next(this.filter);
  }
  @step() filter(inputs: Inputs<this>) {
    const doubled: number[] = inputs.map(input => input.n * 2);
    const count: number = inputs.length + doubled.length;
    const last: number | undefined = inputs.at(-1)?.n;
    const named: number = inputs.other.n;
    // @ts-expect-error the array's own method, not the branch of the step `map`
    inputs.map.n;
    // @ts-expect-error how many branches there are, not one of them
    inputs.length.n;
    this.n = count + named + (last ?? 0);
  }
}

export { ArrayNames };

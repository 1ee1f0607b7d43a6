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

  // @ts-expect-error there is no such option
  @step({ retries: 3 })
  optioned() {}
}

async function fromCode(): Promise<void> {
  const run = await TypedFlow.run({ holdout: 0.1, metric: 'f1' }, { tags: ['nightly'] });
  const depth: number = run.artifacts.depth;
  // @ts-expect-error a parameter of another type
  await TypedFlow.run({ holdout: 'much' });
  // @ts-expect-error not one of the choices
  await TypedFlow.run({ metric: 'loss' });
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

import { existsSync } from 'node:fs';
import { Flow, type Inputs, parameter, step } from 'stepwell';

/** The last of many items fails until there is a file `mended` beside the flow. */
export class ResumeFlow extends Flow {
  count = parameter.number({ default: 10_000 });
  value = 0;
  sum = 0;

  @step() start() {
    return this.foreach(
      Array.from({ length: this.count }, (_, i) => i),
      this.work,
    );
  }

  @step() work(item: number) {
    const mended = existsSync(new URL('mended', import.meta.url));
    if (item === this.count - 1 && !mended) throw new Error('the last one is broken');
    this.value = item;
    return this.next(this.add);
  }

  @step() add(inputs: Inputs<this>) {
    this.sum = inputs.reduce((sum, input) => sum + input.value, 0);
  }
}

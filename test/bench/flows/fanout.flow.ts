import { Flow, type Inputs, parameter, step } from 'stepwell';

/** An item in, a number out, one line of output: what a task costs besides its work. */
export class FanoutFlow extends Flow {
  count = parameter.number({ default: 1_000 });
  doubled = 0;
  sum = 0;

  @step() start() {
    return this.foreach(
      Array.from({ length: this.count }, (_, i) => i),
      this.work,
    );
  }

  @step() work(item: number) {
    this.doubled = item * 2;
    console.log(item);
    return this.next(this.add);
  }

  @step() add(inputs: Inputs<this>) {
    this.sum = inputs.reduce((sum, input) => sum + input.doubled, 0);
    if (this.sum !== this.count * (this.count - 1)) throw new Error(`the sum is ${this.sum}`);
  }
}

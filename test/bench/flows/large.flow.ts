import { Flow, parameter, step } from 'stepwell';
import { made, summed } from './large.js';

/** A large artifact through three steps: made by one, passed by another that does not read it, read by the last. */
export class LargeFlow extends Flow {
  count = parameter.number({ default: 1_000 });
  numbers: Float64Array = new Float64Array();
  sum = 0;
  /** Memory that the step which does not read it took, in bytes. */
  passing = 0;

  @step() start() {
    this.numbers = made(this.count);
    return this.next(this.pass);
  }

  @step({ isolate: true }) pass() {
    this.passing = process.memoryUsage().arrayBuffers;
    return this.next(this.end);
  }

  @step() end() {
    this.sum = summed(this.numbers);
    console.log(this.sum, this.passing);
  }
}

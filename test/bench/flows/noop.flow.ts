import { Flow, step } from 'stepwell';

export class NoopFlow extends Flow {
  @step() start() {
    return this.next(this.middle);
  }

  @step() middle() {
    return this.next(this.end);
  }

  @step() end() {}
}

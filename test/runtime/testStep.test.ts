import { expect, test } from 'vitest';
import { Flow, type Inputs, parameter, step } from '../../runtime/index.js';
import { testStep } from '../../runtime/testing.js';

class GradeFlow extends Flow {
  goal = parameter.number({ default: 0.5, max: 1 });
  scores: number[] = [];
  score = 0;
  best!: number;
  helper!: () => void;

  @step() start() {
    return this.foreach([1, 2, 3], this.grade, { concurrency: 2 });
  }

  @step() async grade(item: number, index: number) {
    this.score = (item + index) / 10 + this.current.attempt;
    this.scores.push(item);
    return this.next(this.pick);
  }

  @step() pick(inputs: Inputs<this>) {
    this.best = Math.max(...inputs.map(input => input.score));
    return this.best < this.goal ? this.next(this.start) : this.next(this.end);
  }

  @step() end() {
    if (this.best === 13) throw new RangeError('unlucky');
    this.helper = () => undefined;
  }
}

test('gives the artifacts a step left, and where it goes', async () => {
  const { artifacts, changed, next, items } = await testStep(GradeFlow, 'grade', {
    artifacts: { scores: [7] },
    item: 4,
    index: 2,
  });
  expect(artifacts).toMatchObject({ score: 0.6, scores: [7, 4] });
  expect(changed.toSorted()).toEqual(['score', 'scores']);
  expect(next).toEqual(['pick']);
  expect(items).toBeNull();
});

test('gives the items of a fan-out', async () => {
  expect(await testStep(GradeFlow, 'start')).toMatchObject({ next: ['grade'], items: [1, 2, 3] });
});

test('gives a join its inputs and its parameters', async () => {
  const inputs = [0.2, 0.4].map(score => ({ step: 'grade' as const, artifacts: { score } }));
  expect(await testStep(GradeFlow, 'pick', { inputs })).toMatchObject({
    artifacts: { best: 0.4 },
    next: ['start'],
  });
  const easy = await testStep(GradeFlow, 'pick', { inputs, parameters: { goal: 0.3 } });
  expect(easy.next).toEqual(['end']);
});

test('throws what the step throws, and refuses what a run would refuse', async () => {
  await expect(testStep(GradeFlow, 'end', { artifacts: { best: 13 } })).rejects.toBeInstanceOf(RangeError);
  await expect(testStep(GradeFlow, 'end')).rejects.toThrow(
    /helper of the step end can't be stored because it is the function/,
  );
  await expect(testStep(GradeFlow, 'pick', { parameters: { goal: 2 } })).rejects.toThrow(
    /goal: 2 is more than/,
  );
});

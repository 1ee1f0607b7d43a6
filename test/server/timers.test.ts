import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Pace } from '../../server/timers.js';

describe('a pace', () => {
  let clock = 0;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    clock = 1_000;
    vi.spyOn(performance, 'now').mockImplementation(() => clock);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  /** What takes so long, as clocks see it. */
  const taking = (milliseconds: number, done: string[], name: string) => () => {
    clock += milliseconds;
    done.push(name);
  };
  const pass = (milliseconds: number) => {
    clock += milliseconds;
    vi.advanceTimersByTime(milliseconds);
  };

  test('does at once what is asked for, the last word of each only', () => {
    const done: string[] = [];
    const pace = new Pace<string>(150);
    pace.schedule('one', taking(1, done, 'first'));
    pace.schedule('one', taking(1, done, 'second'));
    pace.schedule('two', taking(1, done, 'other'));
    pass(0);
    expect(done).toEqual(['second', 'other']);
  });

  test('rests for as long as the last time took, and no longer than it may', () => {
    const done: string[] = [];
    const pace = new Pace<string>(150);
    pace.schedule('one', taking(40, done, 'dear'));
    pass(0);
    pace.schedule('one', taking(400, done, 'dearer'));
    pass(39);
    expect(done).toEqual(['dear']);
    pass(1);
    expect(done).toEqual(['dear', 'dearer']);
    pace.schedule('one', taking(1, done, 'last'));
    pass(149);
    expect(done).toHaveLength(2);
    pass(1);
    expect(done).toHaveLength(3);
  });

  test('forgets what is not wanted any more', () => {
    const done: string[] = [];
    const pace = new Pace<string>(150);
    pace.schedule('one', taking(1, done, 'never'));
    pace.cancel('one');
    pace.schedule('two', taking(1, done, 'never'));
    pace.dispose();
    pass(1_000);
    expect(done).toEqual([]);
  });
});

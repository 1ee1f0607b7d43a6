import { describe, expect, test } from 'vitest';
import { defineFlow } from '../../../runtime/flow/definition.js';
import { Flow } from '../../../runtime/flow/flow.js';
import { parameter, type StandardSchema } from '../../../runtime/flow/parameter.js';
import { step } from '../../../runtime/flow/step.js';
import { megabytes, milliseconds } from '../../../runtime/model/duration.js';
import { checkParameters, factsOf } from '../../../runtime/workers/facts.js';

describe('steps', () => {
  class Base extends Flow {
    @step() start() {
      return this.next(this.end);
    }
    @step({ retry: 1 }) end() {}
    helper() {}
  }

  test('by the decorator, with their options, also from a base class; the nearest counts', () => {
    class Derived extends Base {
      @step({
        retry: { times: 3, delay: '2s', backoff: 2 },
        timeout: '1.5m',
        memory: '1gb',
        catch: 'problem',
      })
      override end() {}
    }
    const facts = factsOf(defineFlow(Derived));
    expect(facts).toMatchObject({ flow: 'Derived', start: 'start' });
    expect(Object.keys(facts.steps).sort()).toEqual(['end', 'start']);
    expect(facts.steps.end).toEqual({
      retries: 3,
      delay: 2000,
      backoff: 2,
      timeout: 90_000,
      catch: 'problem',
      isolate: true,
      memory: 1024,
    });
    expect(factsOf(defineFlow(Base)).steps.end?.retries).toBe(1);
  });

  test('an override without the decorator is no step any more', () => {
    class Derived extends Base {
      override end() {}
    }
    expect([...defineFlow(Derived).steps.keys()]).toEqual(['start']);
  });

  test('exactly one is the first', () => {
    class Marked extends Flow {
      @step() start() {}
      @step({ start: true }) other() {}
    }
    expect(defineFlow(Marked).start).toBe('other');
    class None extends Flow {
      @step() a() {}
    }
    expect(() => defineFlow(None)).toThrow(/None has no first step/);
    class Two extends Flow {
      @step({ start: true }) a() {}
      @step({ start: true }) b() {}
    }
    expect(() => defineFlow(Two)).toThrow(/several first steps \(a, b\)/);
  });

  test('the old decorators, as compilers write them', () => {
    class Legacy extends Flow {
      start() {}
    }
    const descriptor = Object.getOwnPropertyDescriptor(Legacy.prototype, 'start');
    step({ retry: 2 })(Legacy.prototype, 'start', descriptor ?? {});
    expect(factsOf(defineFlow(Legacy)).steps.start?.retries).toBe(2);
  });

  test('what is no step can not be gone on to', () => {
    class Odd extends Base {
      go(what: unknown) {
        return this.next(what as never);
      }
      each(items: unknown, concurrency?: number) {
        return this.foreach(items as [], this.end, { concurrency: concurrency as number });
      }
    }
    const flow = new Odd();
    expect(() => flow.go(flow.helper)).toThrow(
      'this.next() of Odd was given helper, which has no @step(); give it a step, such as this.end',
    );
    expect(() => flow.go(undefined)).toThrow('was given undefined');
    expect(() => flow.each(null)).toThrow("was given null, which can't be iterated");
    expect(() => flow.each([], 0)).toThrow('concurrency of this.foreach() for end is 0');
  });
});

describe('parameters', () => {
  const names = (make: new () => Flow) =>
    defineFlow(make).parameters.map(p => (p.usedByFields ? `${p.name}*` : p.name));

  test('a class that extends another may settle one of its parameters, or declare it anew', () => {
    class Base extends Flow {
      rate = parameter.number({ default: 1 });
      depth = parameter.number({ default: 2 });
      @step() start() {}
    }
    class Settled extends Base {
      override rate = 5;
      override depth = parameter.number({ default: 7 });
    }
    expect(names(Settled)).toEqual(['depth']);
    const [depth] = defineFlow(Settled).parameters;
    expect(depth?.definition.fallback).toBe(7);
    expect(names(Base)).toEqual(['rate', 'depth']);
  });

  test('by the field they end up in, and which of them other fields use', () => {
    class Fields extends Flow {
      plain = 1;
      size = parameter.number({ default: 3 });
      words = parameter.json({ default: ['a'] });
      required = parameter.string();
      same = parameter.number({ default: 3 });
      filled = Array.from({ length: this.size }, () => 0);
      bytes = Buffer.alloc(this.size);
      upper = this.required.toUpperCase().padStart(3);
      #hidden = this.same;
      get hidden() {
        return this.#hidden;
      }
      lost = parameter.number({ default: 5 }) + 1;
      last = parameter.boolean({ default: true });
      @step() start() {}
    }
    expect(names(Fields)).toEqual(['size*', 'words', 'required*', 'same*', 'last']);
    expect(defineFlow(Fields).declared.map(d => d.name)).toEqual([
      'size',
      'words',
      'required',
      'same',
      null,
      'last',
    ]);
  });

  test('in a constructor, in a base class, and with fields that are assigned', () => {
    class Base extends Flow {
      a = parameter.number({ default: 1 });
      @step() start() {}
    }
    class Derived extends Base {
      b: string;
      constructor() {
        super();
        this.b = parameter.string({ default: 'x' });
      }
    }
    expect(names(Derived)).toEqual(['a', 'b']);
  });

  test('a plain instance has the defaults', () => {
    class Plain extends Flow {
      a = parameter.number({ default: 1 });
      twice = this.a * 2;
      @step() start() {}
    }
    expect(new Plain()).toMatchObject({ a: 1, twice: 2 });
  });

  const even: StandardSchema<number> = {
    '~standard': {
      version: 1,
      vendor: 'own',
      validate: async value =>
        typeof value === 'number' && value % 2 === 0
          ? { value: value * 10 }
          : { issues: [{ message: 'odd' }, { message: 'bad' }] },
    },
  };

  class All extends Flow {
    number = parameter.number({ default: 1, min: 0, max: 10, integer: true, env: 'A_NUMBER' });
    string = parameter.string();
    boolean = parameter.boolean({ default: false });
    choice = parameter.choice(['a', 'b'], { default: 'a' });
    json = parameter.json({ default: null });
    file = parameter.file({ default: '' });
    even = parameter(even, { default: 2 });
    @step() start() {}
  }
  const definition = defineFlow(All);
  const check = (raw: Parameters<typeof checkParameters>[1], env = {}) =>
    checkParameters(definition, { string: { text: '' }, ...raw }, env);

  test('a secret, of which nothing is said but its name', async () => {
    class Secret extends Flow {
      token = parameter.string({ secret: true, env: 'TOKEN' });
      other = parameter.string({ secret: true, default: 'x' });
      open = parameter.string({ secret: false });
      @step() start() {}
    }
    const made = defineFlow(Secret);
    expect(factsOf(made).secrets).toEqual([
      { name: 'token', env: 'TOKEN', fallback: null },
      { name: 'other', env: null, fallback: 'x' },
    ]);
    expect(await checkParameters(made, { open: { text: '' } }, { TOKEN: 'hunter2' })).toEqual({
      ok: true,
      values: { token: 'hunter2', other: 'x', open: '' },
    });
    expect(await checkParameters(made, { token: { value: 4711 }, open: { text: '' } }, {})).toEqual({
      ok: false,
      problems: ['the parameter token: it is a secret and must be a string'],
    });
  });

  test('values as they come from code, and as text', async () => {
    expect(await check({})).toEqual({
      ok: true,
      values: { number: 1, string: '', boolean: false, choice: 'a', json: null, file: '', even: 2 },
    });
    expect(
      await check({
        number: { text: ' 7 ' },
        boolean: { text: 'YES' },
        json: { text: '{"a":[1]}' },
        even: { text: '4' },
        file: { text: import.meta.filename },
      }),
    ).toEqual({
      ok: true,
      values: {
        number: 7,
        string: '',
        boolean: true,
        choice: 'a',
        json: { a: [1] },
        file: import.meta.filename,
        even: 40,
      },
    });
    expect(await check({ even: { value: 6 }, boolean: { value: true } })).toMatchObject({
      values: { even: 60, boolean: true },
    });
    expect(await check({}, { A_NUMBER: '3' })).toMatchObject({ values: { number: 3 } });
    expect(await check({ number: { value: 4 } }, { A_NUMBER: '3' })).toMatchObject({ values: { number: 4 } });
  });

  test('everything that is wrong, at once, each by name', async () => {
    const checked = await checkParameters(
      definition,
      {
        number: { text: '1.5' },
        boolean: { value: 1 },
        choice: { text: 'c' },
        json: { text: '{' },
        file: { text: '/no/such/file' },
        even: { text: '3' },
        nope: { text: '' },
      },
      {},
    );
    expect(checked.ok).toBe(false);
    const problems = checked.ok ? [] : checked.problems;
    const words = [
      /All has no parameter nope/,
      /number: 1.5 is not a whole number/,
      /string has no default and was not given/,
      /boolean: 1 is neither/,
      /choice: "c" is not one of a, b/,
      /json: "\{" is not JSON/,
      /file: there is no file/,
      /even: "3" is refused: odd; bad/,
    ];
    expect(problems).toHaveLength(words.length);
    for (const [i, word] of words.entries()) expect(problems[i]).toMatch(word);
    for (const number of ['', 'x', 'NaN', '11', '-1'])
      expect((await check({ number: { text: number } })).ok, number).toBe(false);
  });
});

test('durations and sizes', () => {
  expect([
    milliseconds(5, ''),
    milliseconds('250ms', ''),
    milliseconds('1.5 s', ''),
    milliseconds('2h', ''),
  ]).toEqual([5, 250, 1500, 7_200_000]);
  expect([megabytes('512mb', ''), megabytes(64 * 1024 ** 2, ''), megabytes('1.5GB', '')]).toEqual([
    512, 64, 1536,
  ]);
  for (const bad of ['soon', '5', '-1s', '1 fortnight'])
    expect(() => milliseconds(bad, 'timeout of the step a'), bad).toThrow('timeout of the step a is');
  for (const bad of [-1, Number.NaN]) expect(() => milliseconds(bad, 'x')).toThrow('x is');
});

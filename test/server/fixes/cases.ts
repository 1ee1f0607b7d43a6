/** A step that ends. */
export const end = '@step() end() {}';
/** A join that ends. */
export const join = '@step() join(inputs: Inputs<this>) {}';

/** Each mend, with members of a flow that call it up and what it makes of them. */
export const cases: [code: string, title: string, members: string[], expected: string][] = [
  [
    'unknown-step',
    "Change to 'end'",
    ['@step() start() { return this.next(this.ned); }', end],
    'this.next(this.end)',
  ],
  [
    'unknown-step',
    "Create the step 'report'",
    ['@step() start() { return this.next(this.report); }'],
    '@step() start() { return this.next(this.report); }\n\n  @step() report() {}',
  ],
  [
    'not-a-step',
    "Mark 'work' with @step()",
    ['@step() start() { return this.next(this.work); }', 'work() {}'],
    '@step() work() {}',
  ],
  [
    'transition-not-returned',
    "Add 'return'",
    ['@step() start() { this.next(this.end); }', end],
    '{ return this.next(this.end); }',
  ],
  [
    'step-not-called',
    "Write '@step()'",
    ['@step start() { return this.next(this.end); }', end],
    '@step() start() {',
  ],
  [
    'generator-step',
    "Leave the '*' out",
    ['@step() *start() { return this.next(this.end); }', end],
    '@step() start() {',
  ],
  [
    'not-a-step',
    'Write this.end',
    ['@step() start() { return this.next(this.end.bind(this)); }', end],
    'return this.next(this.end);',
  ],
  [
    'not-a-step',
    'Write this.end',
    ['@step() start() { return this.next(this.end()); }', end],
    'return this.next(this.end);',
  ],
  [
    'not-a-step',
    'Write this.end',
    ["@step() start() { return this.next('end' as never); }", end],
    'return this.next(this.end',
  ],
  [
    'unreachable-step',
    "Go on to 'lost' from 'start'",
    ['@step() start() {}', '@step() lost() {}'],
    'this.next(this.lost)',
  ],
  [
    'unreachable-step',
    "Delete the step 'lost'",
    ['@step() start() {}', '/** Why. */\n@step() lost() {\n  console.log(1);\n}'],
    '  @step() start() {}\n}\n',
  ],
  [
    'step-fell-through',
    "End the flow there with 'return;'",
    ['@step() start() {\n  if (Date.now() > 1) return this.next(this.end);\n}', end],
    '    if (Date.now() > 1) return this.next(this.end);\n    return;\n  }',
  ],
  [
    'duplicate-branch',
    'Remove the second this.a',
    ['@step() start() { return this.next(this.a, this.a); }', '@step() a() {}'],
    'this.next(this.a)',
  ],
  ['no-start', "Start with 'begin'", ['@step() begin() {}'], '@step({ start: true }) begin() {}'],
  [
    'no-start',
    "Start with 'begin'",
    ['@step({ retry: 1 }) begin() {}'],
    '@step({ start: true, retry: 1 }) begin() {}',
  ],
  [
    'item-without-fanout',
    "Take the parameter 'n' away",
    ['@step() start() { return this.next(this.a); }', '@step() a(n: number) {}'],
    '@step() a() {}',
  ],
  [
    'join-outside-split',
    "Take the parameter 'i' away",
    ['@step() start(i: Inputs<this>) {}'],
    '@step() start() {}',
  ],
  [
    'missing-inputs-parameter',
    "Make 'c' a join: add 'inputs: Inputs<this>'",
    [
      '@step() start() { return this.next(this.a, this.b); }',
      '@step() a() { return this.next(this.c); }',
      '@step() b() { return this.next(this.c); }',
      '@step() c() {}',
    ],
    '@step() c(inputs: Inputs<this>) {}',
  ],
  [
    'split-not-joined',
    "Add a join for 'start'",
    [
      '@step() start() { return this.next(this.a, this.b); }',
      '@step() a() {}',
      '@step() b() { console.log(1); }',
    ],
    '@step() a() { return this.next(this.join); }\n\n  @step() b() { console.log(1); return this.next(this.join); }\n\n  @step() join(inputs: Inputs<this>) {}',
  ],
  [
    'terminal-inside-split',
    'Go on to this.join',
    [
      '@step() start() { return this.next(this.a, this.b); }',
      '@step() a() { return this.next(this.join); }',
      '@step() b() {}',
      join,
    ],
    '@step() b() { return this.next(this.join); }',
  ],
  [
    'fanout-into-join',
    "Add a step between 'start' and 'join'",
    ['@step() start() { return this.foreach([1], this.join); }', join],
    'this.foreach([1], this.newStep); }\n\n  @step() newStep() { return this.next(this.join); }',
  ],
  [
    'fanout-not-iterable',
    'Go through 0 to 5 - 1',
    [
      '@step() start() { return this.foreach(5, this.a); }',
      '@step() a(n: number) { return this.next(this.join); }',
      join,
    ],
    'this.foreach(Array.from({ length: 5 }, (_, index) => index), this.a)',
  ],
  [
    'artifact-unassigned',
    "Give 'x' the value 0 to begin with",
    ['x!: number;', '@step() start() { console.log(this.x); }'],
    'x: number = 0;',
  ],
  [
    'artifact-unassigned',
    "Say that 'x' may have no value",
    ['x!: Date;', '@step() start() { console.log(this.x); }'],
    'x?: Date;',
  ],
  [
    'artifact-unassigned',
    "Give 'm' the value new Map() to begin with",
    ['m!: Map<string, number>;', '@step() start() { console.log(this.m); }'],
    'm: Map<string, number> = new Map();',
  ],
  [
    'catch-undeclared',
    "Declare the artifact 'err'",
    ['x = 1;', "@step({ catch: 'err' }) start() {}"],
    '  x = 1;\n  err?: Error;\n',
  ],
  [
    'catch-undeclared',
    "Declare the artifact 'err'",
    ["@step({ catch: 'err' }) start() {}"],
    'Flow {\n  err?: Error;\n  @step',
  ],
  [
    'catch-undeclared',
    "Declare the artifact 'err'",
    ['x = 1; // one', "@step({ catch: 'err' }) start() {}"],
    '  x = 1; // one\n  err?: Error;\n',
  ],
  [
    'parameter-assigned',
    "Use an artifact 'ownP' in its place",
    ['p = parameter.number({ default: 1 }); /* how many */', '@step() start() { this.p = 2; }'],
    '/* how many */\n  ownP = this.p;\n',
  ],
  [
    'unawaited-artifact',
    "Add 'await'",
    ['x: unknown;', "@step() start() { this.x = fetch('a'); }"],
    "@step() async start() { this.x = await fetch('a'); }",
  ],
  [
    'artifact-unstorable',
    "Make 'twice' private: '#twice'",
    ['private twice = (n: number) => n * 2;', '@step() start() { console.log(this.twice(1)); }'],
    '  #twice = (n: number) => n * 2;\n\n  @step() start() { console.log(this.#twice(1)); }',
  ],
  [
    'parameter-assigned',
    "Use an artifact 'ownP' in its place",
    [
      'p = parameter.number({ default: 1 });',
      '@step() start() { this.p = this.p + 1; return this.next(this.end); }',
      '@step() end() { console.log(this.p); }',
    ],
    'p = parameter.number({ default: 1 });\n  ownP = this.p;\n\n  @step() start() { this.ownP = this.ownP + 1;',
  ],
  [
    'unreachable-arm',
    'Remove what is never reached',
    ['@step() start() {\n  return this.next(this.end);\n  return this.next(this.end);\n}', end],
    '  @step() start() {\n    return this.next(this.end);\n  }',
  ],
  [
    'artifact-disputed',
    "Take 'x' from the first input in 'join'",
    [
      'x = 0;',
      '@step() start() { return this.foreach([1], this.a); }',
      '@step() a(n: number) { this.x = n; return this.next(this.join); }',
      '@step() join(inputs: Inputs<this>) {\n  console.log(this.x);\n}',
    ],
    'join(inputs: Inputs<this>) {\n    this.x = inputs[0]!.x;\n    console.log(this.x);',
  ],
  [
    'artifact-disputed',
    "Take 'x' over in 'join' with this.merge",
    [
      'x = 0;',
      '@step() start() { return this.next(this.a, this.b); }',
      '@step() a() { this.x = 1; return this.next(this.join); }',
      '@step() b() { return this.next(this.join); }',
      '@step() join(inputs: Inputs<this>) {\n  console.log(this.x);\n}',
    ],
    "    this.merge(inputs, { include: ['x'] });\n",
  ],
];

import type { Graph } from '../../../../runtime/model/graph.js';

/** One form that a class, a step or a transition may have, and what each part of Stepwell makes of it. */
export interface Form {
  readonly name: string;
  /** The file that is run comes first. */
  readonly files: Readonly<Record<string, string>>;
  /** Which flow is meant, where the file has several. */
  readonly flow?: string;
  /** Codes of what is told, in source order. */
  readonly check: string;
  /**
   * Steps in declaration order with where they go on to: `start>a,b` for a split or several ways, `>?` for what takes a run to know,
   * `>~a` for a way that is never taken, `*first` for a first step of another name. Empty where there is no flow.
   */
  readonly graph: string;
  /**
   * The steps that ran, in the order in which they began; `refused`, with what `check` says; `refused when it is loaded`, where only
   * running code tells; or `failed:` and what the failed step says.
   */
  readonly run: string;
}

const imports = "import { Flow, step, parameter, type Inputs } from 'stepwell';\n";

type Told = Pick<Form, 'check' | 'graph' | 'run'>;

/** Members of a class `A`, and what stands before it. */
export function members(name: string, text: string, told: Told, before = ''): Form {
  return source(name, `${before}export class A extends Flow {\n${text}\n}\n`, told);
}

/** A file with the usual import. */
export function source(name: string, text: string, told: Told, others: Form['files'] = {}): Form {
  return { name, files: { 'a.flow.ts': imports + text, ...others }, ...told };
}

/** Files that say everything themselves. */
export function files(name: string, all: Form['files'], told: Told & Pick<Form, 'flow'>): Form {
  return { name, files: all, ...told };
}

/** Nothing to say, and the steps run that are drawn. */
export function fine(graph: string, run = graph.replace(/>\S+/g, '').replace(/\*/g, '')): Told {
  return { check: '', graph, run };
}

/** It is told before anything runs. */
export function refused(check: string, graph = ''): Told {
  return { check, graph, run: 'refused' };
}

export function graphText({ steps, edges }: Graph): string {
  return steps
    .map(({ name, start, unknown }) => {
      const ways = edges
        .filter(({ from }) => from === name)
        .map(edge => (edge.unreached ? '~' : '') + edge.to);
      if (unknown) ways.push('?');
      return `${start && name !== 'start' ? '*' : ''}${name}${ways.length > 0 ? `>${ways.join(',')}` : ''}`;
    })
    .join(' ');
}

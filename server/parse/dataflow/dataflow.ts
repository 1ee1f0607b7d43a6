import type { StepData } from '../../../runtime/model/data.js';
import type { Graph, Step, StepOptions } from '../../../runtime/model/graph.js';
import { analyseScopes, type Scopes } from '../../../runtime/model/scopes.js';
import type { FlowClass } from '../classes.js';
import { changes, looksAt } from './access.js';
import { Assigned } from './assigned.js';
import { type Deed, DeedReader, type Deeds } from './deeds.js';
import { Disputes } from './disputes.js';
import { Lacking } from './lacking.js';
import { type Field, isPrivateName, type Members, membersOf } from './members.js';
import { Followers } from './spread.js';

/** One artifact of a flow, and who has to do with it. */
export interface Artifact {
  readonly name: string;
  /** Null for one that is only ever assigned. */
  readonly field: Field | null;
  /** Steps that set or change it, in declaration order. */
  readonly writers: readonly string[];
  /** Steps that read it: on themselves, or on the inputs of a join. */
  readonly readers: readonly string[];
}

/** Where a flow's artifacts come from and where they go. */
export class Dataflow {
  readonly members: Members;
  readonly reader: DeedReader;
  readonly deeds: ReadonlyMap<string, Deeds>;
  readonly artifacts: ReadonlyMap<string, Artifact>;
  readonly steps: ReadonlyMap<string, StepData>;
  readonly scopes: Scopes;
  readonly assigned: Assigned;
  readonly lacking: Lacking;
  readonly disputes: Disputes;

  /** @param graph the flow as it is meant, whatever slips there are in its transitions */
  constructor(flow: FlowClass, graph: Graph) {
    this.members = membersOf(flow);
    this.reader = new DeedReader(this.members, flow.chain);
    this.deeds = new Map(graph.steps.map(({ name }) => [name, this.reader.step(name)]));
    this.steps = new Map(graph.steps.map(({ name, options }) => [name, this.#dataOf(name, options)]));
    this.artifacts = this.#artifacts();
    this.scopes = analyseScopes(graph);
    const names = [...this.artifacts.keys()];
    const caught = new Map(graph.steps.flatMap(step => this.#caughtBy(step)));
    const parts = {
      graph,
      names,
      members: this.members,
      deeds: this.deeds,
      caught,
      made: this.reader.made(),
    };
    // Where a step may lead anywhere, anything may have been assigned before any other, and nothing is known to be lost.
    this.assigned = new Assigned({ ...parts, followers: new Followers(graph, 'all') });
    this.lacking = new Lacking({ ...parts, followers: new Followers(graph, 'stray') });
    this.disputes = new Disputes({
      ...parts,
      followers: new Followers(graph, 'none'),
      scopes: this.scopes,
      mayLack: (step, deed) => this.lacking.at(step, deed),
      assignedWith: meets => new Assigned({ ...parts, followers: new Followers(graph, 'all') }, meets),
    });
  }

  /** Whether a name on the flow means an artifact. */
  readonly isArtifact = (name: string): boolean =>
    !this.members.parameters.has(name) &&
    !this.members.code.has(name) &&
    !own.has(name) &&
    !isPrivateName(name);

  #dataOf(step: string, options: StepOptions): StepData {
    const deeds = (this.deeds.get(step)?.list ?? []).filter(deed => this.#concerns(deed));
    const writes = new Set(deeds.filter(changes).map(({ name }) => name));
    if (options.catch !== undefined) writes.add(options.catch);
    return { reads: [...new Set(deeds.filter(looksAt).map(({ name }) => name))], writes: [...writes] };
  }

  #caughtBy({ name: step, options }: Step): [string, Deed][] {
    const method = this.deeds.get(step)?.method;
    return method && options.catch !== undefined ? [[step, this.reader.caught(method, options.catch)]] : [];
  }

  #concerns({ name, on }: Deed): boolean {
    return on !== 'inputs' && this.isArtifact(name);
  }

  #artifacts(): Map<string, Artifact> {
    const writers = new Map<string, string[]>();
    const readers = new Map<string, string[]>();
    for (const [step, { reads, writes }] of this.steps) {
      for (const name of writes) writers.set(name, [...(writers.get(name) ?? []), step]);
      for (const name of reads) readers.set(name, [...(readers.get(name) ?? []), step]);
    }
    const names = new Set([...this.members.fields.keys(), ...writers.keys(), ...readers.keys()]);
    return new Map(
      [...names].map(name => [
        name,
        {
          name,
          field: this.members.fields.get(name) ?? null,
          writers: writers.get(name) ?? [],
          readers: readers.get(name) ?? [],
        },
      ]),
    );
  }
}

/** What `Flow` itself has. */
const own: ReadonlySet<string> = new Set(['next', 'foreach', 'merge', 'current', 'constructor']);

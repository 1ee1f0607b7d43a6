import { itemPlace } from '../model/items.js';
import type { Transition } from '../model/run.js';
import { joinStates, type State } from '../model/state.js';
import { Branches } from './branches.js';
import { openScope, rootScope, type Scope, type TaskNode } from './node.js';
import { Visits } from './visits.js';

/** What a walk tells, in order. */
export interface WalkHost {
  readonly joins: ReadonlySet<string>;
  /** The join that closes a step's split or fan-out. */
  joinOf(step: string, target: string): string | null;
  isStep(step: string): boolean;
  queued(node: TaskNode): void;
  queuedAll(step: string, tasks: readonly string[], from: string): void;
  /** The task, or every branch's first one, may run from now on. None must be followed before this call has returned. */
  admit(some: TaskNode | Branches): void;
  /** The flow went where no flow can go: the check before the run could not know. */
  misled(node: TaskNode, message: string): void;
}

/**
 * Follows a flow's transitions: which task comes after which, with which artifacts. It opens a scope for every
 * split and fan-out and closes it at the join. It knows no time and no process.
 */
export class Walk {
  readonly #host: WalkHost;
  readonly #visits = new Visits();
  readonly #after = new WeakMap<TaskNode, State>();

  constructor(host: WalkHost) {
    this.#host = host;
  }

  begin(start: string): void {
    this.#queue({
      ...this.#visits.next(start, []),
      step: start,
      position: [],
      scope: rootScope(),
      branch: 0,
      from: [],
      opener: null,
      before: { set: {}, disputed: {} },
      first: true,
      item: null,
      inputs: null,
      opened: null,
    });
  }

  #queue(node: TaskNode): void {
    this.#host.queued(node);
    this.#host.admit(node);
  }

  /** Where the run goes from a task that ended. */
  follow(node: TaskNode, after: State, transition: Transition): void {
    this.#after.set(node, after);
    switch (transition.kind) {
      case 'end':
        if (node.scope.kind !== 'run') {
          this.#host.misled(
            node,
            `the step ${node.step} ended the run inside an open ${scopeWord(node.scope)}: go on to the join`,
          );
        }
        return;
      case 'next':
        this.#goOn(node, after, transition.to);
        return;
      case 'foreach':
        this.#fanOut(node, after, transition);
        return;
      default:
        transition satisfies never;
    }
  }

  #goOn(node: TaskNode, after: State, to: readonly string[]): void {
    if (to.length === 1 && to[0] !== undefined) {
      this.#enter(node, after, to[0], node.scope, node.branch);
      return;
    }
    const scope = openScope('split', node, to.length);
    for (const [branch, step] of to.entries()) this.#enter(node, after, step, scope, branch);
  }

  /** A branch goes on to a step: its next task, or its arrival at the join. */
  #enter(from: TaskNode, state: State, step: string, scope: Scope, branch: number): void {
    if (this.#host.joins.has(step) && scope.kind !== 'run') {
      this.#arrive(from, state, step, scope, branch);
      return;
    }
    if (this.#host.joins.has(step)) {
      this.#host.misled(from, `the join ${step} was reached with no split or fan-out open`);
      return;
    }
    if (!this.#host.isStep(step)) {
      this.#host.misled(from, `there is no step ${step}`);
      return;
    }
    const position = from.position;
    const index = position.at(-1);
    // A loop back to the fan-out's own step gets the same item again.
    const chunks = scope.items?.step === step && index !== undefined ? scope.items.chunks : null;
    const visit = this.#visits.next(step, position);
    this.#queue({
      ...visit,
      step,
      position,
      scope,
      branch,
      from: [from.id],
      opener: null,
      before: state,
      first: false,
      item: chunks === null || index === undefined ? null : itemPlace(chunks, index),
      inputs: null,
      opened: null,
    });
  }

  #fanOut(node: TaskNode, after: State, transition: Extract<Transition, { kind: 'foreach' }>): void {
    const { to: step, count, items: chunks, concurrency } = transition;
    const scope = openScope('foreach', node, count, { step, chunks });
    if (this.#host.joins.has(step)) {
      this.#host.misled(node, `the fan-out of ${node.step} goes straight into the join ${step}`);
      return;
    }
    if (count === 0) {
      const join = this.#host.joinOf(node.step, step);
      if (join === null) {
        this.#host.misled(node, `the fan-out of ${node.step} has no items and no join to go to`);
        return;
      }
      this.#join(join, scope, []);
      return;
    }
    const visits = Array.from({ length: count }, (_, i) => this.#visits.next(step, [...node.position, i]));
    const common = {
      step,
      scope,
      from: [node.id],
      opener: null,
      before: after,
      first: false,
      inputs: null,
      opened: null,
    };
    const branches = new Branches(common, visits, chunks);
    this.#host.queuedAll(
      step,
      visits.map(visit => visit.task),
      node.id,
    );
    if (concurrency === undefined || concurrency >= count) {
      this.#host.admit(branches);
      return;
    }
    scope.waiting = branches;
    for (let i = 0; i < concurrency; i++) this.#admitOne(branches);
  }

  #admitOne(branches: Branches | null): void {
    const node = branches?.next();
    if (node) this.#host.admit(node);
  }

  #arrive(from: TaskNode, state: State, join: string, scope: Scope, branch: number): void {
    if (scope.join !== null && scope.join !== join) {
      this.#host.misled(
        from,
        `the branches of ${scope.opener?.step} join in different places: ${scope.join} and ${join}`,
      );
      return;
    }
    scope.join = join;
    if (scope.arrivals[branch] === null) scope.arrived++;
    scope.arrivals[branch] = { id: from.id, step: from.step, state };
    this.#admitOne(scope.waiting);
    if (scope.arrived === scope.arrivals.length)
      this.#join(
        join,
        scope,
        scope.arrivals.filter(a => a !== null),
      );
  }

  #join(join: string, scope: Scope, arrivals: readonly NonNullable<Scope['arrivals'][number]>[]): void {
    const { opener, parent } = scope;
    if (opener === null || parent === null) return;
    const visit = this.#visits.next(join, opener.position);
    // An empty fan-out changes nothing between its opener's end and the join.
    const openerState = this.#stateAfter(opener);
    this.#queue({
      ...visit,
      step: join,
      position: opener.position,
      scope: parent,
      branch: scope.branch,
      from: arrivals.map(a => a.id),
      opener: opener.id,
      before: joinStates(visit.id, openerState, arrivals),
      first: false,
      item: null,
      inputs: arrivals.map(({ id, step, state }) => ({ id, step, ...state })),
      opened: openerState.set,
    });
  }

  #stateAfter(node: TaskNode): State {
    return this.#after.get(node) ?? node.before;
  }
}

function scopeWord(scope: Scope): string {
  return scope.kind === 'split' ? 'split' : 'fan-out';
}

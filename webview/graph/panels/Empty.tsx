import type { CommandId } from '../state/command.js';
import { commandById } from '../state/commands.js';
import { perform } from '../state/perform.js';
import { useSession, useView } from '../state/session.js';

const example = `import { Flow, step, type Inputs } from 'stepwell';

export class HelloFlow extends Flow {
  @step() start() {
    return this.foreach(['Ada', 'Alan'], this.greet);
  }

  @step() greet(name: string) {
    console.log(\`Hello, \${name}!\`);
    return this.next(this.end);
  }

  @step() end(inputs: Inputs<this>) {}
}`;

/** Nothing to draw: says why, and how a flow begins; does so where it can. */
export function Empty({ message, begin }: { message: string; begin: CommandId | null }) {
  const session = useSession();
  const view = useView(each => each);
  const command = begin === null ? undefined : commandById(begin);
  const why = command?.why(view);
  return (
    <div className="blank">
      <svg className="blank-picture" viewBox="0 0 120 72" aria-hidden="true">
        <rect x="44" y="2" width="32" height="16" rx="8" />
        <rect x="4" y="54" width="32" height="16" rx="4" />
        <rect x="44" y="54" width="32" height="16" rx="4" />
        <rect x="84" y="54" width="32" height="16" rx="4" />
        <path d="M60 18v36M60 36H24q-4 0-4 4v14M60 36h36q4 0 4 4v14" />
      </svg>
      <h1>{message}</h1>
      {command && why !== undefined && (
        <button
          type="button"
          className="button primary"
          aria-disabled={why !== null}
          title={why ?? command.says ?? undefined}
          onClick={() => perform(session, command)}
        >
          {command.title}
        </button>
      )}
      <p>
        A flow is a class that extends <code>Flow</code>. Its steps are methods marked <code>@step()</code>,
        and each of them returns where to go next.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled must be so by keyboard. */}
      <pre className="blank-code" tabIndex={0}>
        <code>{example}</code>
      </pre>
    </div>
  );
}

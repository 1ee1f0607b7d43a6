/** Artifacts by name; one that is chosen shows its way through the flow. */
import { useSession, useView } from '../state/session.js';

export function Artifacts({ title, names }: { title: string; names: readonly string[] }) {
  const session = useSession();
  const lit = useView(view => view.artifact);
  if (names.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul className="artifacts">
        {names.map(name => (
          <li key={name}>
            <button
              type="button"
              className="artifact"
              aria-pressed={lit === name}
              title={`Who writes and reads ${name}`}
              onClick={() => session.light(lit === name ? null : name)}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

import type { RawParameter, SecretFacts } from '../engine/pool.js';
import type { Graph } from '../model/graph.js';
import { Refusal } from '../model/refusal.js';
import type { Run } from '../model/run.js';
import { secretHash } from '../store/secret-hash.js';
import { userKey } from '../store/user-key.js';
import { askSecret } from './ask-secret.js';

/**
 * The secrets that nothing has given yet, asked for where a person is there. The run that this one goes on from has kept none, so what it had
 * must be given once more.
 *
 * @throws Refusal when that run had one and nobody can be asked
 */
export async function missingSecrets(about: {
  readonly secrets: readonly SecretFacts[];
  readonly parameters: Readonly<Record<string, RawParameter>>;
  readonly graph: Graph;
  readonly from: Run | null;
}): Promise<Record<string, RawParameter>> {
  const { parameters, from } = about;
  const missing = declared(about.secrets, about.graph, from).filter(
    secret => !Object.hasOwn(parameters, secret.name) && !goesWithout(secret, from),
  );
  if (missing.length === 0) return {};
  if (process.stdin.isTTY !== true) {
    // The check of a first run's parameters says what is missing, and all else that is wrong.
    if (from === null) return {};
    throw refusal(missing, from);
  }
  const asked: Record<string, RawParameter> = {};
  for (const { name } of missing) asked[name] = { text: await askSecret(name) };
  return asked;
}

/** The flow's secrets, and what was one when the former run was made: it is as little kept. */
function declared(secrets: readonly SecretFacts[], graph: Graph, from: Run | null): SecretFacts[] {
  const names = new Set(secrets.map(({ name }) => name));
  const former = graph.parameters.filter(
    ({ name }) => !names.has(name) && from !== null && Object.hasOwn(from.secrets, name),
  );
  return [...secrets, ...former.map(({ name, env }) => ({ name, env: env ?? null, fallback: null }))];
}

/** Its environment variable gives it, or its default is what is meant. */
function goesWithout({ name, env, fallback }: SecretFacts, from: Run | null): boolean {
  if (env !== null && process.env[env] !== undefined) return true;
  if (fallback === null) return false;
  // A run that had another value would silently go on with the default.
  const hash = from !== null && Object.hasOwn(from.secrets, name) ? from.secrets[name] : undefined;
  if (hash === undefined) return true;
  const key = userKey();
  return key !== null && secretHash(key, name, fallback) === hash;
}

function refusal(missing: readonly SecretFacts[], from: Run): Refusal {
  const names = missing.map(({ name }) => name);
  const variables = missing.flatMap(({ env }) => env ?? []);
  const inEnvironment = variables.length === 0 ? '' : `set ${variables.join(', ')} in the environment, or `;
  return new Refusal(
    'invalid-parameter',
    `${names.join(', ')}: a secret is not kept with a run, so it has to be given for what goes on from ${from.id}: ${inEnvironment}name a file with --parameters FILE, or write --${names[0]} VALUE`,
  );
}

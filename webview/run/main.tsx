import { createRoot } from 'react-dom/client';
import { App } from './App.js';
import { connectHost } from './host.js';
import { openSession, SessionProvider } from './state.js';

import './styles.css';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element #root.');

const host = connectHost();
window.addEventListener('error', event => report(event.error ?? event.message));
window.addEventListener('unhandledrejection', event => report(event.reason));

createRoot(root, { onUncaughtError: report }).render(
  <SessionProvider value={openSession(host)}>
    <App />
  </SessionProvider>,
);
host.send({ type: 'ready' });

function report(error: unknown): void {
  const known = error instanceof Error ? error : new Error(String(error));
  host.send({ type: 'error', message: known.message, stack: known.stack ?? '' });
}

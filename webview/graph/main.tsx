import { Component, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { keepPicture, screenMeasure } from './canvas/layout/keeper.js';
import { connectHost, type Host } from './host.js';
import { App } from './panels/App.js';
import { openSession, SessionProvider } from './state/session.js';

import '@xyflow/react/dist/base.css';
import './styles.css';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element #root.');

const host = connectHost();
window.addEventListener('error', event => report(host, event.error ?? event.message));
window.addEventListener('unhandledrejection', event => report(host, event.reason));

const session = openSession(host);
keepPicture(session, screenMeasure());

class Guard extends Component<{ children: ReactNode }, { failed: string | null }> {
  override state = { failed: null };
  static getDerivedStateFromError(error: unknown) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
  override componentDidCatch(error: unknown) {
    report(host, error);
  }
  override render() {
    if (this.state.failed === null) return this.props.children;
    return (
      <div className="blank" role="alert">
        <h1>The graph could not be drawn</h1>
        <p>{this.state.failed}</p>
        <button type="button" className="button primary" onClick={() => this.setState({ failed: null })}>
          Try again
        </button>
      </div>
    );
  }
}

createRoot(root).render(
  <SessionProvider value={session}>
    <Guard>
      <App />
    </Guard>
  </SessionProvider>,
);
host.send({ type: 'ready' });

function report(to: Host, error: unknown): void {
  const known = error instanceof Error ? error : new Error(String(error));
  to.send({ type: 'error', message: known.message, stack: known.stack ?? '' });
}

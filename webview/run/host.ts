/** The one place of the run view that speaks with the editor. */
import type { TaskPage } from '../../runtime/model/task-page.js';
import type { OutputPage, RunHostMessage, RunViewMessage } from './protocol.js';

interface VsCodeApi {
  postMessage(message: RunViewMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

type Asked<Type> = Omit<Extract<RunViewMessage, { type: Type }>, 'type' | 'id'>;

export interface RunHost {
  send(message: RunViewMessage): void;
  /** Null when there is nothing to tell. */
  tasks(asked: Asked<'tasks'>): Promise<TaskPage | null>;
  lines(asked: Asked<'lines'>): Promise<OutputPage | null>;
  listen(
    listener: (message: Extract<RunHostMessage, { type: 'snapshot' | 'output' | 'found' }>) => void,
  ): void;
  /** What `save` was last given, also after the view was closed and born again. */
  saved(): unknown;
  save(state: unknown): void;
}

export function connectHost(): RunHost {
  const api = acquireVsCodeApi();
  const tasks = new Map<number, (page: TaskPage | null) => void>();
  const lines = new Map<number, (page: OutputPage | null) => void>();
  let lastId = 0;

  return {
    send: message => api.postMessage(message),
    tasks: asked => {
      const id = ++lastId;
      return new Promise(resolve => {
        tasks.set(id, resolve);
        api.postMessage({ ...asked, type: 'tasks', id });
      });
    },
    lines: asked => {
      const id = ++lastId;
      return new Promise(resolve => {
        lines.set(id, resolve);
        api.postMessage({ ...asked, type: 'lines', id });
      });
    },
    listen(listener) {
      window.addEventListener('message', (event: MessageEvent<RunHostMessage>) => {
        const message = event.data;
        switch (message?.type) {
          case 'tasks':
            tasks.get(message.id)?.(message.page);
            tasks.delete(message.id);
            return;
          case 'lines':
            lines.get(message.id)?.(message.page);
            lines.delete(message.id);
            return;
          case 'snapshot':
          case 'output':
          case 'found':
            listener(message);
        }
      });
    },
    saved: () => api.getState(),
    save: state => api.setState(state),
  };
}

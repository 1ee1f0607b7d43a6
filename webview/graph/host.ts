/** The one place that speaks with the editor. Everything else in the view is given a `Host`. */
import type { GraphEdit } from '../../runtime/model/edit.js';
import type { TaskPage } from '../../runtime/model/task-page.js';
import type { EditReply, FlowSubject, HostMessage, ViewMessage } from './protocol.js';

interface VsCodeApi {
  postMessage(message: ViewMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

type TasksAsked = Omit<Extract<ViewMessage, { type: 'tasks' }>, 'type' | 'id'>;

export interface Host {
  send(message: ViewMessage): void;
  /** Resolves in every case: a host that stays silent is a refusal that says so. */
  edit(of: FlowSubject, edit: GraphEdit): Promise<EditReply>;
  /** Null when there is nothing to tell. */
  tasks(asked: TasksAsked): Promise<TaskPage | null>;
  listen(listener: (message: Exclude<HostMessage, { type: 'reply' | 'tasks' }>) => void): void;
  /** What `save` was last given, also after the view was closed and born again. */
  saved(): unknown;
  save(state: unknown): void;
}

/** TypeScript takes part in a rename, and may only be starting. */
const replyTimeout = 60_000;

export function connectHost(timeout = replyTimeout): Host {
  const api = acquireVsCodeApi();
  const pages = new Map<number, (page: TaskPage | null) => void>();
  const waiting = new Map<number, (reply: EditReply) => void>();
  let lastId = 0;

  return {
    send: message => api.postMessage(message),
    edit({ uri, graph: { flow }, version }, edit) {
      const id = ++lastId;
      return new Promise(resolve => {
        const timer = setTimeout(
          () =>
            settle(id, { ok: false, reason: `The editor did not answer within ${timeout / 1000} seconds.` }),
          timeout,
        );
        waiting.set(id, reply => {
          clearTimeout(timer);
          resolve(reply);
        });
        api.postMessage({ type: 'edit', id, uri, flow, version, edit });
      });
    },
    tasks(asked) {
      const id = ++lastId;
      return new Promise(resolve => {
        pages.set(id, resolve);
        api.postMessage({ ...asked, type: 'tasks', id });
      });
    },
    listen(listener) {
      window.addEventListener('message', (event: MessageEvent<HostMessage>) => {
        const message = event.data;
        if (message?.type === 'reply') settle(message.id, message.reply);
        else if (message?.type === 'tasks') {
          pages.get(message.id)?.(message.page);
          pages.delete(message.id);
        } else if (message?.type === 'snapshot' || message?.type === 'command' || message?.type === 'select')
          listener(message);
      });
    },
    saved: () => api.getState(),
    save: state => api.setState(state),
  };

  function settle(id: number, reply: EditReply): void {
    const answer = waiting.get(id);
    waiting.delete(id);
    answer?.(reply);
  }
}

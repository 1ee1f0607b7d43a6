type Listener = (...args: unknown[]) => void;
type Event = string | symbol;

/**
 * Keeps the listeners that this process has now, by which it hears its parent, notices its end and knows of what nobody catches. Code that takes
 * all of an event's listeners away, as runners of tests do, means those that it knows of.
 */
export function keepListeners(): void {
  const emitter = process as NodeJS.EventEmitter;
  const own = new Map<Event, Set<unknown>>(
    emitter.eventNames().map(event => [event, new Set(emitter.rawListeners(event))]),
  );
  const remove = emitter.removeListener.bind(emitter);
  const removeOther = (event: Event, listener: Listener) =>
    own.get(event)?.has(listener) ? emitter : remove(event, listener);
  emitter.removeListener = removeOther;
  emitter.off = removeOther;
  emitter.removeAllListeners = (...given: [event?: Event]) => {
    for (const event of given.length > 0 ? given : emitter.eventNames()) {
      if (event === undefined) continue;
      for (const listener of emitter.rawListeners(event)) removeOther(event, listener as Listener);
    }
    return emitter;
  };
}

// Evaluated in the page with a widget's module, what loads it, and its model's state: renders it
// over a model that does nothing else, lets it play if it can, closes it, and returns what it held
// on to before and after.
async ({ module, load, state }) => {
  const { default: widget } = await eval(load)(module);

  const frames = new Set();
  const timers = new Set();
  let observers = 0;
  const original = { ...pick(window) };

  function pick(from) {
    const names = ["requestAnimationFrame", "cancelAnimationFrame", "setTimeout", "clearTimeout"];
    return Object.fromEntries(
      [...names, "ResizeObserver", "MutationObserver"].map((name) => [name, from[name]]),
    );
  }
  const counted = (Original) =>
    class extends Original {
      constructor(callback) {
        super((...seen) => during(() => callback(...seen)));
        observers += 1;
      }
      disconnect() {
        observers -= 1;
        super.disconnect();
      }
    };

  let mine = false; // whether the widget's own code is running, and not JupyterLab's
  const during = (action) => {
    const outer = mine;
    mine = true;
    try {
      return action();
    } finally {
      mine = outer;
    }
  };
  window.requestAnimationFrame = (callback) => {
    const ours = mine;
    const id = original.requestAnimationFrame.call(window, (time) => {
      frames.delete(id);
      return ours ? during(() => callback(time)) : callback(time);
    });
    if (ours) frames.add(id);
    return id;
  };
  window.cancelAnimationFrame = (id) => {
    frames.delete(id);
    original.cancelAnimationFrame.call(window, id);
  };
  window.setTimeout = (callback, delay, ...rest) => {
    const id = original.setTimeout.call(
      window,
      () => {
        timers.delete(id);
        callback(...rest);
      },
      delay,
    );
    if (mine) timers.add(id);
    return id;
  };
  window.clearTimeout = (id) => {
    timers.delete(id);
    original.clearTimeout.call(window, id);
  };
  window.ResizeObserver = counted(original.ResizeObserver);
  window.MutationObserver = counted(original.MutationObserver);

  const play = 'button:is(.dl101-play, [aria-label^="Play"], [title^="Take step after step"])';
  const handlers = new Map();
  const model = {
    get: (name) => state[name],
    set(name, value) {
      state[name] = value;
      handlers.get(`change:${name}`)?.forEach((handler) => during(handler));
    },
    save_changes() {},
    send() {},
    // A widget that shows another one's model gets this one.
    widget_manager: { get_model: async () => model },
    on: (name, handler) => handlers.set(name, [...(handlers.get(name) ?? []), handler]),
    off: (name, handler) => handlers.set(name, handlers.get(name).filter((one) => one !== handler)),
  };
  const count = () => ({
    handlers: [...handlers.values()].flat().length,
    frames: frames.size,
    timers: timers.size,
    observers,
  });
  const pause = (number) =>
    new Promise((done) => {
      const step = () =>
        number-- > 0 ? original.requestAnimationFrame.call(window, step) : done();
      step();
    });

  const touch = () => {
    for (const name of [...handlers.keys()].filter((name) => name.startsWith("change:")))
      model.set(name.slice(7), state[name.slice(7)]);
  };

  const el = document.createElement("div");
  document.body.append(el);
  try {
    const close = await during(() => widget.render({ model, el }));
    await painted(el);
    during(() => el.querySelector(play)?.click());
    await pause(3);
    touch();
    const before = count();
    await close();
    return [before, count()];
  } finally {
    el.remove();
    Object.assign(window, original);
  }

  async function painted(root) {
    while (!root.querySelector('canvas[role="img"], svg')?.getAttribute("aria-label")) await pause(1);
  }
}

// Evaluated in the page with a stepper's card: takes `presses` steps by key and returns, for each,
// the milliseconds of the redrawing (script, styles and layout), and those from the key to the end
// of the frame that shows it.
async ([card, presses]) => {
  const frameEnd = () =>
    new Promise((resolve) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(null);
      }),
    );
  const svg = card.querySelector("svg");
  const press = (key) => card.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const found = { redraw: [], frame: [], changed: 0 };
  press("Home");
  await frameEnd();
  for (let k = 0; k < presses; k++) {
    const before = svg.getAttribute("aria-label");
    const start = performance.now();
    press("ArrowRight");
    svg.getBoundingClientRect(); // styles and layout now, and not later
    found.redraw.push(performance.now() - start);
    found.frame.push((await frameEnd()) - start);
    found.changed += svg.getAttribute("aria-label") !== before;
  }
  return found;
}

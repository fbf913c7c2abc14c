// Evaluated in the page with a canvas and the element that is worked: from now on, every animation
// frame looks at a few pixels of the canvas after everybody's frame callbacks have run.
([canvas, element]) => {
  const context = canvas.getContext("2d");
  const look = () => {
    const { width, height } = canvas;
    let sum = 0;
    // A row and a column through the picture: wherever the boundary moves, it crosses one of them.
    for (const [x, y, w, h] of [[0, height >> 2, width, 1], [width >> 2, 0, 1, height]]) {
      const { data } = context.getImageData(x, y, w, h);
      for (let i = 0; i < data.length; i++) sum = (sum * 31 + data[i]) >>> 0;
    }
    return sum;
  };

  const meter = { keys: [], frames: [], running: true };
  let waiting = null;
  let last = look();
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    const now = performance.now();
    const seen = look();
    if (seen !== last) {
      last = seen;
      meter.frames.push(now);
      if (waiting !== null) meter.keys.push(now - waiting);
      waiting = null;
    }
  };
  const tick = () => {
    if (!meter.running) return;
    port2.postMessage(null); // read the pixels once this frame's callbacks are through
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  const pressed = (event) => (waiting = event.timeStamp);
  element.addEventListener("keydown", pressed, true);
  meter.stop = () => {
    meter.running = false;
    element.removeEventListener("keydown", pressed, true);
    port1.close();
  };
  window.dl101Meter = meter;
}

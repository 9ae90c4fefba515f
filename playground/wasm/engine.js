// engine.js has the engine in the page, as WebAssembly. corslab serve has another file
// of this name, which asks the server.

import './wasm_exec.js'; // Go's own, which sets Go

export const isServed = false;

const started = (async () => {
  const go = new Go();
  const module = await WebAssembly.instantiateStreaming(fetch('corslab.wasm'), go.importObject);
  go.run(module.instance); // which goes on as long as the page does
})();

// call asks the playground's one function.
export const call = async (op, rest = {}) => {
  await started;
  return JSON.parse(corslabCall(JSON.stringify({op, ...rest})));
};

// prove is for corslab serve only, which has servers to prove things with.
export const prove = async () => ({refused: 'Nothing can be proved without a server.'});

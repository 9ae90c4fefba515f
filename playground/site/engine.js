// engine.js asks corslab serve, which runs the engine. The static site has another
// file of this name, with the engine in the page.

export const isServed = true;

const post = async (path, value) => {
  const response = await fetch(path, {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(value),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
};

// call asks the playground's one function.
export const call = (op, rest = {}) => post('api', {op, ...rest});

// prove has a real browser make the request: "headless", "browser" or, for what became
// of that one, "result".
export const prove = (how, value) => post(`prove/${how}`, value);

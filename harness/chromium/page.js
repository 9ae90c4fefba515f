// page.js completes a document that has been loaded: it waits for it, and adds
// what holds the global object that is to make the requests.
//
//   kind  a fetch.PageKind
//   url   for "sandboxed" the document's own URL, for workers that of the script
//   serviceWorker  the URL of the script of a service worker; "" for none
//
// It resolves when that global object runs scripts, and rejects when it cannot.
(async (kind, url, serviceWorker) => {
  'use strict';
  if (document.readyState !== 'complete') {
    await new Promise((done) => addEventListener('load', done, {once: true}));
  }

  // The worker claims the document. What comes after is controlled from its start.
  if (serviceWorker) {
    const container = navigator.serviceWorker;
    const claimed = new Promise((done) => container.addEventListener('controllerchange', done, {once: true}));
    await container.register(serviceWorker);
    if (!container.controller) await claimed;
  }

  const frame = (prepare) => new Promise((done) => {
    const element = document.createElement('iframe');
    prepare(element);
    element.onload = done;
    document.body.append(element);
  });

  // The object is kept in a property: a worker nobody refers to may end.
  const worker = (object, port) => new Promise((done, fail) => {
    self.corslab = object;
    object.onerror = (event) => fail(new Error(event.message ?? 'the worker did not start'));
    port.onmessage = done;
  });

  const html = '<!doctype html><title>corslab</title>';
  switch (kind) {
    case 'sandboxed':
      return void await frame((f) => {
        f.sandbox = 'allow-scripts';
        f.src = url;
      });
    case 'data': return void await frame((f) => { f.src = 'data:text/html;charset=utf-8,' + html; });
    case 'srcdoc': return void await frame((f) => { f.srcdoc = html; });
    case 'blob': return void await frame((f) => { f.src = URL.createObjectURL(new Blob([html], {type: 'text/html'})); });
    case 'worker':
    case 'data-worker': {
      const object = new Worker(url);
      return void await worker(object, object);
    }
    case 'shared-worker': {
      // A name of its own: the worker of a document that is just going away
      // would be shared, and DevTools would not report it again.
      const object = new SharedWorker(url, {name: crypto.getRandomValues(new Uint32Array(4)).join()});
      return void await worker(object, object.port);
    }
  }
})

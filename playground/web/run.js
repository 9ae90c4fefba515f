// run.js makes one request, as a script of the page would, and tells the window that
// holds the page what a script can see of it.
//
// It is the function that the page calls with the job, whose url and init are those of
// fetch(); tell is called with {ok, type, status, headers} or {ok: false}.
(async (job, tell) => {
  'use strict';
  const bytes = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0));
  const form = (into) => {
    for (const [name, value] of job.body.form ?? []) into.append(name, value);
    return into;
  };
  const bodies = {
    form: () => form(new URLSearchParams()),
    multipart: () => form(new FormData()),
    blob: () => new Blob([bytes(job.body.content)], {type: job.body.type}),
    buffer: () => bytes(job.body.content),
    stream: () => new Blob([bytes(job.body.content)]).stream(),
  };
  const body = () => (bodies[job.body.kind] ?? (() => job.body.content))();
  const late = (stop) => new Promise((resolve) => setTimeout(() => { stop(); resolve({ok: false, late: true}); }, job.limit));

  const viaFetch = async (signal) => {
    try {
      const init = {...job.init, signal};
      if (job.body) init.body = body();
      if (job.body?.kind === 'stream') init.duplex = 'half';
      const response = await fetch(job.url, init);
      return {ok: true, type: response.type, status: response.status, headers: [...response.headers]};
    } catch {
      return {ok: false};
    }
  };
  const viaXHR = (xhr) => new Promise((resolve) => {
    try {
      xhr.open(job.init.method ?? 'GET', job.url);
      for (const [name, value] of job.init.headers ?? []) xhr.setRequestHeader(name, value);
      xhr.withCredentials = job.init.credentials === 'include';
      xhr.onload = () => resolve({ok: true, type: '', status: xhr.status, headers: xhr.getAllResponseHeaders().trim().split('\r\n').filter(Boolean).map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon), line.slice(colon + 1).trim()];
      })});
      xhr.onerror = () => resolve({ok: false});
      xhr.send(job.body ? body() : null);
    } catch {
      resolve({ok: false});
    }
  });

  const stop = new AbortController();
  const xhr = new XMLHttpRequest();
  const made = job.api === 'xhr' ? viaXHR(xhr) : viaFetch(stop.signal);
  tell(await Promise.race([made, late(() => { stop.abort(); xhr.abort(); })]));
})

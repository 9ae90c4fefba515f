// driver.js makes requests in the global object it is evaluated in, exactly as a
// script there would, and says what a script there can see.
//
// It is one function expression. Go calls it with
//
//   initiators  the function of initiators.js; null where all jobs are fetch and xhr
//   origin      what self.origin must be; nothing is requested where it is not
//   jobs        the requests, an object each: see the type job in driver.go
//
// and it resolves to {origin, results}, one result per job in the same order:
//
//   {ok: true, type, status, headers: [[name, value], …]}   a response arrived; elements
//                                                           say no more than that
//   {ok: false, late: true}                                 the job's limit passed
//   {ok: false, name, message, early}                       it failed; early says that
//                                                           the API refused the call itself
//
// All jobs start at once. Strings that stand for bytes hold one code point per
// byte. It uses nothing that a page's Content-Security-Policy could forbid.
(async (initiators, origin, jobs) => {
  'use strict';
  const bytes = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0));

  const streamOf = (content) => new ReadableStream({
    start(controller) {
      controller.enqueue(content);
      controller.close();
    },
  });

  const entries = (into, form) => {
    for (const [name, value] of form ?? []) into.append(name, value);
    return into;
  };

  const bodyOf = ({kind, content, form, type}) => {
    switch (kind) {
      case 'form': return entries(new URLSearchParams(), form);
      case 'multipart': return entries(new FormData(), form);
      case 'blob': return new Blob([bytes(content)], {type});
      case 'buffer': return bytes(content);
      case 'stream': return streamOf(bytes(content));
      default: return content;
    }
  };

  const failure = (error, early) => ({ok: false, name: error.name, message: error.message, early});

  // within settles as the promise does, or with {ok: false, late: true} after
  // limit milliseconds, when it calls stop.
  const within = (limit, promise, stop) => new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve({ok: false, late: true});
      stop();
    }, limit);
    promise.then((result) => {
      clearTimeout(timer);
      resolve(result);
    });
  });

  // A body nobody reads would keep its connection busy. What is wrong with it
  // is not our subject.
  const settle = async (response) => {
    try {
      await response.arrayBuffer();
    } catch {
    }
  };

  const viaFetch = (job) => {
    const stop = new AbortController();
    const init = {...job.init, signal: stop.signal};
    const attempt = async () => {
      try {
        if (job.body) init.body = bodyOf(job.body);
        if (job.body?.kind === 'stream') init.duplex = 'half';
        const response = await fetch(job.url, init);
        const result = {ok: true, type: response.type, status: response.status, headers: [...response.headers]};
        await settle(response);
        return result;
      } catch (error) {
        // The text is the one sign by which the two kinds of TypeError differ.
        return failure(error, error.message !== 'Failed to fetch');
      }
    };
    return within(job.limit, attempt(), () => stop.abort());
  };

  const headersOf = (xhr) => xhr.getAllResponseHeaders().split('\r\n').filter(Boolean).map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
  });

  const viaXHR = (job) => {
    const xhr = new XMLHttpRequest();
    const seen = () => ({ok: true, type: '', status: xhr.status, headers: headersOf(xhr)});
    const attempt = new Promise((resolve) => {
      try {
        xhr.open(job.init.method ?? 'GET', job.url, !job.sync);
        for (const [name, value] of job.init.headers ?? []) xhr.setRequestHeader(name, value);
        if (job.init.credentials === 'include') xhr.withCredentials = true;
        if (job.upload) xhr.upload.onprogress = () => {};
        if (!job.sync) {
          xhr.onload = () => resolve(seen());
          xhr.onerror = () => resolve({ok: false, name: 'error', message: 'the error event', early: false});
        }
        xhr.send(job.body ? bodyOf(job.body) : null);
        if (job.sync) resolve(seen());
      } catch (error) {
        resolve(failure(error, error.name !== 'NetworkError'));
      }
    });
    return within(job.limit, attempt, () => xhr.abort());
  };

  const others = initiators?.({failure, within, bodyOf}) ?? {};
  const via = (job) => {
    switch (job.api) {
      case 'xhr': return viaXHR(job);
      case '':
      case 'fetch': return viaFetch(job);
      default: return others[job.api](job);
    }
  };

  if (self.origin !== origin) return {origin: self.origin, results: []};
  return {
    origin: self.origin,
    results: await Promise.all(jobs.map(via)),
  };
})
